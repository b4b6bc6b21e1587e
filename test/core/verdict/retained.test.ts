/** What goroutines keep in memory: a floor, a share of the stacks, and how the heap grew with them. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Capture } from '../../../src/core/analyze';
import { capture, drawn, findingIn, judged, mainGoroutine } from './support';

const senders = (count: number, second: number, more: Partial<Capture> = {}): Capture => ({
  ...capture(
    drawn([
      mainGoroutine,
      { ids: [10, 9 + count], state: 'chan send', stack: ['main.send shop.go:9'] },
    ]),
    second,
  ),
  ...more,
});
const retained = (...captures: readonly Capture[]) =>
  findingIn(judged(captures), 'main.send').retained;

it('is the smallest stack for each where nothing else is known', () => {
  const found = retained(senders(999, 0));
  assert.deepEqual([found?.bytes, found?.mostBytes], [999 * 2600, undefined]);
  assert.equal(found?.basis.id, 'retained.floor');
});

it('is at most their share of all stacks, where the process told their size', () => {
  const found = retained(senders(999, 0, { stackInUseBytes: 1000 * 8192 }));
  assert.deepEqual([found?.bytes, found?.mostBytes], [999 * 2600, 999 * 8192]);
  assert.equal(found?.basis.id, 'retained.stacks');
});

it('is the floor alone where the share is smaller: other stacks than those of goroutines are not in it', () => {
  const found = retained(senders(999, 0, { stackInUseBytes: 1000 * 2048 }));
  assert.deepEqual([found?.mostBytes, found?.basis.id], [undefined, 'retained.floor']);
});

it('tells how the heap grew with them between two captures, and nothing where it shrank', () => {
  const heap = (before: number, after: number) =>
    retained(
      senders(100, 0, { heapInUseBytes: before }),
      senders(600, 60, { heapInUseBytes: after }),
    )?.observedBytesEach;
  assert.equal(heap(1_000_000, 11_000_000), 20_000);
  assert.equal(heap(11_000_000, 1_000_000), undefined);
});
