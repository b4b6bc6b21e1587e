/** Who was started during a use of the program and stayed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clusterSamples } from '../../../src/core/cluster';
import { survivorsOf } from '../../../src/core/cohort/survivors';
import type { CheckedCapture } from '../../../src/core/cohort/survivors';
import { read } from '../parse/support';

const capture = (
  samples: ReturnType<typeof read>['samples'],
  truncated = false,
): CheckedCapture => ({
  clusters: clusterSamples(samples),
  snapshot: { truncated },
});

const stacks = (
  ...groups: readonly (readonly [func: string, ...ids: number[]])[]
): CheckedCapture =>
  capture(
    read(
      groups
        .flatMap(([func, ...ids]) =>
          ids.map(id => `goroutine ${id} [chan send]:\nmain.${func}()\n\t/app/main.go:6 +0x1\n`),
        )
        .join('\n'),
    ).samples,
  );

const counts = (groups: Readonly<Record<string, number>>): CheckedCapture => {
  const total = Object.values(groups).reduce((sum, count) => sum + count, 0);
  const blocks = Object.entries(groups).map(
    ([func, count], at) =>
      `${count} @ 0x48a04e 0x4195bc 0x4191b7 0x68f3${at}e 0x491781\n#\t0x68f3${at}d\tmain.${func}+0x1d\t/app/main.go:6\n`,
  );
  return capture(read(`goroutine profile: total ${total}\n${blocks.join('\n')}\n`).samples);
};

const told = (survivors: ReturnType<typeof survivorsOf>) => {
  if (typeof survivors === 'string') return survivors;
  return survivors.map(({ signature, count, by }) => [/main\.\w+/.exec(signature)?.[0], count, by]);
};

describe('the survivors of a use', () => {
  it('are those that came with it and are still there, not who was there before or came later', () => {
    const before = stacks(['send', 1, 2], ['serve', 9]);
    const exercised = stacks(['send', 1, 2, 10, 11, 12], ['serve', 9, 13]);
    const settled = stacks(['send', 1, 2, 10, 12, 20], ['serve', 9]);
    assert.deepEqual(told(survivorsOf(before, exercised, settled)), [['main.send', 2, 'ids']]);
  });

  it('are found where they have gone on to', () => {
    const settled = stacks(['retry', 10], ['send', 1]);
    assert.deepEqual(told(survivorsOf(stacks(['send', 1]), stacks(['send', 1, 10]), settled)), [
      ['main.retry', 1, 'ids'],
    ]);
  });

  it('are none when everything has ended, and none when one goroutine took the place of another', () => {
    assert.deepEqual(
      survivorsOf(stacks(['send', 1]), stacks(['send', 1, 2]), stacks(['send', 1])),
      [],
    );
    assert.deepEqual(
      survivorsOf(stacks(['send', 1]), stacks(['send', 2]), stacks(['send', 3])),
      [],
    );
  });

  it('are told by counts where no ids are printed: what rose and did not fall again', () => {
    const before = counts({ send: 4, serve: 3 });
    const exercised = counts({ send: 40, serve: 30, poll: 5 });
    const settled = counts({ send: 38, serve: 3, poll: 5 });
    assert.deepEqual(told(survivorsOf(before, exercised, settled)), [
      ['main.send', 34, 'counts'],
      ['main.poll', 5, 'counts'],
    ]);
  });

  it('are told by counts when one of the captures is without ids', () => {
    const settled = stacks(['send', 1, 2, 3]);
    assert.deepEqual(told(survivorsOf(counts({ send: 1 }), stacks(['send', 1, 2]), settled)), [
      ['main.send', 1, 'counts'],
    ]);
  });

  it('cannot be told when an earlier capture was cut: who is missing there may not have been printed', () => {
    const cut = { ...stacks(['send', 1]), snapshot: { truncated: true } };
    const [exercised, settled] = [stacks(['send', 1, 2]), stacks(['send', 1, 2])];
    assert.equal(survivorsOf(cut, exercised, settled), 'cut');
    assert.equal(survivorsOf(exercised, cut, settled), 'cut');
    assert.deepEqual(told(survivorsOf(exercised, settled, cut)), []);
  });

  it('cannot be told when the program was restarted in between: its ids mean other goroutines', () => {
    const ids = Array.from({ length: 40 }, (_, i) => 2 * i + 5);
    const others = ids.map(id => id + 1);
    const before = stacks(['send', 1, ...ids]);
    const restarted = stacks(['serve', 1, ...others]);
    assert.equal(survivorsOf(before, restarted, restarted), 'restarted');
    assert.equal(survivorsOf(before, before, restarted), 'restarted');
  });
});
