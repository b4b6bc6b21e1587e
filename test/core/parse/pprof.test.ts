/** debug=0: what Go writes is read as debug=1 and debug=2 of the same moment, and nothing else is believed. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { plainEnglish } from '../../../src/core/report/english';
import { clusterSamples } from '../../../src/core/cluster';
import type { Cluster, Snapshot } from '../../../src/core/goroutine';
import { readSnapshot } from '../../../src/core/parse/parse';
import { fixture } from '../../support/repository';
import { assertAccounted } from './account';
import { profileOf } from './profiles';
import { bytesOf, contents, dumpsIn, plain, readInChunks } from './support';

const parked = (...runtime: string[]) => [...runtime, 'main.work', 'main.main.func1'];
const only = (snapshot: Snapshot): Cluster => {
  assertAccounted(snapshot);
  const clusters = clusterSamples(snapshot.samples);
  assert.equal(clusters.length, 1);
  return clusters[0] as Cluster;
};
const reasons = ({ problems }: Snapshot): string =>
  problems.map(({ reason }) => plainEnglish(reason)).join('\n');

const states: Readonly<Record<string, readonly string[]>> = {
  'chan send': ['runtime.gopark', 'runtime.chansend', 'runtime.chansend1'],
  'chan receive': ['runtime.gopark', 'runtime.chanrecv', 'runtime.chanrecv2'],
  select: ['runtime.gopark', 'runtime.selectgo'],
  'select (no cases)': ['runtime.gopark', 'runtime.block'],
  'IO wait': ['runtime.gopark', 'runtime.netpollblock', 'internal/poll.runtime_pollWait'],
  sleep: ['runtime.gopark', 'time.Sleep'],
  'sync.Cond.Wait': ['runtime.goparkunlock', 'sync.runtime_notifyListWait', 'sync.(*Cond).Wait'],
  'sync.Mutex.Lock': [
    'runtime.semacquire1',
    'internal/sync.runtime_SemacquireMutex',
    'internal/sync.(*Mutex).lockSlow',
  ],
  'sync.RWMutex.RLock': [
    'runtime.semacquire1',
    'sync.runtime_SemacquireRWMutexR',
    'sync.(*RWMutex).RLock',
  ],
  'sync.WaitGroup.Wait': [
    'runtime.semacquire1',
    'sync.runtime_SemacquireWaitGroup',
    'sync.(*WaitGroup).Wait',
  ],
  semacquire: [
    'runtime.semacquire1',
    'internal/poll.runtime_Semacquire',
    'internal/poll.(*fdMutex).rwlock',
  ],
  coroutine: ['runtime.coroswitch', 'iter.Pull[...].func2'],
  syscall: ['syscall.Syscall', 'syscall.read'],
};

for (const [state, frames] of Object.entries(states))
  test(`the runtime's frames tell ${state}`, () => {
    const cluster = only(readSnapshot(profileOf([{ count: 2, stack: parked(...frames) }])));
    assert.deepEqual([cluster.count, cluster.state, cluster.stateInferred], [2, state, true]);
    assert.ok(!cluster.frames[0]?.func.startsWith('runtime.'));
  });

test('a goroutine that runs is given no wait', () => {
  for (const stack of [parked(), parked('sync.(*Mutex).lockSlow'), parked('runtime.asyncPreempt')])
    assert.equal(only(readSnapshot(profileOf([{ count: 1, stack }]))).state, undefined);
});

test('inlined calls, type arguments and ids of 64 bits are read as debug=2 prints them', () => {
  const stack = [
    'runtime.gopark',
    [
      { func: 'runtime.chanrecv1' },
      { func: 'main.(*Box[go.shape.struct { A []int }]).Conv[go.shape.int]', line: 7 },
      { func: 'main.Feed[...]', line: 8 },
    ],
    { func: 'main.main', file: 'C:/a b/main.go', line: 9 },
    'runtime.main',
    'runtime.goexit',
  ];
  const bytes = profileOf([{ count: 1, stack }], { idBase: 0xfffffffffffff000n });
  assert.deepEqual(
    only(readSnapshot(bytes)).frames.map(({ func, line }) => `${func}:${String(line)}`),
    ['main.(*Box[...]).Conv[...]:7', 'main.Feed[...]:8', 'main.main:9', 'runtime.main:12'],
  );
});

test('labels are texts, numbers with a unit, or empty', () => {
  const labels = [
    { key: 'route', text: 'GET /a/{id}]' },
    { key: 'empty' },
    { key: 'size', num: 12, unit: 'bytes' },
    { key: 'n', num: -3n },
  ];
  const cluster = only(readSnapshot(profileOf([{ count: 4, stack: parked(), labels }])));
  assert.deepEqual(cluster.labels, [
    { key: 'empty', value: '', count: 4 },
    { key: 'n', value: '-3', count: 4 },
    { key: 'route', value: 'GET /a/{id}]', count: 4 },
    { key: 'size', value: '12 bytes', count: 4 },
  ]);
});

test('time and build are those of the profile', () => {
  const options = { timeNanos: 1_795_551_941_863_000_123n, buildId: '7c34' };
  const snapshot = readSnapshot(profileOf([{ count: 1, stack: parked() }], options));
  assert.deepEqual(
    [snapshot.format, snapshot.takenAtMs, snapshot.buildId],
    ['debug=0', 1_795_551_941_863, '7c34'],
  );
});

test('a leak profile lists leaks, but for main', () => {
  const samples = [
    { count: 3, stack: parked('runtime.gopark', 'runtime.chansend', 'runtime.chansend1') },
    { count: 1, stack: [] },
    { count: 1, stack: ['runtime.gopark', 'runtime.chanrecv1', 'main.main', 'runtime.main'] },
  ];
  const snapshot = readSnapshot(profileOf(samples, { type: 'goroutineleak' }));
  assertAccounted(snapshot);
  assert.deepEqual([snapshot.profile, snapshot.total], ['goroutineleak', 5]);
  assert.deepEqual(
    clusterSamples(snapshot.samples).map(({ count, leaked }) => [count, leaked]),
    [
      [3, 3],
      [1, 0],
      [1, 0],
    ],
  );
});

test('a difference profile counts what came and says what ended', () => {
  const samples = [
    { count: 5, stack: parked() },
    { count: -7, stack: ['main.gone'] },
  ];
  const delta = readSnapshot(profileOf(samples, { durationNanos: 1_000_000 }));
  assertAccounted(delta);
  assert.deepEqual([delta.total, delta.read], [5, 5]);
  assert.match(reasons(delta), /difference.*7 that ended/);
  const plainOne = readSnapshot(profileOf(samples));
  assertAccounted(plainOne);
  assert.equal(plainOne.total, 5);
  assert.match(reasons(plainOne), /count that cannot be/);
});

const others: Readonly<Record<string, RegExp>> = {
  cpu: /this is a CPU profile/,
  inuse_space: /this is a heap profile/,
  contentions: /this is a block or mutex profile/,
  threadcreate: /this is a thread creation profile/,
  apples: /does not count goroutines/,
};
for (const [type, reason] of Object.entries(others))
  test(`a profile of ${type} is refused by name`, () => {
    const snapshot = readSnapshot(profileOf([{ count: 1, stack: parked() }], { type }));
    assert.equal(snapshot.format, undefined);
    assert.match(reasons(snapshot), reason);
  });

test('goroutines whose stack leads nowhere are counted, not read', () => {
  const bytes = profileOf([
    { count: 3, stack: parked() },
    { count: 4, stack: ['main.other'] },
  ]);
  // The last location's id becomes one that no sample names.
  const at = Buffer.from(bytes).lastIndexOf(Buffer.from([0x08, 3, 0x10, 1]));
  assert.ok(at > 0);
  bytes[at + 1] = 99;
  const snapshot = readSnapshot(bytes);
  assertAccounted(snapshot);
  assert.deepEqual([snapshot.total, snapshot.read], [7, 3]);
});

test('a profile that is cut at any byte is accounted for, whole or in tiny pieces', () => {
  const [file = ''] = recorded('waits.debug0.pb.gz');
  const whole = contents(file);
  for (let size = 3; size < whole.length; size += 7) {
    const snapshot = readSnapshot(whole.subarray(0, size));
    assertAccounted(snapshot);
    assert.ok(snapshot.problems.length > 0, `cut at ${size}`);
  }
  assert.deepEqual(plain(readInChunks(whole, [1])), plain(readSnapshot(whole)));
});

test('entries of a later format are passed over', () => {
  const bytes = profileOf([{ count: 3, stack: parked() }]);
  // Field 17 as a number, field 18 as eight bytes, field 19 as text.
  const later = Buffer.from([0x88, 1, 5, 0x91, 1, 1, 2, 3, 4, 5, 6, 7, 8, 0x9a, 1, 1, 65]);
  assert.deepEqual(plain(readSnapshot(Buffer.concat([bytes, later]))), plain(readSnapshot(bytes)));
});

const hostile: Readonly<Record<string, readonly number[]>> = {
  'a number that does not end': [0x48, ...Array.from({ length: 11 }, () => 0xff)],
  'a length beyond the input': [0x32, 0xff, 0xff, 0xff, 0xff, 0x0f, 1],
  'a group, which no version writes': [0x13, 0x14],
  'field zero': [0x00, 0x00],
};
for (const [name, bytes] of Object.entries(hostile))
  test(`${name} ends the reading, and is said`, () => {
    const whole = profileOf([{ count: 3, stack: parked() }]);
    const snapshot = readSnapshot(Buffer.concat([whole, Buffer.from(bytes)]));
    assertAccounted(snapshot);
    assert.deepEqual([snapshot.read, snapshot.truncated], [3, true]);
    assert.ok(snapshot.problems.length > 0);
  });

test('one location of many calls is not multiplied without end', () => {
  const calls = Array.from({ length: 1000 }, (_, i) => ({ func: `main.f${i}` }));
  const stack = Array.from({ length: 9 }, () => calls);
  const snapshot = readSnapshot(profileOf([{ count: 2, stack }]));
  assertAccounted(snapshot);
  assert.deepEqual([snapshot.total, snapshot.read], [2, 0]);
  assert.match(reasons(snapshot), /longer than this reader believes/);
});

test('a text that begins with an empty line is no profile', () => {
  const snapshot = readSnapshot(bytesOf('\n\ngoroutine 1 [select]:\nmain.f()\n\t/x.go:3 +0x1\n'));
  assert.deepEqual([snapshot.format, snapshot.read], ['debug=2', 1]);
  for (const begin of ['Z\x02\x08', '\n\x02\x08', '\n\x04\x08'])
    assert.equal(
      readSnapshot(bytesOf(`${begin}goroutine 1 [select]:\nmain.f()\n\t/x.go:3\n`)).read,
      1,
    );
  assert.equal(readSnapshot(bytesOf('Z')).format, undefined);
  assert.equal(readSnapshot(bytesOf('')).format, undefined);
});

/** The recordings of this name, of every version. */
function recorded(name: string): string[] {
  return fs
    .readdirSync(fixture('dumps'))
    .filter(folder => folder.startsWith('go1.'))
    .flatMap(version => dumpsIn(fixture(path.join('dumps', version))))
    .filter(file => path.basename(file) === name);
}

