/** Several profiles of one moment become one: by stack, with what each of them knows. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { Cluster, Snapshot } from '../../src/core/goroutine';
import { joinProfiles } from '../../src/core/join';
import { readSnapshot } from '../../src/core/parse/parse';
import { fixture } from '../support/repository';
import { profileOf } from './parse/profiles';
import { contents, read } from './parse/support';

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

test('a leak profile with ids marks the clusters that hold them, not their like', () => {
  const full = `${stacks(2)}\n${stacks(1).replace('goroutine 10', 'goroutine 77').replace('main.main', 'main.other')}`;
  const leak = read(
    `${stacks(2)}\n${stacks(1, 'chan send (leaked)').replace('goroutine 10', 'goroutine 77')}`,
  );
  const { clusters } = joinProfiles([read(full)], leak);
  assert.deepEqual(
    clusters.map(({ count, leaked }) => [count, leaked]),
    [
      [2, 0],
      [1, 1],
    ],
  );
});

test('a count of leaks that may be of two clusters marks in each only what must be its own', () => {
  const full = `${stacks(5)}\n${stacks(2).replaceAll('main.main', 'main.other')}`;
  const leakedOf = (count: number) =>
    joinProfiles([read(full)], read(counts(count, 'goroutineleak'))).clusters.map(c => c.leaked);
  assert.deepEqual(leakedOf(7), [5, 2]);
  assert.deepEqual(leakedOf(4), [2, 0]);
});

test('leaks are no goroutines that wait for something else on the same stack', () => {
  const full = `${stacks(5)}\n${stacks(2, 'runnable')}`;
  const { clusters } = joinProfiles([read(full)], read(counts(5, 'goroutineleak')));
  assert.deepEqual(
    clusters.map(({ state, leaked }) => [state, leaked]),
    [
      ['chan send', 5],
      ['runnable', 0],
    ],
  );
});

/** Full stacks that the runtime cut in the last goroutine. */
const cut = (text: string): Snapshot => read(text.slice(0, -30));

test('of stacks that were cut the counting profile knows how many there were', () => {
  const { snapshot, clusters } = joinProfiles([read(counts(1204)), cut(stacks(5))]);
  const cluster = only(clusters);
  assert.deepEqual(
    [cluster.count, cluster.ids.length, cluster.state, cluster.createdBy?.func],
    [1204, 4, 'chan send', 'main.main'],
  );
  assert.deepEqual([snapshot.total, snapshot.read, snapshot.truncated], [1204, 1204, false]);
  assert.deepEqual(
    snapshot.problems.map(problem => problem.skipped),
    [0],
  );
  assert.deepEqual(
    snapshot.joined?.map(({ format, total }) => [format, total]),
    [
      ['debug=2', 5],
      ['debug=1', 1204],
    ],
  );
});

test('a stack that only the counting profile has is a cluster where the full stacks were cut', () => {
  const both = `goroutine profile: total 9\n6 @ 0x1 0x2 0x3 0x12 0x22\n#\t0x11\tmain.work+0x1d\t/app/main.go:12\n\n3 @ 0x1 0x2 0x3 0x32 0x22\n#\t0x31\tmain.late+0x1d\t/app/main.go:40\n\n`;
  const { snapshot, clusters } = joinProfiles([cut(stacks(5)), read(both)]);
  assert.deepEqual(
    clusters.map(({ count, frames }) => [count, frames[0]?.func]),
    [
      [6, 'main.work'],
      [3, 'main.late'],
    ],
  );
  assert.equal(snapshot.read, 9);
});

test('what is missing from two clusters of one stack is a cluster of its own', () => {
  const full = cut(`${stacks(5)}\n${stacks(3).replaceAll('main.main', 'main.other')}`);
  const { snapshot, clusters } = joinProfiles([full, read(counts(20))]);
  assert.deepEqual(
    clusters.map(({ count, createdBy }) => [count, createdBy?.func]),
    [
      [13, undefined],
      [5, 'main.main'],
      [2, 'main.other'],
    ],
  );
  assert.equal(snapshot.read, 20);
});

