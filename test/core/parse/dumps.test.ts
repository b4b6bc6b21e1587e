/** Dumps that real Go programs printed (test/fixtures/programs): totals against an independent count, results against goldens. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Profile } from 'pprof-format';
import { MemberFlag } from '../../../src/core/goroutine';
import type { Frame, Sample, Snapshot } from '../../../src/core/goroutine';
import { readSnapshot, readSnapshotPlain } from '../../../src/core/parse/parse';
import { clusterSamples } from '../../../src/core/cluster';
import { expectGolden } from '../../support/golden';
import { fixture } from '../../support/repository';
import { assertAccounted } from './account';
import { tell } from './oracle';
import type { Told } from './oracle';
import { contents, dumpsIn, plain, readInChunks } from './support';

const folder = fixture('dumps');
const files = fs
  .readdirSync(folder, { withFileTypes: true })
  .filter(entry => entry.isDirectory() && entry.name.startsWith('go1.'))
  .flatMap(entry => dumpsIn(path.join(folder, entry.name)));

test('recorded dumps of old and new Go versions are there', () => {
  const versions = new Set(files.map(file => path.basename(path.dirname(file))));
  assert.ok(versions.size >= 10 && files.length >= 10 * versions.size, [...versions].join(' '));
});

/** Versions whose clusters are kept whole as goldens: between them the output differs in kind. The others have the oracle. */
const turningPoints = /^go1\.(?:18|21|24|27)\./;

for (const file of files) {
  const name = path.relative(folder, file);
  const bytes = contents(file);
  test(`every goroutine of ${name} is read`, () => {
    const snapshot = readSnapshot(bytes);
    assertAccounted(snapshot);
    if (name.endsWith('.pb.gz')) assert.equal(snapshot.total, sumOfSamples(bytes));
    else assertTold(snapshot, bytes);
    assert.equal(snapshot.read, snapshot.total, 'none is skipped');
    assert.equal(snapshot.truncated, false);
  });
  test(`${name} says the same fast, plain and in pieces`, () => {
    const whole = plain(readSnapshot(bytes));
    assert.deepEqual(plain(readSnapshotPlain(bytes)), whole);
    assert.deepEqual(plain(readInChunks(bytes, [61, 4096, 1])), whole);
  });
  if (!turningPoints.test(name)) continue;
  test(`the clusters of ${name} are those of its golden`, () => {
    const { samples, problems, goVersionHint, format } = readSnapshot(bytes);
    const base = path.join(
      folder,
      'golden',
      name.replace(/[\\/]/g, '-').replace(/\.(?:txt|pb).*$/, ''),
    );
    const clusters = clusterSamples(samples).map(({ ids, frames, ...cluster }) => ({
      ...cluster,
      ids: ids.length,
      frames: frames.map(frame => `${frame.func} ${frame.file ?? '-'}:${frame.line ?? 0}`),
    }));
    expectGolden(base, plain({ format, goVersionHint, problems, clusters }));
  });
}

/** Counted with nothing of the reader's. */
/** Goroutines of a profile; what is negative in a difference has ended. */
function sumOfSamples(bytes: Uint8Array): number {
  const counts = Profile.decode(bytes).sample.map(({ value }) =>
    Number(BigInt.asIntN(64, BigInt(value[0] ?? 0))),
  );
  return counts.reduce((sum, count) => sum + Math.max(0, count), 0);
}

function assertTold(snapshot: Snapshot, bytes: Uint8Array): void {
  const { format = '', series = [], samples } = snapshot;
  const told = tell(new TextDecoder().decode(bytes), format);
  assert.ok(told.length > 0 && series.length === 0);
  assert.deepEqual(tallyOfSamples(samples), tallyOfOracle(told));
}

/** How many goroutines say the same of themselves. Labels are counted apart: a sample does not keep whose they are. */
type Tally = Readonly<Record<string, number>>;

function tallyOfOracle(told: readonly Told[]): Tally {
  const tally: Record<string, number> = {};
  for (const {
    count,
    id,
    state,
    minutes,
    locked,
    leaked,
    labels,
    frames,
    createdBy,
    parent,
  } of told) {
    const self = [id, state, minutes, locked, leaked, parent, createdBy, ...frames].join('|');
    add(tally, self, count);
    for (const label of labels) add(tally, `label ${label}`, count);
  }
  return tally;
}

function tallyOfSamples(samples: readonly Sample[]): Tally {
  const tally: Record<string, number> = {};
  for (const sample of samples) {
    const frames = sample.stack.map(placed);
    for (const self of rowsOf(sample)) add(tally, [...self, ...frames].join('|'), 1);
    for (const { key, value, count } of sample.labels) add(tally, `label ${key}=${value}`, count);
  }
  return tally;
}

type Row = readonly (string | number | boolean)[];

/** What each goroutine of a sample says of itself; debug=1 says nothing but how many there are. */
function rowsOf({ count, members, createdBy, state = '' }: Sample): Row[] {
  if (!members) return Array.from({ length: count }, () => [0, state, -1, false, false, 0, '']);
  return members.flatMap(page =>
    Array.from(page.ids, (id, row): Row => {
      const flags = page.flags[row] ?? 0;
      const made = createdBy && { ...createdBy, line: page.createdByLines[row] };
      return [
        id,
        state,
        page.waitMinutes[row] ?? -1,
        (flags & MemberFlag.lockedToThread) > 0,
        (flags & MemberFlag.leaked) > 0,
        page.parentIds[row] ?? 0,
        made ? placed(made) : '',
      ];
    }),
  );
}

function placed({ func, file, line }: Frame): string {
  return `${func} ${file === undefined ? '-' : `${file}:${line ?? 0}`}`;
}

function add(tally: Record<string, number>, key: string, count: number): void {
  tally[key] = (tally[key] ?? 0) + count;
}
