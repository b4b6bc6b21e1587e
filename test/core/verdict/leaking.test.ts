/** Leaks as they look in dumps: what is proven, what is likely, and which sentence says so. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IgnoreRule } from '../../../src/core/goroutine';
import { formatText, plainEnglish } from '../../../src/core/report/english';
import { hiddenOf } from '../../../src/core/verdict/ignore';
import {
  capture,
  drawn,
  findingIn,
  judged,
  mainGoroutine,
  sentences,
  verdictIn,
  type Group,
} from './support';

/** Senders whose request is over. */
const senders = (first: number, last: number, minutes?: Group['minutes']): Group => ({
  ids: [first, last],
  state: 'chan send',
  stack: ['main.handle.func1 shop.go:31'],
  by: 'main.handle shop.go:30',
  parent: { idPlus: 500_000 },
  ...(minutes && { minutes }),
});

const at = (second: number, ...groups: readonly Group[]) =>
  capture(drawn([mainGoroutine, ...groups]), second);

describe('growth', () => {
  const captures = [at(0, senders(10, 49)), at(60, senders(10, 321)), at(120, senders(10, 593))];

  it('of senders of whom none leaves is likely a leak, and the sentence gives the counts', () => {
    const finding = findingIn(judged(captures), 'main.handle.func1');
    assert.equal(`${finding.verdict} ${finding.rule}`, 'likely leak-growing');
    assert.equal(
      formatText(finding.message),
      'Goroutines blocked here grew 40 → 312 → 584 over 3 snapshots and none finished.',
    );
    assert.ok(sentences(finding).includes('544 new here, 0 gone, in 2 min.'));
    assert.deepEqual(finding.cohort?.population, { births: 544, deaths: 0, survivors: 40 });
    assert.equal(finding.cohort?.slopePerMinute, 272);
  });

  it('has no slope where only the order is known, and still decides', () => {
    const finding = findingIn(
      judged(captures.map(one => ({ ...one, takenAtMs: undefined, timeFrom: undefined }))),
      'main.handle.func1',
    );
    assert.equal(finding.verdict, 'likely');
    assert.equal(finding.cohort?.slopePerMinute, undefined);
  });

  it('in a dump that was cut is not counted: who is missing may not have been printed', () => {
    const cut = (index: number) => {
      const one = captures[index];
      if (!one) throw new Error('no such capture');
      return { ...one, snapshot: { ...one.snapshot, truncated: true } };
    };
    const finding = findingIn(judged([cut(0), cut(2)]), 'main.handle.func1');
    assert.equal(finding.cohort, undefined);
  });

  it('is a suspicion where receivers only become more, and says that load looks the same', () => {
    const receivers = (last: number): Group => ({ ...senders(10, last), state: 'chan receive' });
    const analysis = judged([at(0, receivers(200)), at(60, receivers(900))]);
    assert.equal(verdictIn(analysis, 'main.handle.func1'), 'suspect blocked-many');
  });

  it('that turns back is over: 584 → 12 is drained', () => {
    const finding = findingIn(
      judged([at(0, senders(10, 593)), at(60, senders(10, 21))]),
      'main.handle.func1',
    );
    assert.equal(finding.verdict, 'unknown');
    assert.ok(sentences(finding).includes('Drained from 584 to 12.'));
  });
});

describe('another process', () => {
  it('after a restart has other goroutines under the same ids: nobody survived, nobody died', () => {
    const before = at(0, senders(500, 900));
    const after = at(60, senders(10, 60));
    const analysis = judged([before, after]);
    const finding = findingIn(analysis, 'main.handle.func1');
    assert.equal(finding.cohort, undefined);
    assert.deepEqual(
      analysis.changes?.map(change => [change.kind, change.before, change.after])[0],
      ['shrunk', 401, 51],
    );
    assert.match(
      analysis.problems.map(({ reason }) => plainEnglish(reason)).join('\n'),
      /1 of 2 captures are of an earlier process/,
    );
  });

  it('is not told by the youngest having ended: the largest id may fall', () => {
    const analysis = judged([at(0, senders(10, 593)), at(60, senders(10, 99))]);
    assert.equal(findingIn(analysis, 'main.handle.func1').cohort?.population?.deaths, 494);
  });

  it('is not told by ids that a P had in reserve: goroutines that are younger with smaller ids', () => {
    const given = [...Array(61).keys()].map(n => 50 + n).filter(id => id < 98 || id > 103);
    const later = [...Array(400).keys()].map(n => 98 + n);
    const many = (ids: readonly number[]): Group => ({
      ...senders(0, 0),
      ids: Float64Array.from([...new Set(ids)].sort((a, b) => a - b)),
    });
    const analysis = judged([at(0, many(given)), at(100, many([...given, ...later]))]);
    assert.equal(verdictIn(analysis, 'main.handle.func1'), 'likely leak-growing');
  });

  it('is told in debug=1 by code that lies at other addresses: nothing has grown', () => {
    const counts = (count: number, base: number) =>
      `goroutine profile: total ${count}\n${count} @ 0x${base}10 0x${base}20 0x${base}30 0x${base}41\n#\t0x${base}40\tmain.handle.func1+0x1\t/app/shop.go:31\n`;
    const taken = (base: number) => [
      capture(counts(100, 1), 0),
      capture(counts(300, 1), 60),
      capture(counts(600, base), 120),
    ];
    const cohortIn = (base: number) =>
      findingIn(judged(taken(base)), 'main.handle.func1').cohort?.counts;
    assert.deepEqual(cohortIn(1), [100, 300, 600]);
    assert.equal(cohortIn(2), undefined);
  });

  it('is told by creators that changed, even when its ids are higher', () => {
    const before = at(0, senders(10, 60));
    const after = at(60, { ...senders(10, 900), by: 'main.other shop.go:99' });
    assert.equal(findingIn(judged([before, after]), 'main.handle.func1').cohort, undefined);
  });
});

