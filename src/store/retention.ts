/** What has to go: snapshots beyond the limits, and what a crash left behind. */
import fs from 'node:fs';
import path from 'node:path';
import { temporarySuffix } from './bodyFile';
import type { SnapshotMeta } from './meta';

export interface Retention {
  readonly maxCount: number;
  /** A body that several snapshots share counts once. */
  readonly maxBytes: number;
  readonly days: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Ids of the snapshots beyond the limits. `metas` is oldest first, `now` in milliseconds since 1970. The newest one stays
 * whatever the limits are: it is what the person has just asked for.
 */
export function beyond(
  metas: readonly SnapshotMeta[],
  limits: Retention,
  now: number,
): readonly string[] {
  const seen = new Set<string>();
  const gone: string[] = [];
  let bytes = 0;
  for (const [index, meta] of [...metas].reverse().entries()) {
    for (const body of meta.bodies) {
      if (!seen.has(body.file)) bytes += body.bytes;
      seen.add(body.file);
    }
    const over =
      index >= limits.maxCount ||
      bytes > limits.maxBytes ||
      meta.takenAt < now - limits.days * dayMs;
    if (over && index > 0) gone.push(meta.id);
  }
  return gone;
}

/**
 * Removes captures that were never finished: folders older than a day that hold nothing but temporary files. Everything
 * else, damaged metadata above all, is left alone: somebody may still want its bytes.
 */
export async function sweepAbandoned(dir: string): Promise<void> {
  const entries = await fs.promises.readdir(dir, { withFileTypes: true });
  for (const entry of entries) {
    const place = path.join(dir, entry.name);
    if (entry.isDirectory() && (await isAbandoned(place)))
      await fs.promises.rm(place, { recursive: true, force: true });
  }
}

async function isAbandoned(dir: string): Promise<boolean> {
  try {
    const names = await fs.promises.readdir(dir);
    if (!names.every(name => name.endsWith(temporarySuffix))) return false;
    return (await fs.promises.stat(dir)).mtimeMs < Date.now() - dayMs;
  } catch {
    return false;
  }
}
