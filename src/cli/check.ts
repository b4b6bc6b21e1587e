/** `goroutine-lens check`: capture, use the feature, capture, let it settle, capture; who was started and stayed? */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import readline from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { Target } from '../capture/target';
import { analyzeSeries } from '../core/analyze';
import type { Capture } from '../core/analyze';
import { survivorsOf } from '../core/cohort/survivors';
import type { Untold } from '../core/cohort/survivors';
import type { ParseProblem, Snapshot } from '../core/goroutine';
import type { CaptureRecord } from '../core/report/json';
import {
  clearProgress,
  note,
  showLine,
  targetOf,
  terminalOptions,
  untilInterrupted,
} from './capturing';
import { UnreadableInput } from './exit';
import { remark } from './fileInput';
import { momentsOf } from './input';
import { locale, t } from './language';
import { readFigures } from './metrics';
import { askTarget } from './live';
import { printAnalysis } from './output';
import { sourceFolder, withSource } from './sourceFolder';

export interface CheckOptions {
  /** How long the program is left alone after the use. */
  readonly settleMs: number;
  /** A shell command that uses the feature; without it a person does, and presses Enter. */
  readonly run?: string;
  readonly source?: string;
  readonly full?: boolean;
  readonly leak?: boolean;
  readonly metrics?: string;
  readonly json?: boolean;
}

/** Leads through the check and prints what came of it. Rejects when a capture, or the command, fails. */
export async function checkCommand(address: string, options: CheckOptions): Promise<void> {
  const target = targetOf(address);
  const sourceDir = sourceFolder(options.source);
  const json = options.json ?? false;
  const checked = await untilInterrupted(signal => threeCaptures(target, options, signal));
  const [before, exercised, settled] = checked.map(({ capture }) => capture);
  if (!before || !exercised || !settled) throw new RangeError('a check takes three captures');
  const captures = [before, exercised, settled];
  const analysis = await withSource(sourceDir, source =>
    analyzeSeries(captures, { ...source, leak: checked.at(-1)?.leak }),
  );
  const clusters = analysis.newest ?? analysis.clusters;
  const survivors = survivorsOf(before, exercised, { ...settled, clusters });
  const isTold = typeof survivors !== 'string';
  const problems = [
    ...analysis.problems,
    ...checked.flatMap(({ remarks }) => remarks),
    ...(isTold ? [] : [remark(t(untold[survivors].english))]),
  ];
  printAnalysis(
    { ...analysis, problems },
    {
      json,
      sourceDir,
      captures: checked.map(({ record }) => record),
      ...(isTold && { survivors }),
    },
  );
}

const untold: Readonly<Record<Untold, { readonly english: string }>> = {
  cut: { english: 'An earlier capture was cut: who stayed cannot be told.' },
  restarted: { english: 'The program was restarted in between: who stayed cannot be told.' },
};

interface Checked {
  readonly capture: Capture;
  readonly record: CaptureRecord;
  readonly leak: Snapshot | undefined;
  readonly remarks: readonly ParseProblem[];
}

async function threeCaptures(
  target: Target,
  options: CheckOptions,
  signal: AbortSignal,
): Promise<readonly Checked[]> {
  const before = await captured(target, options, false, signal);
  await exercise(options, before.record.total, signal);
  const exercised = await captured(target, options, false, signal);
  await settle(options.settleMs, signal);
  // The leak profile runs a garbage collection: it comes last.
  return [before, exercised, await captured(target, options, options.leak ?? false, signal)];
}

async function captured(
  target: Target,
  { full = false, metrics }: CheckOptions,
  leak: boolean,
  signal: AbortSignal,
): Promise<Checked> {
  const taken = await askTarget(target, terminalOptions(target, signal, { full, leak }));
  const figures = await readFigures(metrics, signal);
  clearProgress();
  const moment = momentsOf({
    profiles: taken.profiles,
    name: new Date(taken.atMs).toISOString(),
    taken: { takenAtMs: taken.atMs, timeFrom: 'snapshot' },
    remarks: taken.remarks,
  });
  const capture = moment.captures.at(-1);
  if (!capture) throw new UnreadableInput(t('{0} gave no goroutines.', target.name));
  const { total } = capture.snapshot;
  const record = { atMs: taken.atMs, profile: taken.richest, total };
  const remarks = [...taken.remarks, ...figures.remarks];
  return { capture: { ...capture, ...figures.metrics }, record, leak: moment.leak, remarks };
}

/** The command that uses the feature, or the person. */
async function exercise(
  { run }: CheckOptions,
  goroutines: number,
  signal: AbortSignal,
): Promise<void> {
  if (run !== undefined) return runCommand(run, signal);
  note(
    t(
      '{0} goroutines. Use the feature now, then press Enter.',
      goroutines.toLocaleString(locale()),
    ),
  );
  await lineOfInput(signal);
}

/** Resolves at Enter, or when nobody is there to press it. */
async function lineOfInput(signal: AbortSignal): Promise<void> {
  const input = readline.createInterface({ input: process.stdin });
  await new Promise<void>((resolve, reject) => {
    input.once('line', () => resolve()).once('close', () => resolve());
    signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
  }).finally(() => {
    input.close();
    process.stdin.unref();
  });
}

/** What the command prints goes to standard error: standard output holds the findings alone. */
async function runCommand(command: string, signal: AbortSignal): Promise<void> {
  // A group of its own: what the shell has started ends with it.
  const child = spawn(command, { shell: true, detached: true, stdio: ['ignore', 2, 2] });
  const stop = () => endGroup(child);
  signal.addEventListener('abort', stop, { once: true });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  }).finally(() => signal.removeEventListener('abort', stop));
  if (code !== 0)
    throw new UnreadableInput(
      t('The command that uses the feature failed with {0}: {1}', code ?? t('a signal'), command),
    );
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid);
  } catch {
    // No groups on this system, or the group has ended by itself.
    child.kill();
  }
}

/** Goroutines that are about to end get the time to do so. */
async function settle(ms: number, signal: AbortSignal): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end && !signal.aborted;) {
    const left = end - Date.now();
    showLine(
      t('letting the program settle, {0} s', Math.ceil(left / 1000).toLocaleString(locale())),
    );
    await delay(Math.min(left, 1000), undefined, { signal });
  }
  clearProgress();
}
