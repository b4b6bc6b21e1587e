import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Command, ContextKey, ContributedCommands, Setting, View } from '../../src/extension/ids';
import { root } from '../support/repository';

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly { command: string; when?: string }[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly when?: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly scope: string }>>;
    };
  };
}

const text = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(text('package.json')) as Manifest;
const contributes = manifest.contributes;

test('the commands of the manifest are the commands that the extension registers', () => {
  assert.deepEqual(
    contributes.commands.map(c => c.command).sort(),
    [...ContributedCommands].sort(),
  );
});

test('every command carries the category, and none says the name twice', () => {
  for (const command of contributes.commands) assert.equal(command.category, 'Goroutine Lens');
});

test('every menu names a command that exists', () => {
  const known = new Set<string>(Object.values(Command));
  for (const [menu, items] of Object.entries(contributes.menus)) {
    for (const item of items) assert.ok(known.has(item.command), `${menu}: ${item.command}`);
  }
});

test('the settings of the manifest are the settings that the extension reads', () => {
  assert.deepEqual(
    Object.keys(contributes.configuration.properties).sort(),
    Object.values(Setting).sort(),
  );
});

test('the views of the manifest are the views that the extension fills', () => {
  const views = Object.values(contributes.views).flatMap(list => list.map(view => view.id));
  assert.deepEqual(views.sort(), Object.values(View).sort());
  for (const welcome of contributes.viewsWelcome) assert.ok(views.includes(welcome.view));
});

test('every context key of a when clause is one that the extension sets', () => {
  const known = new Set<string>(Object.values(ContextKey));
  const clauses = [
    ...Object.values(contributes.menus).flatMap(items => items.map(item => item.when ?? '')),
    ...contributes.viewsWelcome.map(welcome => welcome.when ?? ''),
  ];
  const used = clauses.flatMap(clause => clause.match(/goroutineLens\.(has|can|is)\w+/g) ?? []);
  assert.ok(used.length > 0);
  for (const key of used) assert.ok(known.has(key), key);
});

test('the typed API is the one of the minimum engine, and client and server match', () => {
  assert.equal(manifest.devDependencies['@types/vscode'], manifest.engines.vscode.replace('^', ''));
  assert.equal(
    manifest.dependencies['vscode-languageclient'],
    manifest.dependencies['vscode-languageserver'],
  );
});

test('nothing starts the extension but a Go file, a view, a command or its own panel', () => {
  for (const event of manifest.activationEvents) {
    assert.match(event, /^(onLanguage:go|onWebviewPanel:goroutineLens\.analysis)$/);
  }
});

test('what could make the editor ask another machine is ignored until the workspace is trusted', () => {
  const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  assert.deepEqual([...restricted].sort(), ['goroutineLens.pathMappings', 'goroutineLens.targets']);
});

test('a workspace can neither raise what a capture may cost nor turn off the check of certificates', () => {
  for (const [id, { scope }] of Object.entries(contributes.configuration.properties)) {
    if (id.startsWith('goroutineLens.capture.')) assert.equal(scope, 'machine', id);
    if (id.startsWith('goroutineLens.http.')) assert.equal(scope, 'application', id);
  }
});

test('the lockfile names no registry host', () => {
  assert.doesNotMatch(text('package-lock.json'), /"resolved": "https?:/);
});
