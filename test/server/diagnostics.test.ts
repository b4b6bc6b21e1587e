import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { DiagnosticSeverity } from 'vscode-languageserver-protocol/node';
import { analyzeRequest, clearRequest, settingsChanged } from '../../src/protocol/lsp';
import {
  blockedSenders,
  connect,
  goLine,
  ordersFile,
  quietSettings,
  recordedDump,
  sendLine,
  shopWorkspace,
  storeDump,
  doubtfulSenders,
} from './support';

const sends = blockedSenders(1_284);

test('the line that blocks is underlined, with the go statement as related information', async () => {
  const client = await connect();
  await client.connection.sendRequest(analyzeRequest, {
    current: storeDump(doubtfulSenders(1_284)),
  });
  const [diagnostic, ...others] = client.of(ordersFile);
  assert.deepEqual(others, []);
  assert.equal(
    diagnostic?.message,
    '1,284 goroutines blocked here in chan send, oldest ~47 min, started at orders.go:23.',
  );
  assert.deepEqual(diagnostic.range, {
    start: { line: sendLine - 1, character: 1 },
    end: { line: sendLine - 1, character: '\ttask.result <- total // blocks: send'.length },
  });
  assert.equal(diagnostic.source, 'goroutines');
  assert.equal(diagnostic.severity, DiagnosticSeverity.Warning);
  assert.match(diagnostic.codeDescription?.href ?? '', /docs\/rules\.md#blocked-/);
  const [related] = diagnostic.relatedInformation ?? [];
  assert.equal(related?.message, 'Started here (orders.go:23)');
  assert.equal(related.location.uri, client.uri(ordersFile));
  assert.equal(related.location.range.start.line, goLine - 1);
  await client.stop();
});

test('a dump that real Go printed elsewhere lands on the lines of the checkout', async () => {
  const client = await connect();
  const current = storeDump(recordedDump());
  const summary = await client.connection.sendRequest(analyzeRequest, { current });
  const text = fs.readFileSync(path.join(client.workspace, ordersFile), 'utf8').split('\n');
  const anchors = (summary?.findings ?? []).flatMap(({ anchor }) =>
    anchor?.uri === client.uri(ordersFile) ? [text[anchor.line - 1]] : [],
  );
  assert.ok(anchors.length >= 4);
  for (const line of anchors) assert.match(line ?? '', /\/\/ (?:blocks|starts): /);
  await client.stop();
});

test('what was underlined goes away with clear, and with an analysis of nothing', async () => {
  const client = await connect();
  const current = storeDump(sends);
  await client.connection.sendRequest(analyzeRequest, { current });
  assert.equal(client.of(ordersFile).length, 1);
  await client.connection.sendRequest(clearRequest);
  assert.equal(client.of(ordersFile).length, 0);
  await client.connection.sendRequest(analyzeRequest, { current });
  assert.equal(client.of(ordersFile).length, 1);
  const answer = await client.connection.sendRequest(analyzeRequest, { current: undefined });
  assert.equal(answer, null);
  assert.equal(client.of(ordersFile).length, 0);
  await client.stop();
});

test('settings raise, lower and silence a rule at once, without another analysis', async () => {
  const client = await connect();
  await client.connection.sendRequest(analyzeRequest, { current: storeDump(sends) });
  const rule = String(client.of(ordersFile)[0]?.code);
  const severityIs = async (
    severity: Record<string, string>,
    enabled: boolean,
    expected?: number,
  ) => {
    const diagnostics = { ...quietSettings.diagnostics, severity, enabled };
    await client.connection.sendNotification(settingsChanged, { ...quietSettings, diagnostics });
    await client.until(
      () => client.of(ordersFile)[0]?.severity === expected,
      `severity ${JSON.stringify(severity)}`,
    );
  };
  await severityIs({ [rule]: 'hint' }, true, DiagnosticSeverity.Hint);
  await severityIs({ [rule]: 'error' }, true, DiagnosticSeverity.Error);
  await severityIs({ [rule]: 'off' }, true, undefined);
  await severityIs({}, true, DiagnosticSeverity.Warning);
  await severityIs({}, false, undefined);
  await client.stop();
});

test('thresholds hide small and young groups, but never a proof', async () => {
  const diagnostics = { ...quietSettings.diagnostics, minCount: 2_000, minWait: 60 };
  const client = await connect({ settings: { diagnostics } });
  await client.connection.sendRequest(analyzeRequest, {
    current: storeDump(doubtfulSenders(1_284)),
  });
  assert.deepEqual(client.of(ordersFile), []);
  const proven = storeDump(blockedSenders(2, 'chan send (leaked)'), 'proven');
  await client.connection.sendRequest(analyzeRequest, { current: proven });
  const [diagnostic] = client.of(ordersFile);
  assert.equal(diagnostic?.code, 'leak-confirmed');
  assert.equal(
    diagnostic.message,
    '2 goroutines are permanently blocked sending on a channel nobody can receive from (started at orders.go:23).',
  );
  await client.stop();
});

test('groups that differ above the blocking line are one diagnostic, and their counts add up', async () => {
  const other = sends
    .replaceAll('[chan send, 47 minutes]', '[chan send, 90 minutes]')
    .replaceAll('\ncreated by', '\nmain.extra()\n\t/build/cmd/shop/main.go:9 +0x1\ncreated by')
    .replaceAll(/goroutine (\d+) \[/g, 'goroutine 9$1 [');
  const client = await connect();
  const current = storeDump(`${doubtfulSenders(1_284)}\n${other}`);
  const summary = await client.connection.sendRequest(analyzeRequest, { current });
  assert.equal(summary?.clusters.length, 3);
  assert.deepEqual(
    client.of(ordersFile).map(({ message }) => message),
    ['2,568 goroutines blocked here in chan send, oldest ~90 min, started at orders.go:23.'],
  );
  await client.stop();
});

test('a dump that was cut says "at least"', async () => {
  const client = await connect();
  const cut = sends.slice(0, sends.length - 120);
  const summary = await client.connection.sendRequest(analyzeRequest, { current: storeDump(cut) });
  assert.equal(summary?.truncated, true);
  assert.match(client.messages(ordersFile)[0] ?? '', /^at least 1,28\d goroutines blocked here/);
  await client.stop();
});

test('beyond two hundred lines the rest is counted, not hidden', async () => {
  const workspace = shopWorkspace();
  const sites = Array.from({ length: 230 }, (_, i) => i);
  const functions = sites.map(i => `func Send${i}(c chan int) { c <- ${i} }`);
  fs.writeFileSync(path.join(workspace, 'many.go'), `package shop\n\n${functions.join('\n')}\n`);
  const blocks = sites.map(i =>
    blockedSenders(1, 'chan send (leaked)')
      .replace('goroutine 100', `goroutine ${i + 100}`)
      .replace('/internal/orders.(*Processor).handleTask', `.Send${i}`)
      .replace('/build/internal/orders/orders.go:36', `/build/many.go:${i + 3}`),
  );
  const client = await connect({ workspace });
  const current = storeDump(blocks.join('\n'));
  const summary = await client.connection.sendRequest(analyzeRequest, { current });
  assert.equal(client.of('many.go').length, 200);
  assert.equal(summary?.diagnosticsLeftOut, 30);
  await client.stop();
});
