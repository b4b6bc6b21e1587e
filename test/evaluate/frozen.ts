/** Go's own leaks, recorded once (`npm run evaluate -- --freeze`), and what is said of them under each condition. */
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { analyzeSeries } from '../../src/core/analyze';
import type { Capture } from '../../src/core/analyze';
import { clusterSamples } from '../../src/core/cluster';
import type { Analysis, Cluster, Verdict } from '../../src/core/goroutine';
import { readSnapshot } from '../../src/core/parse/parse';
import type { GoSource } from '../../src/source/goSource';
import { openSource, temporaryFolder, writeFiles } from '../source/support';
import { root } from '../support/repository';

export type Moment = 'first' | 'second' | 'third';
type FileName = `${Moment}.debug2` | `${Moment}.debug1` | 'third.debug0' | 'leak.debug1';

export interface FrozenCase {
  readonly name: string;
  readonly program: string;
  /** Between two of its captures. */
  readonly gapSeconds: number;
  /** Places that leak: `simple.go:71 chan receive`. */
  readonly leaks: ReadonlySet<string>;
  readonly files: Readonly<Record<FileName, string>>;
}

interface Archive {
  readonly gapSeconds: number;
  readonly sources: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly cases: Readonly<Record<string, Pick<FrozenCase, 'program' | 'files'>>>;
}

const folder = path.join(root, 'test', 'evaluate', 'frozen');
export const reachedFile = path.join(folder, 'reached.json');

/** How far captures are apart: `90s`, where waits print minutes; `load`: servers that leak more and more. */
export type Gap = '3s' | '90s' | 'load';

export interface FrozenSet {
  readonly cases: readonly FrozenCase[];
  /** Opens the source of each program. */
  readonly sources: () => Promise<Sources>;
}

export function frozenSet(gap: Gap): FrozenSet {
  const packed = fs.readFileSync(path.join(folder, `${gap}.json.br`));
  const archive = JSON.parse(zlib.brotliDecompressSync(packed).toString()) as Archive;
  const truth = JSON.parse(
    fs.readFileSync(path.join(folder, `${gap}.truth.json`), 'utf8'),
  ) as Record<string, readonly string[]>;
  const { gapSeconds } = archive;
  return {
    cases: Object.entries(archive.cases).map(([name, one]) => ({
      name,
      ...one,
      gapSeconds,
      leaks: new Set(truth[name] ?? []),
    })),
    sources: () => openSources(archive),
  };
}

/** What is at hand: full dumps or a profile, oldest first, the source, the leak profile. */
export interface Condition {
  readonly files: readonly FileName[];
  readonly source?: true;
  readonly leak?: true;
}

/** The source of each program, opened; {@link Sources.close} ends it. */
export interface Sources {
  readonly of: (program: string) => GoSource | undefined;
  readonly close: () => void;
}

async function openSources(archive: Archive): Promise<Sources> {
  const opened = new Map<string, GoSource>();
  for (const [program, files] of Object.entries(archive.sources)) {
    const dir = path.join(temporaryFolder(), program);
    writeFiles(dir, files);
    opened.set(program, await openSource({ roots: [dir] }));
  }
  return {
    of: program => opened.get(program),
    close: () => opened.forEach(source => source.dispose()),
  };
}

/** Judges a case; `change` may rewrite each text of it before it is read. */
export function judgeCase(
  one: FrozenCase,
  { files, source, leak }: Condition,
  sources: Sources,
  change: (text: string) => string = text => text,
): Analysis {
  const captures = files.map((name): Capture => {
    const { samples, ...snapshot } = readSnapshot(bytesOf(one, name, change));
    const second = moments.indexOf(name.replace(/\..*/, '')) * one.gapSeconds;
    const takenAtMs = 1_700_000_000_000 + 1000 * second;
    return { snapshot, clusters: clusterSamples(samples), takenAtMs, timeFrom: 'file' };
  });
  return analyzeSeries(captures, {
    source: source && sources.of(one.program),
    leak: leak && readSnapshot(bytesOf(one, 'leak.debug1', change)),
  });
}

const moments: readonly string[] = ['first', 'second', 'third'];

function bytesOf(one: FrozenCase, name: FileName, change: (text: string) => string): Uint8Array {
  const text = one.files[name];
  if (name.endsWith('debug0')) return Buffer.from(text, 'base64');
  return new TextEncoder().encode(change(text));
}

const order: readonly Verdict[] = ['idle', 'unknown', 'suspect', 'likely', 'proven'];
export const atLeast = (verdict: Verdict, level: Verdict): boolean =>
  order.indexOf(verdict) >= order.indexOf(level);

/** The verdict on each place, the worst where several clusters wait there: `simple.go:71 chan receive`. */
export function placesOf(analysis: Analysis, withState: boolean): Map<string, Verdict> {
  const bySignature = new Map(analysis.clusters.map(one => [one.signature, one]));
  const places = new Map<string, Verdict>();
  for (const { verdict, clusterSignature } of analysis.findings) {
    const cluster = bySignature.get(clusterSignature);
    if (!cluster) continue;
    const place = placeOf(cluster, withState);
    const known = places.get(place);
    if (known === undefined || atLeast(verdict, known)) places.set(place, verdict);
  }
  return places;
}

function placeOf({ frames, siteIndex, state }: Cluster, withState: boolean): string {
  const site = frames[siteIndex ?? 0];
  const place = site ? `${path.basename(site.file ?? '')}:${site.line}` : 'no frame';
  return withState ? `${place} ${state}` : place;
}
