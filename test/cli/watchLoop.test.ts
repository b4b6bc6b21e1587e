/** When a watch asks: by a clock of the test, without waiting. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDuration } from '../../src/cli/duration';
import { watch } from '../../src/cli/watchLoop';
import type { Asked } from '../../src/cli/watchLoop';

interface Scene {
  readonly everyMs: number;
  readonly forMs: number;
  /** What an answer takes, milliseconds. */
  readonly takesMs?: number;
  /** Numbers of the captures that fail, the first is 0. */
  readonly failing?: readonly number[];
  /** Ctrl-C at this time. */
  readonly stopAtMs?: number;
}

/** `0 ends, 30 between, …`: seconds and what was asked. */
async function asked(scene: Scene): Promise<{ asked: string[]; failed: number }> {
  let now = 0;
  let failed = 0;
  const log: string[] = [];
  const stop = new AbortController();
  const pass = (ms: number) => {
    now += ms;
    if (scene.stopAtMs !== undefined && now >= scene.stopAtMs && !stop.signal.aborted) {
      now = scene.stopAtMs;
      stop.abort();
    }
  };
  await watch<Asked>(
    scene,
    {
      ask(which) {
        const number = log.push(`${now / 1000} ${which}`) - 1;
        pass(scene.takesMs ?? 0);
        return scene.failing?.includes(number)
          ? Promise.reject(new Error('no'))
          : Promise.resolve(which);
      },
      now: () => now,
      sleep: (ms, signal) => Promise.resolve(signal.aborted ? undefined : pass(ms)),
      onCaptured: () => undefined,
      onFailed: () => failed++,
    },
    { stop: stop.signal, giveUp: new AbortController().signal },
  );
  return { asked: log, failed };
}

const times = async (scene: Scene) =>
  (await asked(scene)).asked.map(text => Number(text.split(' ')[0]));

describe('a watch', () => {
  it('takes the ladder at both ends and counts on every beat between', async () => {
    assert.deepEqual((await asked({ everyMs: 30_000, forMs: 120_000 })).asked, [
      '0 ends',
      '30 between',
      '60 between',
      '90 between',
      '120 ends',
    ]);
  });

  it('that is shorter than a beat has two captures', async () => {
    assert.deepEqual((await asked({ everyMs: 30_000, forMs: 10_000 })).asked, [
      '0 ends',
      '10 ends',
    ]);
  });

  it('leaves out the beats that a slow program misses', async () => {
    const scene = { everyMs: 10_000, forMs: 60_000, takesMs: 15_000 };
    assert.deepEqual(await times(scene), [0, 15, 40, 60]);
  });

  it('goes on after a failure, with twice the distance', async () => {
    const scene = { everyMs: 10_000, forMs: 120_000, failing: [1, 2] };
    assert.deepEqual(await times(scene), [0, 10, 30, 70, 80, 90, 100, 110, 120]);
    assert.equal((await asked(scene)).failed, 2);
  });

  it('never waits longer than five minutes between two of them', async () => {
    const failing = Array.from({ length: 99 }, (_, i) => i + 1);
    const all = await times({ everyMs: 30_000, forMs: 3_600_000, failing });
    const gaps = all.slice(1).map((time, i) => time - (all[i] ?? 0));
    assert.equal(Math.max(...gaps), 300);
  });

  it('ends with a last capture on Ctrl-C', async () => {
    const scene = { everyMs: 30_000, forMs: 600_000, stopAtMs: 45_000 };
    assert.deepEqual((await asked(scene)).asked, ['0 ends', '30 between', '45 ends']);
  });

  it('is over when the first capture fails', async () => {
    await assert.rejects(asked({ everyMs: 1000, forMs: 9000, failing: [0] }), /no/);
  });
});

describe('a duration', () => {
  const cases: readonly [string, number | undefined][] = [
    ['500ms', 500],
    ['30s', 30_000],
    ['10m', 600_000],
    ['1h', 3_600_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1500],
    ['0s', 0],
    ['', undefined],
    ['30', undefined],
    ['s', undefined],
    ['-1s', undefined],
    ['1 s', undefined],
    ['10 m', undefined],
    ['1d', undefined],
    ['1s!', undefined],
    ['1e3s', undefined],
  ];
  for (const [text, ms] of cases)
    it(`'${text}' is ${ms === undefined ? 'none' : `${ms} ms`}`, () => {
      assert.equal(parseDuration(text), ms);
    });
});
