/** What the commands that ask a program have in common: addresses, limits, progress, Ctrl-C. */
import { environmentWay } from '../capture/environmentProxy';
import type { Access } from '../capture/http';
import type { CaptureOptions, CaptureProgress } from '../capture/ladder';
import { formatBytes } from '../capture/errors';
import { parseTarget } from '../capture/target';
import type { Target } from '../capture/target';
import { UnreadableInput } from './exit';
import { locale, t } from './language';

const maxPauseMs = 50;
const idleTimeoutMs = 20_000;
/** Above the 64 MiB at which the runtime cuts, so that its cut is told apart from ours. */
const maxBytes = 68_157_440;

/** A terminal has no settings of its own for proxies. */
export const terminalAccess: Access = { wayTo: url => environmentWay(url, process.env) };

/** An argument that is asked over the network; anything else is a file. */
export function isAddress(argument: string): boolean {
  return /^(?:https?:\/\/|unix:)/.test(argument);
}

/** The target of an address. Throws {@link UnreadableInput} with what is wrong with it. */
export function targetOf(address: string): Target {
  if (!isAddress(address))
    throw new UnreadableInput(
      t('{0} is not an address: it begins with http://, https:// or unix:.', address),
    );
  const parsed = parseTarget(address);
  // What was typed is not repeated: it may hold a password in a place where nobody would look for one.
  if (!parsed.ok)
    throw new UnreadableInput(
      t(
        'That is not an address. Examples: http://localhost:6060, https://host/debug/pprof/, unix:/path/to.sock.',
      ),
    );
  return parsed.target;
}

/** What a command was asked for. */
export interface CaptureWishes {
  readonly full?: boolean;
  readonly leak?: boolean;
  /** Repeated unasked: never full stacks, and not a word about each. */
  readonly poll?: boolean;
}

/** The limits of the terminal; progress goes to standard error, and only where that is a terminal. */
export function terminalOptions(
  target: Target,
  signal: AbortSignal,
  { full = false, leak = false, poll = false }: CaptureWishes,
): CaptureOptions {
  return {
    full,
    leak,
    poll,
    // An address that names a profile is the person's own word for it.
    asNamed: !poll,
    maxPauseMs,
    idleTimeoutMs,
    maxBytes,
    signal,
    access: terminalAccess,
    onProgress: step => {
      announcePause(target, step);
      if (process.stderr.isTTY && !poll) showProgress(step);
    },
  };
}

/** Before full stacks that are long, or that the address names: what they cost. */
function announcePause(target: Target, step: CaptureProgress): void {
  const { predictedPauseMs, announced, bytes } = step;
  if (predictedPauseMs === undefined || announced === undefined || bytes > 0) return;
  if (target.named === undefined && predictedPauseMs <= maxPauseMs) return;
  note(
    t(
      'Full stacks of {0} goroutines: the program will pause for about {1} ms.',
      announced.toLocaleString(locale()),
      Math.max(1, predictedPauseMs).toLocaleString(locale()),
    ),
  );
}

const clearLine = '\r\u001b[K';
let lastShown = 0;

function showProgress({ stage, bytes }: CaptureProgress): void {
  const now = Date.now();
  if (bytes > 0 && now - lastShown < 100) return;
  lastShown = now;
  showLine(stageText(stage, formatBytes(bytes)));
}

/** A line of progress, in the place of the last one; nothing where standard error is no terminal. */
export function showLine(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(clearLine + text);
}

/** Takes the line of progress away. */
export function clearProgress(): void {
  showLine('');
}

function stageText(stage: CaptureProgress['stage'], size: string): string {
  switch (stage) {
    case 'index':
      return t('asking how many there are');
    case 'counts':
      return t('counts, {0}', size);
    case 'stacks':
      return t('full stacks, {0}', size);
    case 'leak':
      return t('leak profile, {0}', size);
  }
}

/** One line on standard error, over a line of progress. */
export function note(text: string): void {
  const clear = process.stderr.isTTY ? clearLine : '';
  process.stderr.write(`${clear}${text}\n`);
}

/** Runs a capture until it ends or Ctrl-C stops it; rejects then with {@link UnreadableInput}. */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once('SIGINT', onInterrupt);
  process.once('SIGTERM', onInterrupt);
  try {
    return await work(stop.signal);
  } catch (error) {
    if (stop.signal.aborted) throw new UnreadableInput(t('Stopped; nothing was kept.'));
    throw error;
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    process.removeListener('SIGTERM', onInterrupt);
    clearProgress();
  }
}
