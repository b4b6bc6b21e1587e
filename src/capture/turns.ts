/** One capture at a time per target: a process in trouble is not asked twice at once. */

const last = new Map<string, Promise<unknown>>();

/**
 * Runs `work` when everything that was asked of `key` before has ended, however it ended. Rejects with the signal's
 * reason when it is aborted while waiting.
 */
export async function inTurn<T>(
  key: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const before = last.get(key) ?? Promise.resolve();
  const mine = before.then(() => {
    signal.throwIfAborted();
    return work();
  });
  const ended = mine.catch(() => undefined);
  last.set(key, ended);
  void ended.then(() => {
    if (last.get(key) === ended) last.delete(key);
  });
  let onAbort = (): void => undefined;
  const aborted = new Promise<void>(resolve => {
    onAbort = resolve;
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    await Promise.race([before, aborted]);
    signal.throwIfAborted();
    return await mine;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
