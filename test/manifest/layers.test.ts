import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { root } from '../support/repository';

/** What a layer may import: other layers (`types:` = only `import type`), packages, and Node. The table of ARCHITECTURE.md. */
const walls: Readonly<Record<string, readonly string[]>> = {
  core: ['pprof-format'],
  capture: ['core', 'node:*', 'http-proxy-agent', 'https-proxy-agent', 'socks-proxy-agent'],
  store: ['types:core', 'node:*', 'fzstd'],
  source: ['types:core', 'node:*', 'web-tree-sitter'],
  protocol: ['types:core', 'vscode-languageserver-protocol', 'valibot'],
  server: [
    'core',
    'store',
    'source',
    'protocol',
    'vscode-languageserver',
    'vscode-languageserver-textdocument',
    '@vscode/l10n',
    'node:*',
  ],
  extension: [
    'types:core',
    'capture',
    'store',
    'protocol',
    'vscode',
    'vscode-languageclient',
    'node:*',
  ],
  panel: [
    'types:core',
    'protocol',
    'preact',
    'uplot',
    'd3-hierarchy',
    '@tanstack/virtual-core',
    'valibot',
  ],
  cli: ['core', 'capture', 'store', 'source', '@vscode/l10n', 'commander', 'node:*'],
};

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

test('every import stays inside the walls of its layer', () => {
  const wrong = Object.keys(walls).flatMap(layer =>
    importsOf(layer)
      .filter(found => !allowed(layer, found))
      .map(found => `${found.file} imports ${found.target}${found.typeOnly ? ' (type)' : ''}`),
  );
  assert.deepEqual(wrong, []);
});

test('every folder under src is a layer of the table, and every layer exists', () => {
  const folders = fs.readdirSync(path.join(root, 'src')).sort();
  assert.deepEqual(folders, Object.keys(walls).sort());
});

test('the wall notices a forbidden import', () => {
  const found = { file: 'x.ts', target: 'node:fs', typeOnly: false };
  assert.equal(allowed('core', found), false);
  assert.equal(allowed('store', { ...found, target: 'core' }), false);
  assert.equal(allowed('store', { ...found, target: 'core', typeOnly: true }), true);
  assert.equal(allowed('server', { ...found, target: 'vscode' }), false);
});

function allowed(layer: string, { target, typeOnly }: Import): boolean {
  if (target === layer) return true;
  return (walls[layer] ?? []).some(rule => {
    const [name, typesOnly] = rule.startsWith('types:') ? [rule.slice(6), true] : [rule, false];
    if (typesOnly && !typeOnly) return false;
    if (name === 'node:*') return target.startsWith('node:');
    return target === name || target.startsWith(`${name}/`);
  });
}

/** Imports of a layer; a relative import counts as the layer it leads to. */
function importsOf(layer: string): readonly Import[] {
  return filesUnder(path.join(root, 'src', layer)).flatMap(file =>
    specifiers(file).map(({ text, typeOnly }) => ({
      file: path.relative(root, file),
      target: text.startsWith('.') ? layerOf(path.resolve(path.dirname(file), text)) : text,
      typeOnly,
    })),
  );
}

function layerOf(target: string): string {
  const relative = path.relative(path.join(root, 'src'), target);
  return relative.startsWith('..') ? relative : (relative.split(path.sep)[0] ?? '');
}

function filesUnder(dir: string): readonly string[] {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap(entry => {
    const full = path.join(dir, entry.name);
    if (entry.isDirectory()) return filesUnder(full);
    return /\.tsx?$/.test(entry.name) ? [full] : [];
  });
}

/** Static imports, re-exports, `import()` and `require()` of one file. */
function specifiers(file: string): readonly { text: string; typeOnly: boolean }[] {
  const source = ts.createSourceFile(
    file,
    fs.readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: { text: string; typeOnly: boolean }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({ text: node.moduleSpecifier.text, typeOnly: isTypeOnly(node) });
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      const specifier = node.moduleSpecifier as ts.StringLiteral;
      found.push({ text: specifier.text, typeOnly: node.isTypeOnly });
    } else if (ts.isCallExpression(node) && isDynamicImport(node)) {
      const argument = node.arguments[0];
      const text = argument && ts.isStringLiteral(argument) ? argument.text : '(computed)';
      found.push({ text, typeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isDynamicImport(node: ts.CallExpression): boolean {
  return (
    node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(node.expression) && node.expression.text === 'require')
  );
}

function isTypeOnly(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every(element => element.isTypeOnly)
  );
}