test('whole stacks keep their count, and the other number is kept as a disagreement', () => {
  const cluster = joined([read(stacks(5)), read(counts(7))]);
  assert.equal(cluster.count, 5);
  assert.deepEqual(cluster.disagreements, [
    { format: 'debug=1', profile: 'goroutine', counted: 7, listed: 5 },
  ]);
  assert.equal(joined([read(stacks(5)), read(counts(5))]).disagreements, undefined);
});

test('labels, time and build come from the binary profile', () => {
  const stack = ['runtime.gopark', 'runtime.chansend1', 'main.work'];
  const bytes = profileOf([{ count: 5, stack, labels: [{ key: 'route', text: '/a' }] }], {
    timeNanos: 5_000_000n,
    buildId: 'b1',
  });
  const { snapshot, clusters } = joinProfiles([readSnapshot(bytes), read(stacks(5))]);
  assert.deepEqual(only(clusters).labels, [{ key: 'route', value: '/a', count: 5 }]);
  assert.deepEqual([snapshot.format, snapshot.takenAtMs, snapshot.buildId], ['debug=2', 5, 'b1']);
});

test('of a leak profile and a counting profile the counts are the goroutines', () => {
  const { snapshot, clusters } = joinProfiles([read(counts(3, 'goroutineleak')), read(counts(9))]);
  assert.deepEqual([only(clusters).count, only(clusters).leaked, snapshot.total], [9, 3, 9]);
  assert.equal(snapshot.profile, undefined);
});

test('a leak profile alone is what it lists', () => {
  const { snapshot, clusters } = joinProfiles([read(counts(3, 'goroutineleak'))]);
  assert.deepEqual([only(clusters).leaked, snapshot.profile], [3, 'goroutineleak']);
});

test('a profile that could not be read changes nothing', () => {
  const { clusters } = joinProfiles([read('nothing'), read(stacks(5))], read('nothing either'));
  assert.deepEqual([only(clusters).count, only(clusters).leaked], [5, 0]);
});

const recording = (name: string): Snapshot => readSnapshot(contents(fixture(`dumps/${name}`)));

for (const version of ['go1.18.10', 'go1.21.13', 'go1.26.8', 'go1.27.4'])
  for (const counting of ['debug1.txt', 'debug0.pb'])
    test(`the stacks of ${version} meet those of ${counting}, also where either was shortened`, () => {
      for (const program of ['waits', 'shapes', 'healthy']) {
        const base = path.join(version, program);
        // As if cut: then a stack of the counting profile that meets none is a cluster without ids.
        const full = { ...recording(`${base}.debug2.txt.gz`), truncated: true };
        const { clusters } = joinProfiles([full, recording(`${base}.${counting}.gz`)]);
        const apart = clusters.filter(({ disagreements, ids, count, frames }) => {
          const agrees = disagreements === undefined && ids.length === count;
          // What serves the profiles comes and goes between two requests; a goroutine yet to start has no stack.
          const serves = frames.some(({ func }) => /^net\/http[./]|^syscall\./.test(func));
          return !agrees && !serves && frames.length > 0;
        });
        assert.deepEqual(apart, [], program);
      }
    });

/** The recording was made after a leak profile, whose marks stay until the next one. */
function withoutMarks(snapshot: Snapshot): Snapshot {
  for (const { members } of snapshot.samples) members?.forEach(({ flags }) => flags.fill(0));
  return snapshot;
}

for (const version of ['go1.26.8', 'go1.27.4'])
  for (const form of ['debug0.pb', 'debug1.txt', 'debug2.txt'])
    test(`the leak profile of ${version} proves the same as ${form}`, () => {
      const { clusters } = joinProfiles(
        [withoutMarks(recording(`${version}/leaked.debug2.txt.gz`))],
        recording(`${version}/leaked.goroutineleak.${form}.gz`),
      );
      const proven = clusters.filter(({ leaked }) => leaked > 0);
      assert.deepEqual(proven.map(({ count, leaked }) => `${leaked}/${count}`).sort(), [
        ...Array.from({ length: 6 }, () => '1/1'),
        '5/5',
      ]);
      const global = clusters.find(({ kind, leaked }) => kind === 'send' && leaked === 0);
      assert.match(global?.frames[0]?.func ?? '', /main\.main\.func/);
    });