describe('a single capture', () => {
  it('of senders whose ages rise in steps and whose requests are over is likely a leak', () => {
    const analysis = judged([
      at(
        0,
        senders(10, 2009, n => 1 + Math.floor(n / 50)),
      ),
    ]);
    assert.equal(verdictIn(analysis, 'main.handle.func1'), 'likely blocked-long');
  });

  it('of a crowd behind one mutex for minutes is likely a deadlock', () => {
    const waiters: Group = {
      ...senders(10, 1009, () => 12),
      state: 'sync.Mutex.Lock',
      stack: ['sync.(*Mutex).lockSlow sync/m.go:9', 'main.(*cache).get cache.go:33'],
    };
    assert.equal(verdictIn(judged([at(0, waiters)]), 'main.(*cache).get'), 'likely blocked-long');
  });
});

describe('a single goroutine that waits for a lock', () => {
  const waiter = (minutes: number): Group => ({
    ...senders(10, 10, () => minutes),
    state: 'sync.Mutex.Lock',
    stack: ['sync.(*Mutex).lockSlow sync/m.go:9', 'main.(*cache).get cache.go:33'],
  });
  const verdictAfter = (minutes: number) =>
    findingIn(judged([at(0, waiter(minutes))]), 'main.(*cache).get').verdict;

  it('is a suspicion after some minutes, likely a leak after hours, and nothing while it may be contention', () => {
    assert.equal(verdictAfter(349), 'likely');
    assert.equal(verdictAfter(6), 'suspect');
    assert.equal(verdictAfter(3), 'unknown');
  });
});

describe('a receive from a nil channel', () => {
  const waiting = (folder: string): Group => ({
    ids: [10, 17],
    state: 'chan receive (nil chan)',
    stack: [`github.com/acme/watch.(*Watcher).run.func1 ${folder}watch.go:12`],
    by: `github.com/acme/watch.(*Watcher).Run ${folder}watch.go:9`,
    parent: { idPlus: 500 },
  });
  const verdictFor = (folder: string) =>
    findingIn(judged([at(0, waiting(folder))]), 'github.com/acme/watch.(*Watcher).run.func1')
      .verdict;

  it('is proven to stay', () => {
    assert.equal(verdictFor(''), 'proven');
  });

  it('is how a library waits for the end of a context that has none', () => {
    assert.equal(verdictFor('go/pkg/mod/github.com/acme/watch@v1.2.3/'), 'idle');
  });
});

describe('the ignore list', () => {
  const analysis = (rule: Partial<IgnoreRule>) =>
    judged([at(0, senders(10, 593))], { ignore: [{ reason: 'known', by: 'the team', ...rule }] });

  it('hides what fits every part of a rule, and says who and why', () => {
    for (const rule of [
      { func: 'main.handle.func1' },
      { func: 'main.handle' },
      { anyFunc: 'main.hand*' },
      { createdBy: 'main.handle', file: 'shop.go' },
    ]) {
      const found = analysis(rule);
      const { hidden } = findingIn(found, 'main.handle.func1');
      assert.deepEqual(hidden, { by: 'the team', reason: 'known' }, JSON.stringify(rule));
      assert.deepEqual(hiddenOf(found), { goroutines: 584, clusters: 1 });
    }
  });

  it('hides nothing by a rule of which a part does not fit, or that has none', () => {
    for (const rule of [{ func: 'main.handle', file: 'other.go' }, { func: 'handle' }, {}])
      assert.deepEqual(hiddenOf(analysis(rule)), { goroutines: 0, clusters: 0 });
  });
});
