/** What the command line is pointed at → a snapshot. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { captureGoroutines, predictPauseMs } from '../capture/ladder';
import type { CaptureOptions } from '../capture/ladder';
import { parseTarget } from '../capture/target';
import type { Target } from '../capture/target';
import { createSnapshotReader } from '../core/parse/parse';
import type { Snapshot } from '../core/goroutine';
import { readBytes, richestBody } from '../store/readSnapshotFile';
import { openStore } from '../store/store';
import type { SnapshotMeta } from '../store/store';
import { captureSentence, UnreadableInput } from './exit';
import { locale, t } from './language';

const maxPauseMs = 50;
const idleTimeoutMs = 20_000;
/** Above the 64 MiB at which the runtime cuts, so that its cut is told apart from ours. */
const maxBytes = 68_157_440;

/**
 * Reads a file, `-` for standard input, or an address. `prefix`: what stands before every line of a file, where the reader is
 * not to find it out. Rejects with what a person can read.
 */
export async function readInput(
  input: string,
  full: boolean,
  prefix: string | undefined,
): Promise<Snapshot> {
  if (/^(?:https?:\/\/|unix:)/.test(input)) return captureInput(input, full);
  const snapshot =
    input === '-' ? await readFrom(process.stdin, prefix) : await readFile(input, prefix);
  if (snapshot.format === undefined) throw notADump(input);
  return snapshot;
}

async function readFile(file: string, prefix: string | undefined): Promise<Snapshot> {
  let info: fs.Stats;
  try {
    info = await fs.promises.stat(file);
  } catch {
    throw new UnreadableInput(t('{0} does not exist. Give a dump file, a URL or -.', file));
  }
  if (info.isDirectory())
    throw new UnreadableInput(t('{0} is a folder. Give a dump file, a URL or -.', file));
  try {
    return await readFrom(readBytes(file), prefix);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnreadableInput(t('{0} cannot be read: {1}', file, why));
  }
}

async function readFrom(bytes: AsyncIterable<Uint8Array>, prefix?: string): Promise<Snapshot> {
  const reader = createSnapshotReader({ prefix });
  for await (const chunk of bytes) reader.push(chunk);
  return reader.end();
}

function notADump(input: string): UnreadableInput {
  const name = input === '-' ? t('standard input') : input;
  return new UnreadableInput(
    t(
      'Nothing in {0} is a goroutine dump. Save /debug/pprof/goroutine?debug=2 of the program, or what it prints on SIGQUIT.',
      name,
    ),
  );
}

/** Captures into a temporary store, which is removed again. */
async function captureInput(input: string, full: boolean): Promise<Snapshot> {
  const parsed = parseTarget(input);
  if (!parsed.ok) throw new UnreadableInput(captureSentence(parsed.reason));
  const dir = await fs.promises.mkdtemp(path.join(os.tmpdir(), 'goroutine-lens-'));
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once('SIGINT', onInterrupt);
  try {
    const meta = await capture(parsed.target, dir, full, stop.signal);
    const body = richestBody(meta);
    if (!body) throw notADump(input);
    return withAnnounced(await readFrom(readBytes(path.join(dir, meta.id, body.file))), meta);
  } catch (error) {
    if (stop.signal.aborted) throw new UnreadableInput(t('Stopped before anything was captured.'));
    throw error;
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    await fs.promises.rm(dir, { recursive: true, force: true });
  }
}

async function capture(
  target: Target,
  dir: string,
  full: boolean,
  signal: AbortSignal,
): Promise<SnapshotMeta> {
  const store = await openStore(dir);
  const pending = await store.begin({ source: target.name });
  const options: CaptureOptions = {
    // An address that names debug=2 is the person's own word for it.
    full: full || (target.named?.includes('debug=2') ?? false),
    maxPauseMs,
    idleTimeoutMs,
    maxBytes,
    signal,
    onProgress: progress => {
      if (progress.stage === 'stacks' && progress.bytes === 0) announce(progress.announced ?? 0);
    },
  };
  const result = await captureGoroutines(target, pending, options);
  for (const { reason } of result.skipped) note(captureSentence(reason));
  for (const problem of result.problems) note(captureSentence(problem.text));
  return pending.finish({
    bodies: result.bodies,
    ...(result.announced !== undefined && { announced: result.announced }),
  });
}

/** Before full stacks of a large process: what they cost. */
function announce(goroutines: number): void {
  const pause = predictPauseMs(goroutines);
  if (pause > maxPauseMs)
    note(
      t(
        'Full stacks of {0} goroutines: the program will pause for about {1} ms.',
        count(goroutines),
        count(pause),
      ),
    );
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

function count(n: number): string {
  return n.toLocaleString(locale());
}

/** More goroutines on the index page than in a body that was cut: the counts are "at least". */
function withAnnounced(snapshot: Snapshot, meta: SnapshotMeta): Snapshot {
  const body = richestBody(meta);
  return body?.complete === false ? { ...snapshot, truncated: true } : snapshot;
}
