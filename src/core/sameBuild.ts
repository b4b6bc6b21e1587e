/** Do two captures show one binary? Then a stack is itself only on its own lines; across builds lines move. */
import type { Cluster } from './goroutine';

/**
 * True only where the captures show it: a list of hidden PCs (debug=1) that both print, or goroutine ids of one process.
 * Ids are never reused while a process lives (go-dumps, header line): what the later capture holds below the earlier
 * one's largest id must have been there already.
 */
export function isSameBuild(before: readonly Cluster[], after: readonly Cluster[]): boolean {
  return sharePcs(before, after) || isSameProcess(before, after);
}

function sharePcs(before: readonly Cluster[], after: readonly Cluster[]): boolean {
  const known = new Set(before.map(pcsOf));
  return after.map(pcsOf).some(pcs => pcs !== '' && known.has(pcs));
}

function pcsOf({ hiddenPcs }: Cluster): string {
  return hiddenPcs?.join(' ') ?? '';
}

function isSameProcess(before: readonly Cluster[], after: readonly Cluster[]): boolean {
  const old = idsOf(before);
  const young = idsOf(after);
  const largest = old.at(-1);
  if (largest === undefined || young.length === 0) return false;
  let at = 0;
  let shared = 0;
  let last = 0;
  for (const id of young) {
    if (id > largest) break;
    while ((old[at] ?? Infinity) < id) at++;
    if (old[at] !== id) return false;
    // A crash dump prints some goroutines twice.
    if (id !== last) shared++;
    last = id;
  }
  // Goroutine 1 alone is in every process.
  return shared > 1;
}

/** Every id of a capture, ascending. */
function idsOf(clusters: readonly Cluster[]): Float64Array {
  const all = new Float64Array(clusters.reduce((sum, cluster) => sum + cluster.ids.length, 0));
  let at = 0;
  for (const cluster of clusters) {
    all.set(cluster.ids, at);
    at += cluster.ids.length;
  }
  return all.sort();
}
