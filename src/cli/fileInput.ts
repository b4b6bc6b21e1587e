/** Dumps that are there already: files, folders of the snapshot store, standard input. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ParseProblem, Snapshot } from '../core/goroutine';
import { knownFigures } from '../core/parse/metrics';
import { problemText } from '../core/report/problemTexts';
import type { TakenAt } from '../core/series';
import { readBytes, readMeta, UnpackError } from '../store/readSnapshotFile';
import { isSnapshotFile, SnapshotFileError } from '../store/snapshotFile';
import { openStore } from '../store/store';
import type { SnapshotBody, SnapshotMeta } from '../store/store';
import { unwrap } from '../store/unwrap';
import { UnreadableInput } from './exit';
import type { Input } from './input';
import { t } from './language';
import { notADump, readable, readDump } from './reading';

/** Reads a dump file, or the folder of a stored snapshot. Rejects with {@link UnreadableInput}. */
export async function readFileInput(file: string, prefix?: string): Promise<Input> {
  const info = await statOf(file);
  if (info.isDirectory()) return readStored(file);
  if (info.isFile() && (await isSnapshotFile(file))) return readExported(file);
  const snapshot = readable(await readOne(file, file, prefix), file);
  return { profiles: [snapshot], name: file, taken: await timeOf(file, info), remarks: [] };
}

/** Reads standard input to its end; it may be packed as a file may. Rejects with {@link UnreadableInput}. */
export async function readStandardInput(prefix?: string): Promise<Input> {
  const name = t('standard input');
  const snapshot = await readDump(report => unwrap(process.stdin, report), prefix).catch(
    (error: unknown) => {
      throw cannotBeRead(name, error);
    },
  );
  const taken = { takenAtMs: undefined, timeFrom: undefined };
  return { profiles: [readable(snapshot, name)], name, taken, remarks: [] };
}

/** Runs `work` with a folder that is gone afterwards. Rejects with {@link UnreadableInput} when it is missing or full. */
export async function inTemporaryFolder<T>(work: (dir: string) => Promise<T>): Promise<T> {
  let dir: string | undefined;
  try {
    dir = await fs.promises.mkdtemp(path.join(os.tmpdir(), 'goroutine-lens-'));
    return await work(dir);
  } catch (error) {
    throw isOfFileSystem(error) ? temporaryFolderFailed(error) : error;
  } finally {
    if (dir !== undefined) await fs.promises.rm(dir, { recursive: true, force: true });
  }
}

function isOfFileSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'errno' in error && 'syscall' in error;
}

function temporaryFolderFailed({ code = '' }: NodeJS.ErrnoException): UnreadableInput {
  return new UnreadableInput(
    t(
      'The temporary folder {0} cannot be used ({1}). Make room there, or name another one in TMPDIR.',
      os.tmpdir(),
      code,
    ),
  );
}

/** What the files of one capture gave. */
export interface ReadBodies {
  readonly profiles: readonly Snapshot[];
  /** Files that could not be read, beside others that could. */
  readonly remarks: readonly ParseProblem[];
}

/** Reads the profiles of one capture; `name` is what messages call it. Rejects when there is none that can be read. */
export async function readBodies(
  dir: string,
  bodies: readonly SnapshotBody[],
  name: string,
): Promise<ReadBodies> {
  const profiles: Snapshot[] = [];
  const failures: UnreadableInput[] = [];
  for (const body of bodies) {
    try {
      const snapshot = readable(await readOne(path.join(dir, body.file), name), name);
      // An answer that broke off is "at least", also where it ends between two goroutines.
      profiles.push(body.complete ? snapshot : { ...snapshot, truncated: true });
    } catch (error) {
      if (!(error instanceof UnreadableInput)) throw error;
      failures.push(error);
    }
  }
  if (profiles.length === 0) throw failures[0] ?? notADump(name);
  return { profiles, remarks: failures.map(({ message }) => remark(message)) };
}

/** About an input as a whole; no goroutine is lost by it. */
export function remark(reason: string): ParseProblem {
  return { line: 0, reason: problemText('problem.told', reason), skipped: 0, text: undefined };
}

async function readStored(dir: string): Promise<Input> {
  const meta = await readMeta(path.resolve(dir));
  if (!meta) throw new UnreadableInput(t('{0} is a folder. Give a dump file, a URL or -.', dir));
  const read = await readBodies(dir, meta.bodies, dir);
  return { ...read, name: dir, taken: recordedTime(meta), figures: knownFigures(meta) };
}

/** A snapshot that was exported as one file: it is unpacked into a temporary store, which is removed again. */
async function readExported(file: string): Promise<Input> {
  return inTemporaryFolder(async dir => {
    try {
      const store = await openStore(dir);
      const meta = await store.importFile(file, path.basename(file), Date.now());
      return { ...(await readStored(path.join(dir, meta.id))), name: file };
    } catch (error) {
      throw error instanceof UnreadableInput ? error : cannotBeRead(file, error);
    }
  });
}

async function statOf(file: string): Promise<fs.Stats> {
  try {
    return await fs.promises.stat(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new UnreadableInput(
        t('{0} does not exist. Give a dump file, a URL or -.', file || "''"),
      );
    throw cannotBeRead(file, error);
  }
}

async function readOne(file: string, name: string, prefix?: string): Promise<Snapshot> {
  try {
    return await readDump(report => readBytes(file, report), prefix);
  } catch (error) {
    throw cannotBeRead(name, error);
  }
}

function cannotBeRead(name: string, error: unknown): UnreadableInput {
  return new UnreadableInput(
    t('{0} cannot be read: {1}. Give a dump file, a URL or -.', name, reasonOf(error)),
  );
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
  if (error instanceof UnpackError || error instanceof SnapshotFileError) return t(error.message);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return t('permission denied');
  if (code === 'EISDIR') return t('it is a folder');
  if (code === 'ENOTDIR') return t('a part of its path is not a folder');
  if (code === 'ENAMETOOLONG') return t('its name is too long');
  if (code === 'ELOOP') return t('its symbolic links form a loop');
  return error instanceof Error ? error.message : String(error);
}
