/** Loads snapshots from the store: streamed through the reader, clustered, and kept for the next question. */
import path from 'node:path';
import type { Cluster, ParseProblem, Snapshot } from '../core/goroutine';
import { joinProfiles } from '../core/join';
import type { Joined } from '../core/join';
import { withDamage } from '../core/parse/damage';
import { createSnapshotReader } from '../core/parse/parse';
import type { SnapshotRef } from '../protocol/lsp';
import type { SnapshotBody } from '../store/meta';
import { readBytes, readMeta } from '../store/readSnapshotFile';
import type { UnwrapReport } from '../store/unwrap';
import { t } from './language';

/** A snapshot without its samples: clusters say all that faces need. */
export interface LoadedSnapshot {
  readonly id: string;
  readonly snapshot: Omit<Snapshot, 'samples'>;
  readonly clusters: readonly Cluster[];
}

/** Loading failed for a reason that a person can read. */
export class SnapshotError extends Error {}

/** Nobody waits for the answer any more. */
export class CancelledError extends Error {
  override readonly message = 'cancelled';
}

const kept = 4;

export class SnapshotCache {
  private readonly loaded = new Map<string, LoadedSnapshot>();

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
  const bodies = (meta?.bodies ?? []).filter(body => body.bytes > 0);
  if (bodies.length === 0) throw new SnapshotError(t('This snapshot was deleted or moved.'));
  const profiles: Snapshot[] = [];
  const failures: ParseProblem[] = [];
  let leak: Snapshot | undefined;
  for (const body of bodies)
    try {
      const profile = await readBody(path.join(dir, body.file), body, isCancelled);
      if (body.name === 'goroutineleak') leak = profile;
      else profiles.push(profile);
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      failures.push(unreadable(body, error));
    }
  const [first] = failures;
  if (profiles.length === 0 && leak === undefined)
    throw new SnapshotError(t('This snapshot cannot be read: {0}', first?.reason ?? ''));
  const { snapshot, clusters } = joined(profiles, leak);
  const problems = [...snapshot.problems, ...failures];
  return { id: ref.id, snapshot: { ...snapshot, problems }, clusters };
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
function unreadable(body: SnapshotBody, error: unknown): ParseProblem {
  const why = error instanceof Error ? error.message : String(error);
  return { line: 0, reason: `${body.file}: ${why}`, skipped: 0, text: undefined };
}
