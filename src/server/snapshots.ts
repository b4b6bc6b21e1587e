/** Loads snapshots from the store: streamed through the reader, clustered, and kept for the next question. */
import path from 'node:path';
import type { Capture } from '../core/analyze';
import type { Snapshot } from '../core/goroutine';
import { joinProfiles } from '../core/join';
import { createSnapshotReader } from '../core/parse/parse';
import { capturesOf } from '../core/series';
import type { SnapshotRef } from '../protocol/lsp';
import type { SnapshotBody } from '../store/meta';
import { readBytes, readMeta } from '../store/readSnapshotFile';
import { t } from './language';

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

async function read(ref: SnapshotRef, isCancelled: () => boolean): Promise<LoadedSnapshot> {
  const dir = path.join(ref.dir, path.basename(ref.id));
  const meta = await readMeta(dir);
  const bodies = meta?.bodies.filter(({ bytes }) => bytes > 0) ?? [];
  if (!meta || bodies.length === 0)
    throw new SnapshotError(t('This snapshot was deleted or moved.'));
  const profiles: Snapshot[] = [];
  for (const body of bodies) profiles.push(await readBody(dir, body, isCancelled));
  const joined = joinProfiles(profiles);
  const taken = { takenAtMs: meta.takenAt, timeFrom: 'snapshot' as const };
  const [first, ...others] = capturesOf(joined, taken, meta.source);
  if (!first) throw new SnapshotError(t('This snapshot was deleted or moved.'));
  return {
    id: ref.id,
    captures: [first, ...others],
    whole: others.length > 0 ? joined : undefined,
    leakProfileTaken: profiles.some(({ profile }) => profile === 'goroutineleak'),
  };
}

async function readBody(
  dir: string,
  body: SnapshotBody,
  isCancelled: () => boolean,
): Promise<Snapshot> {
  const reader = createSnapshotReader();
  try {
    for await (const chunk of readBytes(path.join(dir, body.file))) {
      if (isCancelled()) throw new CancelledError();
      reader.push(chunk);
    }
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    throw new SnapshotError(t('This snapshot cannot be read: {0}', String(error)));
  }
  const snapshot = reader.end();
  // An answer that broke off is "at least", also where it ends between two goroutines.
  return body.complete ? snapshot : { ...snapshot, truncated: true };
}
