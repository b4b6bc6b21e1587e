/**
 * A body on its way to disk. It is written under a random name and takes the hash of its content as name when it is
 * complete: equal bodies of several snapshots are one file with several links, and deleting one snapshot leaves the others.
 */
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Only the owner may look: stacks, labels and host names are production data. */
export const fileMode = 0o600;
export const temporarySuffix = '.tmp';

export class BodyFile {
  bytes = 0;
  private readonly hash = createHash('sha256');
  private isOpen = true;

  private constructor(
    /** As the writer calls it. */
    readonly name: string,
    private readonly file: string,
    private readonly handle: fs.promises.FileHandle,
  ) {}

  /** Creates an empty file in the folder. Rejects with the file system's error. */
  static async create(dir: string, name: string): Promise<BodyFile> {
    const file = path.join(dir, `${randomBytes(8).toString('hex')}${temporarySuffix}`);
    return new BodyFile(name, file, await fs.promises.open(file, 'wx', fileMode));
  }

  async write(chunk: Uint8Array): Promise<void> {
    await this.handle.appendFile(chunk);
    this.hash.update(chunk);
    this.bytes += chunk.length;
  }

  /** What was written is on the disk itself when this resolves. A second call does nothing. */
  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    try {
      await this.handle.sync();
    } finally {
      await this.handle.close();
    }
  }

  /** Gives the closed file its name. `existing` may find the same content elsewhere, which is then linked instead. */
  async settle(existing: (hash: string) => Promise<string | undefined>): Promise<string> {
    const hash = this.hash.digest('hex');
    const target = path.join(path.dirname(this.file), hash);
    const same = await existing(hash);
    if (same !== undefined && (await linked(same, target))) await fs.promises.rm(this.file);
    else await fs.promises.rename(this.file, target);
    return hash;
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    await this.close().catch(() => undefined);
    await fs.promises.rm(this.file, { force: true });
  }
}

/** A file system without links keeps a copy of its own. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await fs.promises.link(from, to);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST';
  }
}

/** Writes a small file so that a crash leaves either the old content or the new, never a half. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomBytes(4).toString('hex')}${temporarySuffix}`;
  const handle = await fs.promises.open(temporary, 'w', fileMode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } catch (error) {
    await fs.promises.rm(temporary, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  await fs.promises.rename(temporary, file);
  await syncFolder(path.dirname(file));
}

/** The names in a folder survive a crash too; where folders cannot be synced (Windows) nothing is lost but that. */
export async function syncFolder(dir: string): Promise<void> {
  const handle = await fs.promises.open(dir, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
