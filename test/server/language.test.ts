import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { analyzeRequest } from '../../src/protocol/lsp';
import { temporaryFolder } from '../source/support';
import { connect, ordersFile, storeDump, doubtfulSenders } from './support';

test('in another language, the finding and its related information speak it', async () => {
  const l10nBundle = path.join(temporaryFolder(), 'bundle.json');
  const sentence = '{0} goroutines blocked here in {1}, oldest ~{2}, started at {3}.';
  const table = {
    [sentence]: '{0} 个 goroutine 在此阻塞于 {1}，最久约 {2}，启动于 {3}。',
    '{0} min': '{0} 分钟',
    'Started here ({0})': '在此启动（{0}）',
    'the header of this goroutine is of no known form': '此 goroutine 的头部格式未知',
  };
  fs.writeFileSync(l10nBundle, JSON.stringify(table));
  const client = await connect({ l10nBundle });
  const broken = '\ngoroutine 3 [select\n';
  const summary = await client.connection.sendRequest(analyzeRequest, {
    current: storeDump(doubtfulSenders(1_284) + broken),
  });
  assert.equal(summary?.problems.at(-1)?.reason, '此 goroutine 的头部格式未知');
  const [diagnostic] = client.of(ordersFile);
  assert.equal(
    diagnostic?.message,
    '1,284 个 goroutine 在此阻塞于 chan send，最久约 47 分钟，启动于 orders.go:23。',
  );
  assert.equal(diagnostic.relatedInformation?.[0]?.message, '在此启动（orders.go:23）');
  await client.stop();
});
