/** Sorted lists of goroutine ids: who stayed, who came, who left. Linear in their length. */
import { common, difference, union } from './idLists';

export interface Population {
  readonly births: number;
  readonly deaths: number;
  readonly survivors: number;
  /** Ids of the newest list above all that the process had given out when the oldest was taken: these were started since. */
  readonly started: number;
  /** In the newest list, and in any earlier one. */
  readonly persisted: number;
  /**
   * Where in the older list the ones that left stood, 0 first to 1 last, on average; `undefined` when none left. Waiters of
   * one queue are served oldest first: near 0 it moves.
   */
  readonly leavingRank: number | undefined;
}

/**
 * Compares lists of ids, each ascending and without repetition, oldest first; at least two. `largestBefore`: the largest id of any
 * goroutine of the oldest capture.
 */
export function populationOf(captures: readonly Float64Array[], largestBefore: number): Population {
  const oldest = captures[0] ?? new Float64Array();
  const newest = captures.at(-1) ?? new Float64Array();
  const seen = captures.reduce(union);
  const left = difference(oldest, newest);
  return {
    births: difference(seen, oldest).length,
    deaths: difference(seen, newest).length,
    survivors: common(oldest, newest),
    started: newest.filter(id => id > largestBefore).length,
    persisted: common(newest, captures.slice(0, -1).reduce(union)),
    leavingRank: rankOf(left, oldest),
  };
}

function rankOf(some: Float64Array, all: Float64Array): number | undefined {
  if (some.length === 0 || all.length < 2) return undefined;
  let sum = 0;
  let at = 0;
  for (const id of some) {
    while (all[at] !== id) at++;
    sum += at;
  }
  return sum / some.length / (all.length - 1);
}
