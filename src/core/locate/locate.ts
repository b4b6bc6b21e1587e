/** Clusters → the lines of the user's source that they stand for. */
import type { Cluster } from '../goroutine';
import { learnLabels, locateCounts } from './counts';
import { describe, placeCluster, type Location } from './describe';
import { isCountsOnly } from './infer';
import { openLocator } from './locator';
import type { SourcePort } from './port';

export type { Location } from './describe';
export { openFrameResolver } from './frameResolver';
export { frameOrigin, type FrameOrigin } from './origin';
export { resolveFrame, type ResolvedFrame } from './resolveFrame';

/**
 * Locates every cluster of one dump; the key is its signature. The clusters are looked at together: frames of one tell
 * where the binary was built, how far the source has moved, and which hidden PC means which operation. Never throws, asks
 * nothing but the port.
 */
export function locateClusters(
  clusters: readonly Cluster[],
  port: SourcePort,
): ReadonlyMap<string, Location> {
  const locator = openLocator(clusters, port);
  const placed = clusters.map(
    cluster => [cluster, placeCluster(cluster, cluster.kind, locator)] as const,
  );
  const labels = learnLabels(placed);
  return new Map(
    placed.map(([cluster, at]) => [
      cluster.signature,
      isCountsOnly(cluster)
        ? locateCounts(cluster, at, labels, locator)
        : describe(cluster, at, cluster.createdBy, locator),
    ]),
  );
}
