/** Loads snapshots from the store: streamed through the reader, clustered, and kept for the next question. */
import path from 'node:path';
import type { Capture } from '../core/analyze';
import type { ParseProblem, Snapshot } from '../core/goroutine';
import { problemText } from '../core/report/problemTexts';
import { joinProfiles } from '../core/join';
import type { Joined } from '../core/join';
import { withDamage } from '../core/parse/damage';
import { createSnapshotReader } from '../core/parse/parse';
import { capturesOf } from '../core/series';
import type { SnapshotRef } from '../protocol/lsp';
import type { SnapshotBody } from '../store/meta';
import { knownFigures } from '../core/parse/metrics';
import { readBytes, readMeta } from '../store/readSnapshotFile';
import type { UnwrapReport } from '../store/unwrap';
import { sentence, t } from './language';

/** A stored snapshot, read: without samples, clusters say all that faces need. */
export interface LoadedSnapshot {
  readonly id: string;
  /** The moments that it holds, oldest first: one, but for files with several dumps. */
  readonly captures: readonly [Capture, ...Capture[]];
  /** All of its dumps together, where there are several. */
  readonly whole: Pick<Capture, 'snapshot' | 'clusters'> | undefined;
  /** A goroutineleak profile was taken with it. */
  readonly leakProfileTaken: boolean;
}

/** Loading failed for a reason that a person can read. */
export class SnapshotError extends Error {}

/** Nobody waits for the answer any more. */
export class CancelledError extends Error {
  override readonly message = 'cancelled';
}

/** So many goroutines make the engine compile the reader: about 10 ms, while nobody waits. */
const warmUpGoroutines = 2_000;

/** Reads a dump of our own making: the first capture that somebody waits for is then read at full speed. */
export function warmUpReader(): void {
  const reader = createSnapshotReader();
  const block = (id: number) =>
    `goroutine ${id} [select, 2 minutes]:\nmain.work(0xc000012345)\n\t/app/main.go:28 +0x4a\ncreated by main.main in goroutine 1\n\t/app/main.go:15 +0x9c\n\n`;
  const text = Array.from({ length: warmUpGoroutines }, (_, i) => block(i + 2)).join('');
  reader.push(new TextEncoder().encode(text));
  joined([reader.end()], undefined);
}

const kept = 12;

export class SnapshotCache {
  private readonly loaded = new Map<string, LoadedSnapshot>();

  /** The snapshot, if it was read before. */
  inMemory(ref: SnapshotRef): LoadedSnapshot | undefined {
    return this.loaded.get(path.join(ref.dir, ref.id));
  }

  /** Reads a snapshot, or returns the one read before. Rejects with {@link SnapshotError} or {@link CancelledError}. */
  async load(ref: SnapshotRef, isCancelled: () => boolean): Promise<LoadedSnapshot> {
    const key = path.join(ref.dir, ref.id);
    const known = this.loaded.get(key);
    const snapshot = known ?? (await read(ref, isCancelled));
    this.loaded.delete(key);
    this.loaded.set(key, snapshot);
    for (const oldest of this.loaded.keys()) {
      if (this.loaded.size <= kept) break;
      this.loaded.delete(oldest);
    }
    return snapshot;
  }
}

/** What was taken at that moment, joined. */
async function read(ref: SnapshotRef, isCancelled: () => boolean): Promise<LoadedSnapshot> {
  const dir = path.join(ref.dir, path.basename(ref.id));
  const meta = await readMeta(dir);
  const bodies = meta?.bodies.filter(body => body.bytes > 0) ?? [];
  if (!meta || bodies.length === 0)
    throw new SnapshotError(t('This snapshot was deleted or moved.'));
  const { profiles, leak, failures } = await readBodies(dir, bodies, isCancelled);
  const { snapshot, clusters } = joined(profiles, leak);
  const all = {
    snapshot: { ...snapshot, problems: [...snapshot.problems, ...failures] },
    clusters,
  };
  const taken = { takenAtMs: meta.takenAt, timeFrom: 'snapshot' as const };
  const [first, ...others] = capturesOf(all, taken, meta.source).map(capture => ({
    ...capture,
    ...knownFigures(meta),
  }));
  if (!first) throw new SnapshotError(t('This snapshot was deleted or moved.'));
  return {
    id: ref.id,
    captures: [first, ...others],
    whole: others.length > 0 ? all : undefined,
    // One that lists nothing proves nothing.
    leakProfileTaken: leak !== undefined && leak.total > 0,
  };
}

interface Bodies {
  readonly profiles: Snapshot[];
  leak: Snapshot | undefined;
  readonly failures: ParseProblem[];
}

/** Reads what can be read; rejects only where that is nothing. */
async function readBodies(
  dir: string,
  bodies: readonly SnapshotBody[],
  isCancelled: () => boolean,
): Promise<Bodies> {
  const found: Bodies = { profiles: [], leak: undefined, failures: [] };
  for (const body of bodies)
    try {
      const profile = await readBody(path.join(dir, body.file), body, isCancelled);
      if (body.name === 'goroutineleak') found.leak = profile;
      else found.profiles.push(profile);
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      found.failures.push(unreadable(body, error));
    }
  if (found.profiles.length === 0 && found.leak === undefined)
    throw new SnapshotError(
      t(
        'This snapshot cannot be read: {0}',
        found.failures.map(({ reason }) => sentence(reason))[0] ?? '',
      ),
    );
  return found;
}

function joined(profiles: readonly Snapshot[], leak: Snapshot | undefined): Joined {
  if (profiles.length > 0) return joinProfiles(profiles, leak);
  return joinProfiles(leak ? [leak] : []);
}

async function readBody(
  file: string,
  body: SnapshotBody,
  isCancelled: () => boolean,
): Promise<Snapshot> {
  const reader = createSnapshotReader();
  const report: UnwrapReport = {};
  for await (const chunk of readBytes(file, report)) {
    if (isCancelled()) throw new CancelledError();
    reader.push(chunk);
  }
  const snapshot = withDamage(reader.end(), report.damaged);
  return body.complete ? snapshot : { ...snapshot, truncated: true };
}

/** The other bodies are still worth showing. */
function unreadable({ name, debug }: SnapshotBody, error: unknown): ParseProblem {
  const why = error instanceof Error ? error.message : String(error);
  const reason = problemText('problem.told', `${name}?debug=${debug}: ${why}`);
  return { line: 0, reason, skipped: 0, text: undefined };
}
