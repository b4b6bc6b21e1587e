/** Dumps that are there already: files, folders of the snapshot store, standard input. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Snapshot } from '../core/goroutine';
import type { TakenAt } from '../core/series';
import { readBytes, readMeta, UnpackError } from '../store/readSnapshotFile';
import { isSnapshotFile } from '../store/snapshotFile';
import { openStore } from '../store/store';
import type { SnapshotBody, SnapshotMeta } from '../store/store';
import { UnreadableInput } from './exit';
import type { Input } from './input';
import { t } from './language';
import { notADump, readable, readDump } from './reading';

/** Reads a dump file, or the folder of a stored snapshot. Rejects with {@link UnreadableInput}. */
export async function readFileInput(file: string): Promise<Input> {
  const info = await statOf(file);
  if (info.isDirectory()) return readStored(file);
  if (info.isFile() && (await isSnapshotFile(file))) return readExported(file);
  const snapshot = readable(await readOne(file), file);
  return { profiles: [snapshot], name: file, taken: await timeOf(file, info), remarks: [] };
}

/** Reads standard input to its end. Rejects with {@link UnreadableInput}. */
export async function readStandardInput(): Promise<Input> {
  const name = t('standard input');
  const snapshot = await readDump(process.stdin).catch((error: unknown) => {
    throw new UnreadableInput(t('{0} cannot be read: {1}', name, reasonOf(error)));
  });
  const taken = { takenAtMs: undefined, timeFrom: undefined };
  return { profiles: [readable(snapshot, name)], name, taken, remarks: [] };
}

/** The profiles that a stored snapshot holds, as snapshots; what cannot be read is left out. */
export async function readBodies(
  dir: string,
  bodies: readonly SnapshotBody[],
): Promise<Snapshot[]> {
  const snapshots: Snapshot[] = [];
  for (const body of bodies) {
    const snapshot = await readOne(path.join(dir, body.file));
    // An answer that broke off is "at least", also where it ends between two goroutines.
    if (snapshot.format !== undefined)
      snapshots.push(body.complete ? snapshot : { ...snapshot, truncated: true });
  }
  return snapshots;
}

async function readStored(dir: string): Promise<Input> {
  const meta = await readMeta(path.resolve(dir));
  if (!meta) throw new UnreadableInput(t('{0} is a folder. Give a dump file, a URL or -.', dir));
  const profiles = await readBodies(dir, meta.bodies);
  if (profiles.length === 0) throw notADump(dir);
  return { profiles, name: dir, taken: recordedTime(meta), remarks: [] };
}

/** A snapshot that was exported as one file: it is unpacked into a temporary store, which is removed again. */
async function readExported(file: string): Promise<Input> {
  const dir = await fs.promises.mkdtemp(path.join(os.tmpdir(), 'goroutine-lens-'));
  try {
    const store = await openStore(dir);
    const meta = await store.importFile(file, path.basename(file), Date.now());
    return { ...(await readStored(path.join(dir, meta.id))), name: file };
  } catch (error) {
    if (error instanceof UnreadableInput) throw error;
    throw new UnreadableInput(t('{0} cannot be read: {1}', file, reasonOf(error)));
  } finally {
    await fs.promises.rm(dir, { recursive: true, force: true });
  }
}

async function statOf(file: string): Promise<fs.Stats> {
  try {
    return await fs.promises.stat(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new UnreadableInput(t('{0} does not exist. Give a dump file, a URL or -.', file));
    throw new UnreadableInput(t('{0} cannot be read: {1}', file, reasonOf(error)));
  }
}

async function readOne(file: string): Promise<Snapshot> {
  try {
    return await readDump(readBytes(file));
  } catch (error) {
    throw new UnreadableInput(t('{0} cannot be read: {1}', file, reasonOf(error)));
  }
}

/** A body of a stored snapshot has the time of its capture; any other file that of its last change. */
async function timeOf(file: string, info: fs.Stats): Promise<TakenAt> {
  const meta = await readMeta(path.dirname(path.resolve(file)));
  if (meta?.bodies.some(body => body.file === path.basename(file))) return recordedTime(meta);
  return { takenAtMs: info.mtimeMs, timeFrom: 'file' };
}

function recordedTime({ takenAt }: SnapshotMeta): TakenAt {
  return { takenAtMs: takenAt, timeFrom: 'snapshot' };
}

/** What the file system says, in words. */
function reasonOf(error: unknown): string {
  if (error instanceof UnpackError) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return t('permission denied');
  if (code === 'EISDIR') return t('it is a folder');
  if (code === 'ENOTDIR') return t('a part of its path is not a folder');
  if (code === 'ENAMETOOLONG') return t('its name is too long');
  if (code === 'ELOOP') return t('its symbolic links form a loop');
  return error instanceof Error ? error.message : String(error);
}
