/** Every header form and every oddity of a paste, kept small and by hand: whole results against goldens. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { readSnapshot, readSnapshotPlain } from '../../../src/core/parse/parse';
import { expectGolden } from '../../support/golden';
import { fixture } from '../../support/repository';
import { assertAccounted } from './account';
import { contents, dumpsIn, plain, readInChunks, wholeResult } from './support';

const folder = fixture('text');

test('the folder of hand-kept texts is not empty', () => {
  assert.ok(dumpsIn(folder).length > 60);
});

for (const file of dumpsIn(folder)) {
  const name = path.basename(file, '.txt');
  const bytes = contents(file);
  test(`${name}.txt is read as its golden says`, () => {
    expectGolden(path.join(folder, 'golden', name), wholeResult(bytes));
  });
  test(`${name}.txt is accounted for, whole or in pieces, fast or plain`, () => {
    const whole = plain(readSnapshot(bytes));
    assertAccounted(readSnapshot(bytes));
    assert.deepEqual(plain(readSnapshotPlain(bytes)), whole);
    for (const sizes of [[1], [7, 64, 3], [1000]])
      assert.deepEqual(plain(readInChunks(bytes, sizes)), whole);
  });
}
