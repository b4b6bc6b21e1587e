import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { english } from '../../src/core/report/english';
import { panelStrings } from '../../src/panel/strings';
import { root } from '../support/repository';

type Table = Readonly<Record<string, string>>;
const read = (file: string): Table =>
  JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')) as Table;

const chinese = read('l10n/bundle.l10n.zh-cn.json');

test('every sentence that a person can see has a Chinese one, and no Chinese one is left over', () => {
  const keys = new Set([...Object.values(english), ...panelStrings, ...literalKeys()]);
  const missing = [...keys].filter(key => !(key in chinese)).sort();
  const left = Object.keys(chinese).filter(key => !keys.has(key));
  assert.deepEqual({ missing, left }, { missing: [], left: [] });
});

test('a translation keeps the placeholders of its sentence', () => {
  for (const [key, value] of Object.entries(chinese)) {
    assert.deepEqual(placeholders(value), placeholders(key), key);
  }
});

test('the manifest texts are complete in both languages', () => {
  const en = read('package.nls.json');
  const zh = read('package.nls.zh-cn.json');
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
  const used = [
    ...fs.readFileSync(path.join(root, 'package.json'), 'utf8').matchAll(/"%([^"%]+)%"/g),
  ];
  assert.deepEqual([...new Set(used.map(match => match[1]))].sort(), Object.keys(en).sort());
});

test('next to nothing is left in English', () => {
  const entries = Object.entries(chinese);
  const same = entries.filter(([key, value]) => key === value && /[a-z]{4}/.test(key));
  assert.ok(same.length <= entries.length * 0.05, same.map(([key]) => key).join('\n'));
});

function placeholders(sentence: string): readonly string[] {
  return [...new Set(sentence.match(/\{\d+\}/g) ?? [])].sort();
}

/** English keys that code names as literals: `l10n.t('…')`, `t('…')`, and `english: '…'` of tables. */
function literalKeys(): readonly string[] {
  return ['core', 'extension', 'server', 'cli', 'capture', 'store'].flatMap(layer =>
    filesUnder(path.join(root, 'src', layer)).flatMap(keysOf),
  );
}

function filesUnder(dir: string): readonly string[] {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap(entry => {
    const full = path.join(dir, entry.name);
    return entry.isDirectory() ? filesUnder(full) : full.endsWith('.ts') ? [full] : [];
  });
}

function keysOf(file: string): readonly string[] {
  const source = ts.createSourceFile(
    file,
    fs.readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const keys: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTranslation(node.expression)) {
      const first = node.arguments[0];
      if (first && ts.isStringLiteralLike(first)) keys.push(first.text);
    } else if (
      ts.isPropertyAssignment(node) &&
      node.name.getText() === 'english' &&
      ts.isStringLiteralLike(node.initializer)
    ) {
      keys.push(node.initializer.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return keys;
}

/** `t(…)`, `l10n.t(…)`, `vscode.l10n.t(…)`, or the `translate(…)` that core is handed. */
function isTranslation(expression: ts.Expression): boolean {
  const name = ts.isIdentifier(expression)
    ? expression.text
    : ts.isPropertyAccessExpression(expression)
      ? expression.name.text
      : '';
  return name === 't' || name === 'translate';
}

test('every page of the walkthrough has its Chinese one, which the editor takes by its name', () => {
  const pages = fs.readdirSync(path.join(root, 'media', 'walkthrough'));
  const english = pages.filter(page => !page.includes('.nls.'));
  assert.ok(english.length > 0);
  assert.deepEqual(
    pages.filter(page => page.includes('.nls.')).sort(),
    english.map(page => page.replace(/\.md$/, '.nls.zh-cn.md')).sort(),
  );
});
