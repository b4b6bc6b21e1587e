/**
 * Snapshots on disk: a folder each, with the raw bytes as they came and a `meta.json`. The bytes are written before
 * anything reads them; a snapshot appears in the list when its metadata does, in one rename.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { writeWhole } from './bodyFile';
import type { SnapshotBody, SnapshotMeta } from './meta';
import { PendingFolder } from './pending';
import { readMeta } from './readSnapshotFile';
import { sweepAbandoned, beyond } from './retention';
import type { Retention } from './retention';
import {
  isSnapshotFile,
  SnapshotFileError,
  unpackSnapshotFile,
  writeSnapshotFile,
} from './snapshotFile';

export type { SkippedBody, SnapshotBody, SnapshotMeta } from './meta';
export type { Retention } from './retention';

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
  /** Lists the snapshot. Bodies are named as they were opened; the metadata names them by their content. */
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

export interface SnapshotStore {
  readonly dir: string;
  begin(source: SnapshotSource): Promise<PendingSnapshot>;
  /**
   * Copies a file, byte for byte; one that was exported becomes the snapshot it was. Rejects with the file system's error,
   * and with a `SnapshotFileError` for a damaged export.
   */
  importFile(file: string, source: string, takenAt: number): Promise<SnapshotMeta>;
  importText(text: string | Uint8Array, source: string): Promise<SnapshotMeta>;
  /** Writes a snapshot to one file that a colleague can open. Rejects with the file system's error. */
  exportFile(id: string, file: string): Promise<void>;
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
  await sweepAbandoned(dir);
  return new FolderStore(dir);
}

class FolderStore implements SnapshotStore {
  constructor(readonly dir: string) {}

  async begin(source: SnapshotSource): Promise<PendingSnapshot> {
    const takenAt = source.takenAt ?? Date.now();
    const id = `${new Date(takenAt).toISOString().replace(/[^0-9TZ]/g, '')}-${randomBytes(4).toString('hex')}`;
    const dir = path.join(this.dir, id);
    await fs.promises.mkdir(dir, { recursive: true, mode: folderMode });
    const { source: name, url } = source;
    const facts = { id, takenAt, source: name, ...(url !== undefined && { url }) };
    return new PendingFolder(dir, facts, hash => this.fileWith(hash, id));
  }

  async importFile(file: string, source: string, takenAt: number): Promise<SnapshotMeta> {
    if (await isSnapshotFile(file)) return this.importSnapshot(file);
    return this.importBytes(fs.createReadStream(file), { source, takenAt });
  }

  importText(text: string | Uint8Array, source: string): Promise<SnapshotMeta> {
    return this.importBytes([Buffer.from(text)], { source });
  }

  async exportFile(id: string, file: string): Promise<void> {
    const meta = await this.get(id);
    if (!meta) throw new SnapshotFileError('gone');
    await writeSnapshotFile(this.folder(id), meta, file);
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
    if (!meta) return;
    const text = JSON.stringify({ ...meta, ...patch }, undefined, 2);
    await writeWhole(path.join(this.folder(id), 'meta.json'), text);
  }

  async delete(id: string): Promise<void> {
    await fs.promises.rm(this.folder(id), { recursive: true, force: true });
  }

  async applyRetention(limits: Retention, keep: readonly string[]): Promise<readonly string[]> {
    const gone = beyond(await this.list(), limits, Date.now()).filter(id => !keep.includes(id));
    for (const id of gone) await this.delete(id);
    return gone;
  }

  private async importBytes(
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    source: SnapshotSource,
  ): Promise<SnapshotMeta> {
    const pending = await this.begin(source);
    try {
      const sink = await pending.open(importedName);
      let size = 0;
      for await (const chunk of bytes) {
        await sink.write(chunk);
        size += chunk.length;
      }
      await sink.close();
      return await pending.finish({ bodies: [importedBody(size)] });
    } catch (error) {
      await pending.discard();
      throw error;
    }
  }

  private async importSnapshot(file: string): Promise<SnapshotMeta> {
    const takenAt = (await fs.promises.stat(file)).mtimeMs;
    const pending = await this.begin({ source: path.basename(file), takenAt });
    try {
      const meta = await unpackSnapshotFile(file, { begin: name => pending.open(name) });
      const { id, ...facts } = await pending.finish(meta);
      const damaged = facts.bodies.some((body, at) => body.file !== meta.bodies[at]?.file);
      if (damaged) throw new SnapshotFileError('damaged');
      // What was exported says when and from where it was taken; the folder here keeps its own name.
      const { takenAt: taken, source, url } = meta;
      await this.update(id, { takenAt: taken, source, ...(url !== undefined && { url }) });
      return (await this.get(id)) ?? { ...facts, id };
    } catch (error) {
      await pending.discard();
      throw error;
    }
  }

  /** A file with this content in another snapshot. */
  private async fileWith(hash: string, except: string): Promise<string | undefined> {
    const metas = await this.list();
    const other = metas.find(
      ({ id, bodies }) => id !== except && bodies.some(b => b.file === hash),
    );
    return other && path.join(this.folder(other.id), hash);
  }

  /** An id is the name of a folder in the store and nothing else. */
  private folder(id: string): string {
    return path.join(this.dir, path.basename(id) || 'none');
  }
}

const importedName = 'dump';

function importedBody(bytes: number): SnapshotBody {
  return { name: 'goroutine', debug: 2, file: importedName, bytes, complete: true };
}
