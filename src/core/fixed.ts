/** What a comparison shows to be repaired: findings of the oldest capture whose goroutines are all gone. */
import { analyzeClusters } from './analyze';
import type { Capture, JudgingOptions } from './analyze';
import { matchClusters } from './compare';
import type { Cluster, Finding } from './goroutine';

export interface FixedFinding {
  readonly finding: Finding;
  /** As the oldest capture had it. */
  readonly cluster: Cluster;
}

/**
 * Empty for fewer than two captures, and where the newest was cut: what it does not show may still be there. The oldest is
 * judged by itself alone, without its source.
 */
export function fixedFindings(
  captures: readonly Capture[],
  options: JudgingOptions = {},
): FixedFinding[] {
  const [oldest] = captures;
  const newest = captures.at(-1);
  if (!oldest || !newest || oldest === newest || newest.snapshot.truncated) return [];
  const gone = new Map(
    matchClusters(oldest.clusters, newest.clusters)
      .filter(({ after }) => after.length === 0)
      .flatMap(({ before }) => before)
      .map(cluster => [cluster.signature, cluster]),
  );
  const { findings } = analyzeClusters(oldest.snapshot, oldest.clusters, undefined, options);
  return findings
    .filter(({ verdict, hidden }) => hidden === undefined && /proven|likely|suspect/.test(verdict))
    .flatMap(finding => {
      const cluster = gone.get(finding.clusterSignature);
      return cluster ? [{ finding, cluster }] : [];
    });
}
