/** Two captures → what became of each cluster. */
import { stackKey } from './cluster';
import type { Change, Cluster } from './goroutine';
import { normaliseSymbol } from './symbol';

type KeyOf = (cluster: Cluster) => string;

/**
 * Every cluster of both captures once. Equal signatures meet first, then equal stacks, then equal functions with an
 * equal wait. Ordered by absolute difference, then signature.
 */
export function compareClusters(before: readonly Cluster[], after: readonly Cluster[]): Change[] {
  const rounds: readonly (readonly [Change['matchedBy'], KeyOf])[] = [
    ['signature', cluster => cluster.signature],
    ['stack', cluster => stackKey(cluster.frames)],
    ['function', functionKey],
  ];
  const changes: Change[] = [];
  let oldOnes = [...before];
  let newOnes = [...after];
  for (const [matchedBy, keyOf] of rounds) {
    const olds = groupBy(oldOnes, keyOf);
    const news = groupBy(newOnes, keyOf);
    for (const [key, group] of news) {
      const partners = olds.get(key);
      if (!partners) continue;
      changes.push(...pairUp(partners, group, matchedBy));
      olds.delete(key);
      news.delete(key);
    }
    oldOnes = [...olds.values()].flat();
    newOnes = [...news.values()].flat();
  }
  for (const cluster of oldOnes)
    changes.push(changeOf(cluster.signature, cluster.count, 0, 'signature'));
  for (const cluster of newOnes)
    changes.push(changeOf(cluster.signature, 0, cluster.count, 'signature'));
  return changes.sort(
    (a, b) =>
      Math.abs(b.after - b.before) - Math.abs(a.after - a.before) ||
      (a.signature < b.signature ? -1 : a.signature > b.signature ? 1 : 0),
  );
}

/** A group of one key on each side is one change: its parts cannot be told apart on the side that knows less. */
function pairUp(
  before: readonly Cluster[],
  after: readonly Cluster[],
  matchedBy: Change['matchedBy'],
): Change[] {
  const [largest] = after;
  if (!largest) return [];
  return [changeOf(largest.signature, sum(before), sum(after), matchedBy)];
}

function changeOf(
  signature: string,
  before: number,
  after: number,
  matchedBy: Change['matchedBy'],
): Change {
  const kind =
    before === 0
      ? 'new'
      : after === 0
        ? 'gone'
        : after > before
          ? 'grown'
          : after < before
            ? 'shrunk'
            : 'same';
  return { signature, before, after, kind, matchedBy };
}

/** Across builds lines move: what is left is the path of functions and the wait. */
function functionKey(cluster: Cluster): string {
  return `${cluster.kind}\x00${cluster.frames.map(frame => normaliseSymbol(frame.func)).join('\x00')}`;
}

function groupBy(clusters: readonly Cluster[], keyOf: KeyOf): Map<string, Cluster[]> {
  const groups = new Map<string, Cluster[]>();
  for (const cluster of clusters) {
    const key = keyOf(cluster);
    const group = groups.get(key);
    if (group) group.push(cluster);
    else groups.set(key, [cluster]);
  }
  return groups;
}

function sum(clusters: readonly Cluster[]): number {
  return clusters.reduce((total, cluster) => total + cluster.count, 0);
}
