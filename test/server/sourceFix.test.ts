import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { CodeActionRequest } from 'vscode-languageserver-protocol/node';
import type { CodeAction } from 'vscode-languageserver-protocol/node';
import { analyzeRequest } from '../../src/protocol/lsp';
import { blockedSenders, connect, ordersFile, storeDump } from './support';
import type { Client } from './support';

const title = 'Give the channel room for one value (may change behavior)';

/** The quick fixes under the first underline of a file. */
async function fixesIn(client: Client, name: string): Promise<readonly CodeAction[]> {
  const [diagnostic] = client.of(name);
  assert.ok(diagnostic, 'an underline');
  const answer = await client.connection.sendRequest(CodeActionRequest.type, {
    textDocument: { uri: client.uri(name) },
    range: diagnostic.range,
    context: { diagnostics: [diagnostic] },
  });
  return (answer ?? []).flatMap(one => ('kind' in one ? [one] : []));
}

test('a send whose receiver leaves is repaired by a buffer of one, and the code compiles', async t => {
  const client = await connect();
  await client.connection.sendRequest(analyzeRequest, {
    current: storeDump(blockedSenders(1_284)),
  });
  const [fix, ...others] = await fixesIn(client, ordersFile);
  assert.equal(fix?.title, title);
  assert.equal(fix.isPreferred, undefined, 'a change of the source is never applied unasked');
  assert.ok(others.every(one => one.edit === undefined));
  const file = path.join(client.workspace, ordersFile);
  const [edit, ...more] = fix.edit?.changes?.[client.uri(ordersFile)] ?? [];
  assert.ok(edit);
  assert.deepEqual(more, []);
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  const { line, character } = edit.range.start;
  const text = lines[line] ?? '';
  lines[line] = text.slice(0, character) + edit.newText + text.slice(character);
  assert.match(lines[line], /result: make\(chan int, 1\)/);
  fs.writeFileSync(file, lines.join('\n'));
  const go = spawnSync('go', ['vet', './internal/orders'], {
    cwd: client.workspace,
    encoding: 'utf8',
    env: { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off' },
  });
  if (go.error) t.diagnostic('Go is missing: the repaired code was not compiled');
  else assert.equal(go.status, 0, go.stderr);
  await client.stop();
});

test('where the source has moved on, nothing is repaired any more', async () => {
  const client = await connect();
  await client.connection.sendRequest(analyzeRequest, {
    current: storeDump(blockedSenders(1_284)),
  });
  await client.open(ordersFile);
  const file = path.join(client.workspace, ordersFile);
  const at = fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .findIndex(text => text.includes('make(chan int)'));
  await client.insert(ordersFile, at + 1, 'var other = make(chan int); ');
  await client.until(() => client.of(ordersFile).length > 0, 'the underline');
  const titles = (await fixesIn(client, ordersFile)).map(one => one.title);
  assert.ok(!titles.includes(title), titles.join(', '));
  await client.stop();
});
