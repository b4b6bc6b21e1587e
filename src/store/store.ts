/**
 * Snapshots on disk: a folder each, with the raw bytes as they came and a `meta.json`. The bytes are written before
 * anything reads them; a snapshot appears in the list when its metadata does, in one rename.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { SnapshotBody, SnapshotMeta } from './meta';
import { readMeta } from './readSnapshotFile';

export type { SnapshotBody, SnapshotMeta } from './meta';

/** Only the owner may look: stacks, labels and host names are production data. */
const fileMode = 0o600;
const folderMode = 0o700;

export interface SnapshotSource {
  readonly source: string;
  readonly url?: string;
  /** Milliseconds since 1970; now when absent. */
  readonly takenAt?: number;
}

/** A snapshot that is being written. Nothing lists it before `finish`. */
export interface PendingSnapshot {
  readonly id: string;
  readonly dir: string;
  /** A file of the snapshot; its bytes are on disk when `write` resolves. */
  open(name: string): Promise<ByteSink>;
  /** Lists the snapshot. */
  finish(facts: Omit<SnapshotMeta, 'id' | 'takenAt' | 'source' | 'url'>): Promise<SnapshotMeta>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

export interface ByteSink {
  write(chunk: Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** After a failure: what arrived stays. */
  fail(): Promise<void>;
}

export interface Retention {
  readonly maxCount: number;
  readonly maxBytes: number;
  readonly days: number;
}

export interface SnapshotStore {
  readonly dir: string;
  begin(source: SnapshotSource): Promise<PendingSnapshot>;
  /** Copies a file, byte for byte. Rejects with the file system's error. */
  importFile(file: string, source: string, takenAt: number): Promise<SnapshotMeta>;
  importText(text: string | Uint8Array, source: string): Promise<SnapshotMeta>;
  /** Oldest first. Folders with damaged metadata are left alone and not listed. */
  list(): Promise<readonly SnapshotMeta[]>;
  get(id: string): Promise<SnapshotMeta | undefined>;
  update(id: string, patch: Partial<Omit<SnapshotMeta, 'id'>>): Promise<void>;
  delete(id: string): Promise<void>;
  /** Deletes the oldest beyond the limits, never one of `keep`; returns the ids that went. */
  applyRetention(limits: Retention, keep: readonly string[]): Promise<readonly string[]>;
}

/** Opens (and creates) a store in a folder. Rejects when the folder cannot be made. */
export async function openStore(dir: string): Promise<SnapshotStore> {
  await fs.promises.mkdir(dir, { recursive: true, mode: folderMode });
  return new FolderStore(dir);
}

class FolderStore implements SnapshotStore {
  constructor(readonly dir: string) {}

  async begin(source: SnapshotSource): Promise<PendingSnapshot> {
    const takenAt = source.takenAt ?? Date.now();
    const id = `${new Date(takenAt).toISOString().replace(/[^0-9TZ]/g, '')}-${randomBytes(4).toString('hex')}`;
    const dir = path.join(this.dir, id);
    await fs.promises.mkdir(dir, { recursive: true, mode: folderMode });
    return {
      id,
      dir,
      open: name => openSink(path.join(dir, path.basename(name))),
      finish: async facts => {
        const { url } = source;
        const meta: SnapshotMeta = {
          id,
          takenAt,
          source: source.source,
          ...(url && { url }),
          ...facts,
        };
        await writeMeta(dir, meta);
        return meta;
      },
      discard: () => fs.promises.rm(dir, { recursive: true, force: true }),
    };
  }

  async importFile(file: string, source: string, takenAt: number): Promise<SnapshotMeta> {
    const pending = await this.begin({ source, takenAt });
    try {
      const target = path.join(pending.dir, 'dump.txt');
      await fs.promises.copyFile(file, target);
      await fs.promises.chmod(target, fileMode);
      return await pending.finish({ bodies: [await importedBody(target)] });
    } catch (error) {
      await pending.discard();
      throw error;
    }
  }

  async importText(text: string | Uint8Array, source: string): Promise<SnapshotMeta> {
    const pending = await this.begin({ source });
    const target = path.join(pending.dir, 'dump.txt');
    await fs.promises.writeFile(target, text, { mode: fileMode });
    return pending.finish({ bodies: [await importedBody(target)] });
  }

  async list(): Promise<readonly SnapshotMeta[]> {
    const entries = await fs.promises.readdir(this.dir, { withFileTypes: true });
    const folders = entries.filter(entry => entry.isDirectory());
    const metas = await Promise.all(
      folders.map(entry => readMeta(path.join(this.dir, entry.name))),
    );
    return metas
      .filter(meta => meta !== undefined)
      .sort((a, b) => a.takenAt - b.takenAt || (a.id < b.id ? -1 : 1));
  }

  get(id: string): Promise<SnapshotMeta | undefined> {
    return readMeta(this.folder(id));
  }

  async update(id: string, patch: Partial<Omit<SnapshotMeta, 'id'>>): Promise<void> {
    const meta = await this.get(id);
    if (meta) await writeMeta(this.folder(id), { ...meta, ...patch });
  }

  async delete(id: string): Promise<void> {
    await fs.promises.rm(this.folder(id), { recursive: true, force: true });
  }

  async applyRetention(limits: Retention, keep: readonly string[]): Promise<readonly string[]> {
    const newest = [...(await this.list())].reverse();
    const oldest = Date.now() - limits.days * 24 * 60 * 60 * 1000;
    const gone: string[] = [];
    let bytes = 0;
    for (const [index, meta] of newest.entries()) {
      bytes += meta.bodies.reduce((sum, body) => sum + body.bytes, 0);
      const over = index >= limits.maxCount || bytes > limits.maxBytes || meta.takenAt < oldest;
      // The newest stays whatever the limits are: it is what the person has just asked for.
      if (!over || index === 0 || keep.includes(meta.id)) continue;
      await this.delete(meta.id);
      gone.push(meta.id);
    }
    return gone;
  }

  /** An id is the name of a folder in the store and nothing else. */
  private folder(id: string): string {
    return path.join(this.dir, path.basename(id) || 'none');
  }
}

async function openSink(file: string): Promise<ByteSink> {
  const handle = await fs.promises.open(file, 'w', fileMode);
  return {
    async write(chunk) {
      await handle.appendFile(chunk);
    },
    close: () => handle.close(),
    fail: () => handle.close(),
  };
}

async function importedBody(file: string): Promise<SnapshotBody> {
  const { size } = await fs.promises.stat(file);
  return { name: 'goroutine', debug: 2, file: path.basename(file), bytes: size, complete: true };
}

/** A crash leaves either the old metadata or the new, never a half. */
async function writeMeta(dir: string, meta: SnapshotMeta): Promise<void> {
  const temporary = path.join(dir, `meta.${randomBytes(4).toString('hex')}.tmp`);
  await fs.promises.writeFile(temporary, JSON.stringify(meta, undefined, 2), { mode: fileMode });
  await fs.promises.rename(temporary, path.join(dir, 'meta.json'));
}
