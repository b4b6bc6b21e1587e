/** What widely used libraries keep running is no leak, and the idle catalogue holds only what was seen. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import zlib from 'node:zlib';
import { analyze } from '../../../src/core/analyze';
import { clusterSamples } from '../../../src/core/cluster';
import type { Cluster } from '../../../src/core/goroutine';
import { readSnapshot } from '../../../src/core/parse/parse';
import { normaliseSymbol } from '../../../src/core/symbol';
import { idleCatalogue } from '../../../src/core/verdict/idleCatalogue';
import type { IdlePattern } from '../../../src/core/verdict/idlePattern';
import { fixture } from '../../support/repository';

const libraries = fixture('dumps', 'libraries');
const libraryDumps = fs.readdirSync(libraries).map(name => path.join(libraries, name));

function readDump(file: string) {
  return readSnapshot(zlib.gunzipSync(fs.readFileSync(file)));
}

describe('the goroutines that libraries keep running', () => {
  for (const file of libraryDumps)
    it(`are not suspected: ${path.basename(file, '.debug2.txt.gz')}`, () => {
      const { findings } = analyze(readDump(file), undefined);
      const accused = findings.filter(({ verdict }) => verdict !== 'idle' && verdict !== 'unknown');
      assert.deepEqual(accused, []);
    });
});

describe('a recording', () => {
  /** Of the programs and of their stand-ins for servers, not of libraries that a service uses. */
  const own = /^main\.|probe\.|kfake\.|miniredis\//;
  const judgeable = (cluster: Cluster) =>
    ['recv', 'select', 'cond'].includes(cluster.kind) &&
    ![...cluster.frames, ...(cluster.createdBy ? [cluster.createdBy] : [])].some(({ func }) =>
      own.test(func),
    );
  for (const file of libraryDumps)
    it(`leaves no background goroutine unexplained: ${path.basename(file, '.debug2.txt.gz')}`, () => {
      const { clusters, findings } = analyze(readDump(file), undefined);
      const unknown = new Set(
        findings.flatMap(one => (one.verdict === 'unknown' ? [one.clusterSignature] : [])),
      );
      const open = clusters.filter(one => unknown.has(one.signature) && judgeable(one));
      assert.deepEqual(
        open.map(one => one.frames.map(({ func }) => func)[0]),
        [],
      );
    });
});

describe('the idle catalogue', () => {
  const clusters = [...libraryDumps, ...versionDumps()].flatMap(file =>
    clusterSamples(readDump(file).samples),
  );
  for (const [at, entry] of idleCatalogue.entries())
    it(`holds entry ${at} for a goroutine that was seen: ${String(entry.frame ?? entry.creator)}`, () => {
      assert.ok(clusters.some(cluster => matches(entry, cluster)));
    });
});

/** The dumps of this project's own programs, by several versions of Go. */
function versionDumps(): string[] {
  const dumps = fixture('dumps');
  return fs
    .readdirSync(dumps)
    .filter(name => name.startsWith('go1.'))
    .flatMap(name =>
      fs.readdirSync(path.join(dumps, name)).map(file => path.join(dumps, name, file)),
    )
    .filter(file => file.endsWith('.txt.gz'));
}

function matches({ frame, creator, kinds }: IdlePattern, cluster: Cluster): boolean {
  if (kinds && !kinds.includes(cluster.kind)) return false;
  if (creator && !creator.test(normaliseSymbol(cluster.createdBy?.func ?? ''))) return false;
  return !frame || cluster.frames.some(({ func }) => frame.test(normaliseSymbol(func)));
}
