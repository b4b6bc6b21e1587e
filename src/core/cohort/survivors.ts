/** Three captures around a use of a feature → the goroutines that it started and that did not end with it. */
import type { Cluster, Snapshot } from '../goroutine';
import { distinctIds } from '../ids';
import { matchClusters } from '../compare';
import { common, difference } from './idLists';
import { sameProcess } from './process';
import type { Identity } from './process';

/** The goroutines of one cluster of the last capture that were started during the use. */
export interface Survivors {
  /** Of the last capture. */
  readonly signature: string;
  /** At least one. */
  readonly count: number;
  /** `counts`: a capture lists no ids, the numbers alone say it. */
  readonly by: 'ids' | 'counts';
}

/** Why nobody can tell who stayed: who is missing in a capture was not printed, or was in another process. */
export type Untold = 'cut' | 'restarted';

/** One of the three captures. */
export type CheckedCapture = Identity & { readonly snapshot: Pick<Snapshot, 'truncated'> };

/**
 * What was not there before the use, was there after it, and is still there when the program has settled; the most first.
 * By goroutine id where all three captures list ids: a goroutine is then followed wherever it waits. Else by the counts of
 * each cluster, where a rise may also be the same load seen at a better moment.
 */
export function survivorsOf(
  before: CheckedCapture,
  exercised: CheckedCapture,
  settled: CheckedCapture,
): readonly Survivors[] | Untold {
  if (before.snapshot.truncated || exercised.snapshot.truncated) return 'cut';
  if (sameProcess([before, exercised, settled]).length < 3) return 'restarted';
  return survivorsIn(before.clusters, exercised.clusters, settled.clusters);
}

function survivorsIn(
  before: readonly Cluster[],
  exercised: readonly Cluster[],
  settled: readonly Cluster[],
): Survivors[] {
  const survivors = [before, exercised, settled].every(listsIds)
    ? byIds(before, exercised, settled)
    : byCounts(before, exercised, settled);
  return survivors
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.signature < b.signature ? -1 : 1));
}

function listsIds(clusters: readonly Cluster[]): boolean {
  return clusters.every(({ ids, count }) => ids.length === count);
}

function byIds(
  before: readonly Cluster[],
  exercised: readonly Cluster[],
  settled: readonly Cluster[],
): Survivors[] {
  const started = difference(idsOf(exercised), idsOf(before));
  return settled.map(({ signature, ids }) => ({
    signature,
    count: common(ids, started),
    by: 'ids',
  }));
}

function idsOf(clusters: readonly Cluster[]): Float64Array {
  return distinctIds(clusters.map(({ ids }) => ids));
}

function byCounts(
  before: readonly Cluster[],
  exercised: readonly Cluster[],
  settled: readonly Cluster[],
): Survivors[] {
  const old = countsAt(before, settled);
  const used = countsAt(exercised, settled);
  return settled.map(({ signature, count }) => ({
    signature,
    count: Math.min(count, used.get(signature) ?? 0) - (old.get(signature) ?? 0),
    by: 'counts',
  }));
}

/** How many of an earlier capture stood where a cluster of the last one stands. */
function countsAt(
  earlier: readonly Cluster[],
  settled: readonly Cluster[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const match of matchClusters(earlier, settled)) {
    let left = match.before.reduce((sum, { count }) => sum + count, 0);
    // Where several clusters were one before, nobody is counted twice.
    for (const { signature, count } of match.after) {
      const share = match.after.length === 1 ? left : Math.min(left, count);
      counts.set(signature, share);
      left -= share;
    }
  }
  return counts;
}
