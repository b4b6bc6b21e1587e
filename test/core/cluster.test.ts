/** Which goroutines are one cluster, and what a cluster keeps of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterSamples } from '../../src/core/cluster';
import type { Cluster } from '../../src/core/goroutine';
import { read } from './parse/support';

interface Goroutine {
  readonly id?: number;
  readonly state?: string;
  readonly func?: string;
  readonly line?: number;
  readonly by?: string;
  readonly byLine?: number;
  readonly args?: string;
}

/** A block of debug=2 as Go prints it. */
function block(g: Goroutine): string {
  const { id = 7, state = 'chan send', func = 'main.work', line = 12, args = '0x1' } = g;
  const { by = 'main.main in goroutine 1', byLine = 5 } = g;
  return `goroutine ${id} [${state}]:\n${func}(${args})\n\t/app/main.go:${line} +0x1d\ncreated by ${by}\n\t/app/main.go:${byLine} +0x2a\n`;
}

const clustersOf = (...goroutines: readonly Goroutine[]): Cluster[] =>
  clusterSamples(read(goroutines.map(block).join('\n')).samples);

function only(clusters: readonly Cluster[]): Cluster {
  assert.equal(clusters.length, 1);
  return clusters[0] as Cluster;
}

test('goroutines that differ in id, minutes, parent, arguments and go line are one cluster', () => {
  const cluster = only(
    clustersOf(
      { id: 9, state: 'chan send, 5 minutes', args: '0x1' },
      { id: 7, args: '0xc000, {0x2, 0x3}', by: 'main.main in goroutine 44' },
      { id: 8, state: 'chan send, 5 minutes, locked to thread', byLine: 6 },
      { id: 6, state: 'chan send (leaked)', byLine: 6, by: 'main.main' },
    ),
  );
  assert.equal(cluster.count, 4);
  assert.deepEqual([...cluster.ids], [6, 7, 8, 9]);
  assert.deepEqual([...cluster.parentIds], [1, 44]);
  assert.deepEqual(cluster.waitMinutes, { min: 5, max: 5, distribution: [[5, 2]] });
  assert.deepEqual([cluster.leaked, cluster.locked], [1, 1]);
});

test('closure numbers and type arguments are one cluster, whatever the Go version calls them', () => {
  const clusters = clustersOf(
    { func: 'main.work.func1' },
    { func: 'main.work.func2.1', by: 'main.start.func3 in goroutine 1' },
    { func: 'main.work[...].gowrap1', by: 'main.start.gowrap1 in goroutine 1' },
  );
  assert.deepEqual(
    clusters.map(cluster => cluster.count),
    [2, 1],
    'main.main and main.start create them',
  );
});

const apart: Readonly<Record<string, Goroutine>> = {
  'what they wait for': { state: 'chan receive' },
  'the function': { func: 'main.other' },
  'the line': { line: 13 },
  'the function that creates them': { by: 'main.other in goroutine 1' },
};

for (const [what, difference] of Object.entries(apart))
  test(`goroutines that differ in ${what} are two clusters`, () => {
    assert.equal(clustersOf({}, difference).length, 2);
  });

test('the go line shown is the most frequent, at a tie the first', () => {
  assert.equal(only(clustersOf({ byLine: 9 }, { byLine: 9 }, { byLine: 5 })).createdBy?.line, 9);
  assert.equal(only(clustersOf({ byLine: 9 }, { byLine: 5 })).createdBy?.line, 5);
});

test('clusters come by count, then by signature, in whatever order the dump prints them', () => {
  const goroutines = [{ line: 1 }, { line: 2 }, { line: 3 }, { line: 2 }, { line: 4 }];
  const signatures = clustersOf(...goroutines).map(cluster => cluster.signature);
  const reversed = clustersOf(...[...goroutines].reverse()).map(cluster => cluster.signature);
  assert.deepEqual(reversed, signatures);
  assert.equal(clustersOf(...goroutines)[0]?.count, 2);
  assert.deepEqual(signatures.slice(1), signatures.slice(1).sort());
});

test('the addresses of mutexes are counted, the most wanted first', () => {
  const waiter = (address: string) =>
    `goroutine 7 [sync.Mutex.Lock]:\ninternal/sync.(*Mutex).lockSlow(${address})\n\t/go/mutex.go:149 +0x15d\nmain.f()\n\t/app/main.go:3 +0x1\n`;
  const text = ['0xc00a', '0xc00b', '0xc00b'].map(waiter).join('\n');
  const cluster = only(clusterSamples(read(text).samples));
  assert.deepEqual(cluster.lockAddresses, [
    ['0xc00b', 2],
    ['0xc00a', 1],
  ]);
  assert.equal(cluster.kind, 'mutex');
});

test('the blocking frame is the first outside the packages that every wait passes through', () => {
  const text =
    'goroutine 7 [sleep]:\ntime.Sleep(0x1)\n\t/go/time.go:3\nnet/http.f()\n\t/go/h.go:3\nmain.f()\n\t/a.go:1\n';
  assert.equal(only(clusterSamples(read(text).samples)).siteIndex, 1);
  const library = 'goroutine 7 [sleep]:\ntime.Sleep(0x1)\n\t/go/time.go:3\n';
  assert.equal(only(clusterSamples(read(library).samples)).siteIndex, 0);
});

test('groups of debug=1 that differ in addresses and labels only are one cluster', () => {
  const text = [
    'goroutine profile: total 5',
    '3 @ 0x10 0x20 0x30 0x41 0x50',
    '# labels: {"tenant":"a"}',
    '#\t0x40\tmain.work+0x1\t/app/main.go:12',
    '',
    '2 @ 0x10 0x20 0x30 0x61 0x50',
    '#\t0x60\tmain.work+0x9\t/app/main.go:12',
    '',
  ].join('\n');
  const cluster = only(clusterSamples(read(text).samples));
  assert.deepEqual([cluster.count, cluster.kind, cluster.state], [5, 'chan', undefined]);
  assert.deepEqual(cluster.labels, [{ key: 'tenant', value: 'a', count: 3 }]);
  assert.equal(cluster.ids.length, 0);
});

test('all that a leak profile lists is leaked, but not main parked without a stack', () => {
  const text =
    'goroutineleak profile: total 3\n2 @ 0x10 0x20 0x30 0x41\n#\t0x40\tmain.work+0x1\t/app/main.go:12\n\n1 @\n#\t0x0\n\n';
  const clusters = clusterSamples(read(text).samples);
  assert.deepEqual(
    clusters.map(({ count, leaked }) => [count, leaked]),
    [
      [2, 2],
      [1, 0],
    ],
  );
});
