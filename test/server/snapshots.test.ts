/** A stored snapshot of several bodies is one moment: they are joined, and one that cannot be read does not hide the others. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { plainEnglish } from '../../src/core/report/english';
import { CancelledError, SnapshotCache, SnapshotError } from '../../src/server/snapshots';
import type { LoadedSnapshot } from '../../src/server/snapshots';
import { temporaryFolder } from '../source/support';
import { fixture } from '../support/repository';

interface Body {
  readonly name?: string;
  readonly debug: 0 | 1 | 2;
  readonly bytes: Uint8Array | string;
  readonly complete?: boolean;
}

const recorded = (file: string): Buffer => fs.readFileSync(fixture(`dumps/go1.27.4/${file}`));
const forever = (): boolean => false;

/** Stores the bodies as a capture does, and loads them. */
function load(bodies: readonly Body[], isCancelled = forever): Promise<LoadedSnapshot> {
  const dir = temporaryFolder();
  const folder = path.join(dir, 'one');
  fs.mkdirSync(folder);
  const listed = bodies.map(({ name = 'goroutine', debug, bytes, complete = true }, i) => {
    fs.writeFileSync(path.join(folder, `body${i}`), bytes);
    return { name, debug, file: `body${i}`, bytes: bytes.length, complete };
  });
  const meta = { id: 'one', takenAt: 7, source: 'shop', bodies: listed };
  fs.writeFileSync(path.join(folder, 'meta.json'), JSON.stringify(meta));
  return new SnapshotCache().load({ dir, id: 'one' }, isCancelled);
}

test('full stacks, counts and a leak profile of one capture are one snapshot', async () => {
  const {
    captures: [{ snapshot, clusters, takenAtMs }],
    leakProfileTaken,
  } = await load([
    { debug: 1, bytes: recorded('waits.debug1.txt.gz') },
    { debug: 2, bytes: recorded('waits.debug2.txt.gz') },
    { debug: 0, bytes: recorded('waits.debug0.pb.gz') },
    {
      name: 'goroutineleak',
      debug: 1,
      bytes:
        'goroutineleak profile: total 1\n1 @ 0x1 0x2 0x3 0x12 0x22\n#\t0x11\tmain.receive+0x1\t/tmp/glens/fixtures/waits/main.go:59\n\n',
    },
  ]);
  // What the binary profile itself records is nearer to the truth than when it was filed.
  assert.equal(new Date(takenAtMs ?? 0).getUTCFullYear(), 2026);
  assert.ok(leakProfileTaken);
  assert.equal(snapshot.format, 'debug=2');
  assert.ok(snapshot.buildId);
  assert.deepEqual(
    snapshot.joined?.map(({ format, profile }) => `${profile} ${format ?? ''}`),
    ['goroutine debug=2', 'goroutine debug=0', 'goroutine debug=1', 'goroutineleak debug=1'],
  );
  const proven = clusters.filter(({ leaked }) => leaked > 0);
  assert.deepEqual(
    proven.map(({ frames, leaked }) => [frames[0]?.func, leaked]),
    [['main.receive', 1]],
  );
});

test('full stacks that broke off take their counts from the other profile', async () => {
  const {
    captures: [{ snapshot, clusters }],
  } = await load([
    {
      debug: 1,
      bytes: 'goroutine profile: total 9\n9 @ 0x1 0x2 0x3 0x12\n#\t0x11\tmain.f+0x1\t/a.go:3\n\n',
    },
    { debug: 2, bytes: 'goroutine 7 [select]:\nmain.f()\n\t/a.go:3 +0x1\n', complete: false },
  ]);
  assert.deepEqual([snapshot.read, snapshot.truncated], [9, false]);
  assert.deepEqual([clusters[0]?.count, clusters[0]?.state], [9, 'select']);
});

test('a body that cannot be unpacked is said beside those that can be read', async () => {
  const {
    captures: [{ snapshot }],
  } = await load([
    { debug: 1, bytes: recorded('waits.debug1.txt.gz') },
    { debug: 0, bytes: Buffer.from([0x1f, 0x8b, 1, 2, 3]) },
  ]);
  assert.equal(snapshot.format, 'debug=1');
  assert.match(
    snapshot.problems.map(({ reason }) => plainEnglish(reason)).join(),
    /goroutine\?debug=0: .*damaged/,
  );
});

test('a snapshot of which nothing can be read is an error with its reason', async () => {
  const bytes = Buffer.from([0x1f, 0x8b, 1, 2, 3]);
  await assert.rejects(load([{ debug: 0, bytes }]), SnapshotError);
  await assert.rejects(load([]), SnapshotError);
  const whole = recorded('waits.debug1.txt.gz');
  await assert.rejects(
    load([{ debug: 1, bytes: whole }], () => true),
    CancelledError,
  );
});
