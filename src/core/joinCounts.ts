/** Full stacks ⊕ a counting profile of the same moment: exact counts, labels, and what the two do not agree on. */
import { clusterSamples } from './cluster';
import type { Cluster, LabelCount, Snapshot } from './goroutine';
import type { Disagreement } from './joined';
import { StackIndex } from './stackIndex';

/** What a counting profile says about the clusters of one stack. */
interface Count {
  readonly clusters: readonly Cluster[];
  readonly parts: Cluster[];
}

/**
 * The clusters of the full stacks with what `counts` adds. `whole`: the full stacks lost nothing, so their counts stand
 * and another count is a disagreement; else the higher count holds, and stacks that only `counts` knows are clusters too.
 */
export function joinCounts(
  clusters: readonly Cluster[],
  counts: Snapshot,
  whole: boolean,
): Cluster[] {
  const { known, unknown } = matched(clusters, counts);
  const changed = new Map<Cluster, Cluster>();
  const more: Cluster[] = [];
  for (const count of known) {
    const { joined, remainder } = whole ? compared(count, counts) : completed(count, counts);
    for (const [i, cluster] of count.clusters.entries()) changed.set(cluster, joined[i] ?? cluster);
    more.push(...remainder);
  }
  return [
    ...clusters.map(cluster => changed.get(cluster) ?? cluster),
    ...distinct(whole ? more : [...more, ...unknown], clusters),
  ];
}

function matched(clusters: readonly Cluster[], counts: Snapshot) {
  const index = new StackIndex(clusters);
  const known = new Map<Cluster, Count>();
  const unknown: Cluster[] = [];
  for (const part of clusterSamples(counts.samples)) {
    const found = index.find(part.frames);
    const [first] = found;
    if (!first) {
      unknown.push(part);
      continue;
    }
    const count = known.get(first) ?? { clusters: found, parts: [] };
    count.parts.push(part);
    known.set(first, count);
  }
  return { known: known.values(), unknown };
}

interface Result {
  readonly joined: readonly Cluster[];
  readonly remainder: readonly Cluster[];
}

function compared(count: Count, counts: Snapshot): Result {
  const disagreement = disagreementOf(count, counts);
  const joined = withLabels(count).map(cluster =>
    disagreement ? withDisagreement(cluster, disagreement) : cluster,
  );
  return { joined, remainder: [] };
}

/** The full stacks were cut: what more the counting profile has belongs to the one cluster, or to nobody can say which. */
function completed(count: Count, counts: Snapshot): Result {
  const { clusters, parts } = count;
  const missing = sum(parts) - sum(clusters);
  if (missing <= 0) return compared(count, counts);
  const joined = withLabels(count);
  const [only, ...others] = joined;
  if (only && others.length === 0)
    return { joined: [{ ...only, count: only.count + missing }], remainder: [] };
  const [largest] = parts;
  return { joined, remainder: largest ? [{ ...largest, count: missing, labels: [] }] : [] };
}

/** Labels of a counting profile are of its whole stack: they are told only where the stack is one cluster. */
function withLabels({ clusters, parts }: Count): Cluster[] {
  const [only, ...others] = clusters;
  if (!only || others.length > 0 || only.labels.length > 0) return [...clusters];
  return [{ ...only, labels: mergedLabels(parts) }];
}

function mergedLabels(parts: readonly Cluster[]): readonly LabelCount[] {
  const [first, ...others] = parts;
  if (!first || others.length === 0) return first?.labels ?? [];
  const merged = new Map<string, LabelCount>();
  for (const { labels } of parts)
    for (const label of labels) {
      const id = `${label.key}\x00${label.value}`;
      const known = merged.get(id);
      merged.set(id, known ? { ...known, count: known.count + label.count } : label);
    }
  return [...merged.values()];
}

function disagreementOf({ clusters, parts }: Count, counts: Snapshot): Disagreement | undefined {
  const counted = sum(parts);
  const listed = sum(clusters);
  if (counted === listed) return undefined;
  return { format: counts.format, profile: 'goroutine', counted, listed };
}

/** The cluster with one more disagreement; a profile that was joined already is not told twice. */
export function withDisagreement(cluster: Cluster, disagreement: Disagreement): Cluster {
  const others = (cluster.disagreements ?? []).filter(
    ({ format, profile }) => format !== disagreement.format || profile !== disagreement.profile,
  );
  return { ...cluster, disagreements: [...others, disagreement] };
}

/** A cluster that both have under one signature keeps it for the full stacks. */
function distinct(more: readonly Cluster[], clusters: readonly Cluster[]): Cluster[] {
  const taken = new Set(clusters.map(cluster => cluster.signature));
  return more.map(cluster => {
    let { signature } = cluster;
    while (taken.has(signature)) signature += ' counted';
    taken.add(signature);
    return signature === cluster.signature ? cluster : { ...cluster, signature };
  });
}

function sum(clusters: readonly Cluster[]): number {
  return clusters.reduce((total, cluster) => total + cluster.count, 0);
}
