/** Several profiles of one moment become one: by stack, with what each of them knows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinProfiles } from '../../src/core/join';
import type { Cluster, Snapshot } from '../../src/core/goroutine';
import { read } from './parse/support';

const stacks = (count: number, state = 'chan send', func = 'main.work'): string =>
  Array.from(
    { length: count },
    (_, i) =>
      `goroutine ${i + 10} [${state}]:\n${func}(0x1)\n\t/app/main.go:12 +0x1d\ncreated by main.main in goroutine 1\n\t/app/main.go:5 +0x2a\n`,
  ).join('\n');

const counts = (count: number, profile = 'goroutine', func = 'main.work'): string =>
  `${profile} profile: total ${count}\n${count} @ 0x1 0x2 0x3 0x12 0x22\n#\t0x11\t${func}+0x1d\t/app/main.go:12\n\n`;

function only(clusters: readonly Cluster[]): Cluster {
  assert.equal(clusters.length, 1);
  return clusters[0] as Cluster;
}

const joined = (profiles: readonly Snapshot[], leak?: Snapshot): Cluster =>
  only(joinProfiles(profiles, leak).clusters);

test('a leak profile marks the goroutines of the full stacks that it lists', () => {
  const cluster = joined([read(stacks(5))], read(counts(3, 'goroutineleak')));
  assert.deepEqual([cluster.count, cluster.leaked, cluster.state], [5, 3, 'chan send']);
});

test('a leak profile that lists nothing proves nothing', () => {
  const cluster = joined([read(stacks(5))], read('goroutineleak profile: total 0\n'));
  assert.deepEqual([cluster.count, cluster.leaked], [5, 0]);
});

test('of a leak profile with full stacks only what is marked counts', () => {
  const cluster = joined([read(stacks(5))], read(stacks(5)));
  assert.equal(cluster.leaked, 0);
  assert.equal(joined([read(stacks(5))], read(stacks(5, 'chan send (leaked)'))).leaked, 5);
});

test('more leaks than the dump lists are a disagreement, not more goroutines', () => {
  const cluster = joined([read(stacks(5))], read(counts(7, 'goroutineleak')));
  assert.deepEqual([cluster.count, cluster.leaked], [5, 5]);
  assert.deepEqual(cluster.disagreements, [
    { format: 'debug=1', profile: 'goroutineleak', counted: 7, listed: 5 },
  ]);
});
