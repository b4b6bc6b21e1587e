/** What became of each cluster between two captures. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterSamples } from '../../src/core/cluster';
import { compareClusters } from '../../src/core/compare';
import type { Cluster } from '../../src/core/goroutine';
import { read } from './parse/support';

/** `3 send main.f:12 by main.main` → three goroutines in one cluster. */
function clusters(...lines: readonly string[]): Cluster[] {
  const blocks = lines.flatMap(line => {
    const [, count = '1', op = '', place = '', at = '', by] =
      /^(\d+) (\S+) (\S+):(\d+)(?: by (\S+))?$/.exec(line) ?? [];
    const created = by === undefined ? '' : `created by ${by}\n\t/app/main.go:5 +0x2a\n`;
    const text = `goroutine 7 [chan ${op}]:\n${place}(0x1)\n\t/app/main.go:${at} +0x1d\n${created}`;
    return Array.from({ length: Number(count) }, () => text);
  });
  return clusterSamples(read(blocks.join('\n')).samples);
}

/** Both captures compared: `before → after kind (matchedBy)`. */
const changes = (before: readonly Cluster[], after: readonly Cluster[]): string[] =>
  compareClusters(before, after).map(
    change => `${change.before} → ${change.after} ${change.kind} (${change.matchedBy})`,
  );

test('every cluster of both captures is there once, the largest change first', () => {
  const before = clusters('5 send main.f:12', '2 send main.gone:1', '3 send main.same:2');
  const after = clusters('1 send main.f:12', '9 send main.new:4', '3 send main.same:2');
  assert.deepEqual(changes(before, after), [
    '0 → 9 new (signature)',
    '5 → 1 shrunk (signature)',
    '2 → 0 gone (signature)',
    '3 → 3 same (signature)',
  ]);
});

test('where one side prints no creator the stack is enough', () => {
  const before = clusters('2 send main.f:12 by main.main');
  const after = clusters('8 send main.f:12');
  assert.deepEqual(changes(before, after), ['2 → 8 grown (stack)']);
});

test('several clusters of one stack are added up against the side that cannot tell them apart', () => {
  const before = clusters('2 send main.f:12 by main.a', '3 send main.f:12 by main.b');
  const after = clusters('9 send main.f:12');
  assert.deepEqual(changes(before, after), ['5 → 9 grown (stack)']);
});

test('a debug=1 capture is compared with a debug=2 capture by its stacks', () => {
  const profile =
    'goroutine profile: total 6\n6 @ 0x10 0x20 0x30 0x41\n#\t0x40\tmain.f+0x1\t/app/main.go:12\n\n';
  const after = clusterSamples(read(profile).samples);
  assert.deepEqual(changes(clusters('2 send main.f:12 by main.a'), after), ['2 → 6 grown (stack)']);
});

test('across builds lines move and functions stay', () => {
  const before = clusters('2 send main.f:12 by main.a');
  const after = clusters('8 send main.f:42 by main.a');
  assert.deepEqual(changes(before, after), ['2 → 8 grown (function)']);
});

test('another wait in the same function is another cluster', () => {
  const before = clusters('2 send main.f:12');
  const after = clusters('8 receive main.f:42');
  assert.deepEqual(changes(before, after), ['0 → 8 new (signature)', '2 → 0 gone (signature)']);
});

test('across builds the callers of the function that blocks may change', () => {
  const stack = (callers: string) => {
    const text = `goroutine 7 [chan send]:\nmain.(*store).put(0x1)\n\t/app/store.go:12 +0x1d\n${callers}`;
    return clusterSamples(read(text).samples);
  };
  const before = stack('main.handle(0x1)\n\t/app/web.go:5 +0x1\n');
  const after = stack(
    'main.withLog.func1(0x1)\n\t/app/log.go:9 +0x1\nmain.handle(0x1)\n\t/app/web.go:6 +0x1\n',
  );
  assert.deepEqual(changes(before, after), ['1 → 1 same (function)']);
});

test('across builds a function may move to another package', () => {
  const before = clusters('9 send main.(*store).put:12 by main.handle');
  const after = clusters('3 send shop/store.(*store).put:80 by shop/web.handle');
  assert.deepEqual(changes(before, after), ['9 → 3 shrunk (function)']);
});

test('across builds a format that does not print the wait still tells what became of a function', () => {
  const profile =
    'goroutine profile: total 6\n6 @ 0x10 0x20 0x30 0x41\n#\t0x40\tmain.f+0x1\t/app/main.go:77\n\n';
  const after = clusterSamples(read(profile).samples);
  assert.deepEqual(changes(clusters('2 send main.f:12 by main.a'), after), [
    '2 → 6 grown (function)',
  ]);
});

test('the exact partner is taken before a similar one', () => {
  const before = clusters('2 send main.f:12 by main.a', '4 send main.f:42 by main.a');
  const after = clusters('3 send main.f:42 by main.a');
  assert.deepEqual(changes(before, after), ['2 → 0 gone (signature)', '4 → 3 shrunk (signature)']);
});

test('equal captures and empty ones have nothing to say', () => {
  const same = clusters('2 send main.f:12', '1 receive main.g:3');
  assert.deepEqual(
    new Set(compareClusters(same, same).map(change => change.kind)),
    new Set(['same']),
  );
  assert.deepEqual(compareClusters([], []), []);
});
