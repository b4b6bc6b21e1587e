/** The scanner recognises what was read before, and nothing that the plain path would read otherwise. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSnapshot, readSnapshotPlain } from '../../../src/core/parse/parse';
import { bytesOf, plain, readInChunks } from './support';

const block = (id: number, state = 'select'): string =>
  `goroutine ${id} [${state}]:\nmain.work(0x1)\n\t/app/main.go:3 +0x1\n\n`;

test('a dump that begins with goroutine 0 ends where the next one begins, by every path', () => {
  const dump = block(0) + block(0) + block(7) + block(7) + block(1) + block(9);
  const bytes = bytesOf(dump + dump);
  const expected = plain(readSnapshotPlain(bytes));
  assert.deepEqual(plain(readSnapshot(bytes)), expected);
  assert.deepEqual(plain(readInChunks(bytes, [61, 4096, 7])), expected);
});
