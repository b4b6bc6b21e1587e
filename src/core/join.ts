/**
 * Several profiles of one moment → one: debug=2 says ids, states and minutes, debug=1 and debug=0 say exact counts and
 * labels, the leak profile proves. They meet by their stacks. Where they do not agree, both numbers are kept.
 */
import { clusterSamples, stackKey } from './cluster';
import type { Cluster, Disagreement, Snapshot } from './goroutine';

export interface Joined {
  readonly snapshot: Omit<Snapshot, 'samples'>;
  /** By count descending, then signature. */
  readonly clusters: readonly Cluster[];
}

/**
 * Joins what was taken of one process at one moment.
 *
 * `profiles`: at least one, in any order. `leak`: a goroutineleak profile of that moment in any of its three forms; of
 * debug=2, which lists every goroutine, only what is marked `(leaked)` counts. Without the second argument a leak
 * profile of debug=0 or debug=1 among several `profiles` is taken for it.
 */
export function joinProfiles(profiles: readonly Snapshot[], leak?: Snapshot): Joined {
  const others = profiles.filter(one => one.profile !== 'goroutineleak');
  const named = others.length > 0 ? profiles.find(one => !others.includes(one)) : undefined;
  const [richest] = [...(others.length > 0 ? others : profiles)].sort(byRichness);
  if (!richest) throw new RangeError('there is no profile to join');
  const { samples, ...snapshot } = richest;
  const clusters = clusterSamples(samples);
  const proof = leak ?? named;
  return { snapshot, clusters: proof ? joinLeak(clusters, proof) : clusters };
}

/**
 * Marks in `clusters` what a leak profile of the same moment proves. A profile that lists nothing proves nothing: the
 * clusters stay as they are.
 */
export function joinLeak(clusters: readonly Cluster[], leak: Snapshot): Cluster[] {
  const proven = new Map<string, number>();
  for (const cluster of clusterSamples(leak.samples)) {
    const key = stackKey(cluster.frames);
    if (cluster.leaked > 0) proven.set(key, (proven.get(key) ?? 0) + cluster.leaked);
  }
  return clusters.map(cluster => {
    const counted = proven.get(stackKey(cluster.frames));
    return counted === undefined ? cluster : withProof(cluster, counted, leak);
  });
}

function withProof(cluster: Cluster, counted: number, leak: Snapshot): Cluster {
  const leaked = Math.min(cluster.count, counted);
  if (counted <= cluster.count) return { ...cluster, leaked };
  const disagreement: Disagreement = {
    format: leak.format,
    profile: 'goroutineleak',
    counted,
    listed: cluster.count,
  };
  return { ...cluster, leaked, disagreements: [...(cluster.disagreements ?? []), disagreement] };
}

function byRichness(a: Snapshot, b: Snapshot): number {
  return richness(b) - richness(a);
}

function richness({ format }: Snapshot): number {
  return format === 'debug=0' ? 1 : format === 'debug=1' ? 0 : 2;
}
