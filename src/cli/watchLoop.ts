/** When a watch asks, and what it does about a target that fails. */

/** `ends`: by the ladder, at the begin and at the end; `between`: counts only. */
export type Asked = 'ends' | 'between';

export interface WatchPlan {
  readonly everyMs: number;
  readonly forMs: number;
}

export interface WatchPorts<T> {
  /** One capture; rejects when nothing came. */
  ask(which: Asked, signal: AbortSignal): Promise<T>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after the time, or as soon as the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  onCaptured(capture: T): void;
  onFailed(error: unknown): void;
}

export interface WatchSignals {
  /** The person wants the end: no further wait, the last capture at once. */
  readonly stop: AbortSignal;
  /** The last capture is not waited for any longer. */
  readonly giveUp: AbortSignal;
}

const longestBackOffMs = 300_000;

/**
 * Captures at once, then on every beat, then when the time is over. Rejects when the first capture fails: there is nothing
 * to watch then. A later failure is told, and the next beats come further apart: a program in trouble is left alone.
 */
export async function watch<T>(
  plan: WatchPlan,
  ports: WatchPorts<T>,
  { stop, giveUp }: WatchSignals,
): Promise<void> {
  const begin = ports.now();
  const end = begin + plan.forMs;
  ports.onCaptured(await ports.ask('ends', stop));
  let failures = 0;
  let due = begin + plan.everyMs;
  while (due < end && !stop.aborted) {
    await ports.sleep(Math.max(0, due - ports.now()), stop);
    if (stop.aborted) break;
    failures = (await captured('between', ports, stop)) ? 0 : failures + 1;
    due = nextBeat(due, plan.everyMs, failures, ports.now());
  }
  await ports.sleep(Math.max(0, end - ports.now()), stop);
  await captured('ends', ports, giveUp);
}

async function captured<T>(
  which: Asked,
  ports: WatchPorts<T>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    ports.onCaptured(await ports.ask(which, signal));
    return true;
  } catch (error) {
    // What was interrupted did not fail.
    if (!signal.aborted || which === 'ends') ports.onFailed(error);
    return signal.aborted;
  }
}

/** Beats that a slow answer has passed are left out; after failures the distance doubles, up to five minutes. */
function nextBeat(due: number, everyMs: number, failures: number, now: number): number {
  const passed = Math.max(0, Math.floor((now - due) / everyMs));
  const next = due + (passed + 1) * everyMs;
  if (failures === 0) return next;
  const backOff = Math.max(everyMs, Math.min(longestBackOffMs, everyMs * 2 ** failures));
  return Math.max(next, now + backOff);
}
