/** Loads snapshots from the store: streamed through the reader, clustered, and kept for the next question. */
import path from 'node:path';
import { clusterSamples } from '../core/cluster';
import type { Cluster, Snapshot } from '../core/goroutine';
import { createSnapshotReader } from '../core/parse/parse';
import type { SnapshotRef } from '../protocol/lsp';
import { readBytes, readMeta, richestBody } from '../store/readSnapshotFile';
import { t } from './language';

/** A snapshot without its samples: clusters say all that faces need. */
export interface LoadedSnapshot {
  readonly id: string;
  readonly snapshot: Omit<Snapshot, 'samples'>;
  readonly clusters: readonly Cluster[];
  /** Milliseconds since 1970. */
  readonly takenAtMs: number;
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
  const body = meta && richestBody(meta);
  if (!body) throw new SnapshotError(t('This snapshot was deleted or moved.'));
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
  const { samples, ...snapshot } = reader.end();
  const truncated = snapshot.truncated || !body.complete;
  return {
    id: ref.id,
    takenAtMs: meta.takenAt,
    snapshot: { ...snapshot, truncated },
    clusters: clusterSamples(samples),
  };
}
