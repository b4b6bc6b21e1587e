/** What a log writes before each line: told from the text, or given. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSnapshotReader } from '../../../src/core/parse/parse';
import { PrefixIdentity } from '../../../src/core/parse/prefix';
import { assertAccounted } from './account';
import { bytesOf } from './support';

const lines = [
  'goroutine 5 [chan send]:',
  'main.work(0xc000)',
  '\t/app/main.go:12 +0x1d',
  'created by main.main in goroutine 1',
  '\t/app/main.go:9 +0x2e',
];

function readWith(prefix: string, text: string) {
  const reader = createSnapshotReader({ prefix });
  reader.push(bytesOf(text));
  return reader.end();
}

test('with a given prefix only its lines are read, whatever the times in it', () => {
  const mine = lines.map((line, second) => `12:00:0${second} web-1 ${line}`);
  const other = lines.map((line, second) => `12:00:0${second} web-2 ${line}`);
  const text = mine.flatMap((line, i) => [line, other[i], 'noise']).join('\n');
  const snapshot = readWith('12:00:00 web-1 ', `${text}\n`);
  assertAccounted(snapshot);
  assert.deepEqual([snapshot.total, snapshot.read], [1, 1]);
  assert.equal(snapshot.prefix, '12:00:00 web-1 ');
  assert.equal(snapshot.samples[0]?.createdBy?.line, 9);
});

test('a given prefix that no line has leaves nothing to read', () => {
  const snapshot = readWith('nobody: ', lines.join('\n'));
  assert.deepEqual([snapshot.format, snapshot.total], [undefined, 0]);
  assert.ok(snapshot.problems.length > 0);
});

test('names tell writers apart, times and sequence numbers do not', () => {
  const same = (a: string, b: string) => new PrefixIdentity(a).key === new PrefixIdentity(b).key;
  assert.ok(same('2026-01-02T15:04:05.123Z stderr F ', '2026-01-02T16:04:06.9Z stderr F '));
  assert.ok(same('Nov 24 20:13:01 host app[123]: ', 'Nov 25 20:13:02 host app[123]: '));
  assert.ok(same('[00121.386] 05209.05460> ', '[00121.391] 05209.05460> '));
  assert.ok(!same('web-1  | ', 'web-2  | '));
  assert.ok(!same('[pod/web-1/app] ', '[pod/web-2/app] '));
  assert.ok(!same('host app[123]: ', 'host app[124]: '));
});