/** The waits of a program by stack: what serves the profiles comes and goes, and is left out. */
function waits(file: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { frames, count, kind } of clusterSamples(readSnapshot(contents(file)).samples)) {
    const own = frames.filter(({ func }) => !/^runtime\.|^panic$/.test(func));
    if (own.length === 0 || own.length > 20 || own.some(({ func }) => /^net\/http\./.test(func)))
      continue;
    const key = own.map(({ func, file: at, line }) => `${func} ${at ?? ''}:${line ?? 0}`);
    found.set(key.join('\n'), `${count} ${kind.replace('-nil', '')}`);
  }
  return found;
}

for (const program of ['waits', 'waits-trimpath', 'shapes', 'shapes-trimpath'])
  test(`debug=0, debug=1 and debug=2 of ${program} show the same stacks, counts and waits`, () => {
    const binary = recorded(`${program}.debug0.pb.gz`);
    assert.ok(binary.length >= 4);
    for (const file of binary) {
      const stacks = waits(file.replace('debug0.pb', 'debug2.txt'));
      const counts = waits(file.replace('debug0.pb', 'debug1.txt'));
      const found = waits(file);
      assert.deepEqual([...found.keys()].sort(), [...stacks.keys()].sort(), file);
      assert.deepEqual([...found.keys()].sort(), [...counts.keys()].sort(), file);
      for (const [stack, wait] of found) {
        assert.equal(wait, stacks.get(stack), `${file}\n${stack}`);
        assert.equal(wait.split(' ')[0], counts.get(stack)?.split(' ')[0], stack);
      }
    }
  });

test('profiles written one behind the other keep their own names, and are counted as several', () => {
  const profiles = [
    profileOf([{ count: 2, stack: ['main.first', 'main.main'] }]),
    profileOf([{ count: 3, stack: ['main.second', 'main.run', 'main.main'] }]),
  ];
  const snapshot = readSnapshot(Buffer.concat(profiles));
  assertAccounted(snapshot);
  assert.equal(snapshot.read, 5);
  assert.deepEqual(
    snapshot.series?.map(({ samples }) => samples.map(({ stack }) => stack.map(f => f.func))),
    [[['main.first', 'main.main']], [['main.second', 'main.run', 'main.main']]],
  );
  assert.match(reasons(snapshot), /more than one dump/);
});

test('a profile of something else behind a goroutine profile is said', () => {
  const heap = profileOf([{ count: 3, stack: ['main.main'] }], { type: 'inuse_space' });
  const snapshot = readSnapshot(
    Buffer.concat([profileOf([{ count: 2, stack: ['main.first'] }]), heap]),
  );
  assertAccounted(snapshot);
  assert.equal(snapshot.read, 2);
  assert.match(reasons(snapshot), /heap profile/);
});
