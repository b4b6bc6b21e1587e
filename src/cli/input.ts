/** What the command line is pointed at → a snapshot. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { factsOf } from '../capture/facts';
import { captureGoroutines } from '../capture/ladder';
import type { Target } from '../capture/target';
import { withDamage } from '../core/parse/damage';
import { createSnapshotReader } from '../core/parse/parse';
import type { Snapshot } from '../core/goroutine';
import { readBytes, richestBody } from '../store/readSnapshotFile';
import { openStore } from '../store/store';
import { unwrap } from '../store/unwrap';
import type { UnwrapReport } from '../store/unwrap';
import type { SnapshotMeta } from '../store/store';
import { isAddress, note, targetOf, terminalOptions, untilInterrupted } from './capturing';
import { captureSentence, UnreadableInput } from './exit';
import { t } from './language';

/** Reads a file, `-` for standard input, or an address. Rejects with what a person can read. */
export async function readInput(input: string, full: boolean): Promise<Snapshot> {
  if (isAddress(input)) return captureInput(input, full);
  const snapshot =
    input === '-' ? await readFrom(report => unwrap(process.stdin, report)) : await readFile(input);
  if (snapshot.refused !== undefined)
    throw new UnreadableInput(t('{0}: {1}', nameOf(input), t(snapshot.refused)));
  if (snapshot.format === undefined) throw notADump(input);
  return snapshot;
}

async function readFile(file: string): Promise<Snapshot> {
  let info: fs.Stats;
  try {
    info = await fs.promises.stat(file);
  } catch {
    throw new UnreadableInput(t('{0} does not exist. Give a dump file, a URL or -.', file));
  }
  if (info.isDirectory())
    throw new UnreadableInput(t('{0} is a folder. Give a dump file, a URL or -.', file));
  try {
    return await readFrom(report => readBytes(file, report));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnreadableInput(t('{0} cannot be read: {1}', file, why));
  }
}

/** Reads what `open` gives, unwrapped. */
async function readFrom(
  open: (report: UnwrapReport) => AsyncIterable<Uint8Array>,
): Promise<Snapshot> {
  const reader = createSnapshotReader();
  const report: UnwrapReport = {};
  for await (const chunk of open(report)) reader.push(chunk);
  return withDamage(reader.end(), report.damaged);
}

function notADump(input: string): UnreadableInput {
  return new UnreadableInput(
    t(
      'Nothing in {0} is a goroutine dump. Save /debug/pprof/goroutine?debug=2 of the program, or what it prints on SIGQUIT.',
      nameOf(input),
    ),
  );
}

function nameOf(input: string): string {
  return input === '-' ? t('standard input') : input;
}

/** Captures into a temporary store, which is removed again. */
async function captureInput(input: string, full: boolean): Promise<Snapshot> {
  const target = targetOf(input);
  const dir = await fs.promises.mkdtemp(path.join(os.tmpdir(), 'goroutine-lens-'));
  try {
    const meta = await untilInterrupted(signal => capture(target, dir, full, signal));
    const body = richestBody(meta);
    if (!body) throw notADump(target.name);
    const file = path.join(dir, meta.id, body.file);
    const snapshot = await readFrom(report => readBytes(file, report));
    if (snapshot.format === undefined) throw notADump(target.name);
    return withAnnounced(snapshot, meta);
  } finally {
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
  const pending = await store.begin({ source: target.name, url: target.base });
  const result = await captureGoroutines(
    target,
    pending,
    terminalOptions(target, signal, { full }),
  );
  for (const { profile, reason } of result.skipped)
    if (profile === 'goroutine?debug=2') note(captureSentence(reason));
  for (const problem of result.problems) note(captureSentence(problem.text));
  const whole = result.bodies.some(body => body.complete);
  const meta = await pending.finish(factsOf(result));
  const [problem] = result.problems;
  // Nothing readable arrived: why is more to the point than that nothing was found in it.
  if (!whole && problem && !(await holdsGoroutines(dir, meta))) throw problem;
  return meta;
}

async function holdsGoroutines(dir: string, meta: SnapshotMeta): Promise<boolean> {
  const body = richestBody(meta);
  if (!body) return false;
  const file = path.join(dir, meta.id, body.file);
  return readFrom(report => readBytes(file, report)).then(
    ({ read }) => read > 0,
    () => false,
  );
}

/** More goroutines on the index page than in a body that was cut: the counts are "at least". */
function withAnnounced(snapshot: Snapshot, meta: SnapshotMeta): Snapshot {
  const body = richestBody(meta);
  return body?.complete === false ? { ...snapshot, truncated: true } : snapshot;
}
