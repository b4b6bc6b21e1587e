/** Dumps that real Go programs printed (test/fixtures/programs): totals against an independent count, results against goldens. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Profile } from 'pprof-format';
import { readSnapshot, readSnapshotPlain } from '../../../src/core/parse/parse';
import { clusterSamples } from '../../../src/core/cluster';
import { expectGolden } from '../../support/golden';
import { fixture } from '../../support/repository';
import { assertAccounted } from './account';
import { contents, dumpsIn, plain, readInChunks } from './support';

const folder = fixture('dumps');
const files = fs
  .readdirSync(folder, { withFileTypes: true })
  .filter(entry => entry.isDirectory() && entry.name.startsWith('go1.'))
  .flatMap(entry => dumpsIn(path.join(folder, entry.name)));

test('recorded dumps of old and new Go versions are there', () => {
  const versions = new Set(files.map(file => path.basename(path.dirname(file))));
  assert.ok(versions.size >= 4 && files.length >= 4 * versions.size, [...versions].join(' '));
});

for (const file of files) {
  const name = path.relative(folder, file);
  const bytes = contents(file);
  test(`every goroutine of ${name} is read`, () => {
    const snapshot = readSnapshot(bytes);
    assertAccounted(snapshot);
    assert.equal(snapshot.total, announced(name, bytes), 'goroutines named');
    assert.equal(snapshot.read, snapshot.total, 'none is skipped');
    assert.equal(snapshot.truncated, false);
  });
  test(`${name} says the same fast, plain and in pieces`, () => {
    const whole = plain(readSnapshot(bytes));
    assert.deepEqual(plain(readSnapshotPlain(bytes)), whole);
    assert.deepEqual(plain(readInChunks(bytes, [61, 4096, 1])), whole);
  });
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

/** Counted with nothing of the reader's: headers at line start, the totals of the titles, or the sum of the samples. */
function announced(name: string, bytes: Uint8Array): number {
  if (name.endsWith('.pb.gz'))
    return Profile.decode(bytes).sample.reduce((sum, { value }) => sum + Number(value[0]), 0);
  const text = new TextDecoder().decode(bytes);
  const titles = [...text.matchAll(/^goroutine(?:leak)? profile: total (\d+)$/gm)];
  if (titles.length > 0) return titles.reduce((sum, [, total]) => sum + Number(total), 0);
  return text.match(/^goroutine \d+ .*:\r?$/gm)?.length ?? 0;
}
