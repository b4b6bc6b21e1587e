/** Two captures → what became of each cluster. */
import { stackKey } from './cluster';
import type { Change, Cluster, Frame } from './goroutine';
import { isSameBuild } from './sameBuild';
import { normaliseSymbol } from './symbol';

/** Clusters of two captures that are one thing: usually one on each side. A side is empty for what is new, or gone. */
export interface ClusterMatch {
  readonly before: readonly Cluster[];
  readonly after: readonly Cluster[];
  readonly matchedBy: Change['matchedBy'];
}

interface Round {
  readonly matchedBy: Change['matchedBy'];
  keyOf(cluster: Cluster): string;
  /** May these two groups of one key meet? */
  fits(before: readonly Cluster[], after: readonly Cluster[]): boolean;
}

const always = () => true;
const bySignature: Round = {
  matchedBy: 'signature',
  keyOf: cluster => cluster.signature,
  fits: always,
};
const byStack: Round = {
  matchedBy: 'stack',
  keyOf: cluster => stackKey(comparable(cluster.frames)),
  fits: (before, after) => before.some(b => after.some(a => eitherKnowsLess(b, a))),
};
const byFunction: Round = { matchedBy: 'function', keyOf: functionKey, fits: always };

/**
 * Every cluster of both captures once. Equal signatures meet first; then equal stacks, where one side does not print the
 * wait or the creator; then, unless both captures show themselves to be of one build, equal functions with an equal wait.
 */
export function matchClusters(
  before: readonly Cluster[],
  after: readonly Cluster[],
): ClusterMatch[] {
  const rounds = [bySignature, byStack, ...(isSameBuild(before, after) ? [] : [byFunction])];
  const matches: ClusterMatch[] = [];
  let oldOnes = before;
  let newOnes = after;
  for (const round of rounds) {
    const olds = groupBy(oldOnes, cluster => round.keyOf(cluster));
    const news = groupBy(newOnes, cluster => round.keyOf(cluster));
    for (const [key, group] of news) {
      const partners = olds.get(key);
      if (!partners || !round.fits(partners, group)) continue;
      matches.push({ before: partners, after: group, matchedBy: round.matchedBy });
      olds.delete(key);
      news.delete(key);
    }
    oldOnes = [...olds.values()].flat();
    newOnes = [...news.values()].flat();
  }
  for (const cluster of oldOnes)
    matches.push({ before: [cluster], after: [], matchedBy: 'signature' });
  for (const cluster of newOnes)
    matches.push({ before: [], after: [cluster], matchedBy: 'signature' });
  return matches;
}

/**
 * What became of each cluster between the oldest and the newest capture, ordered by absolute difference, then signature.
 * `between`: the captures in the middle, oldest first; what is gone is named as the last of them that had it.
 */
export function compareClusters(
  before: readonly Cluster[],
  after: readonly Cluster[],
  between: readonly (readonly Cluster[])[] = [],
): Change[] {
  const matches = matchClusters(before, after);
  const gone = matches.flatMap(match => (match.after.length === 0 ? match.before : []));
  const lastNames = lastSignatures(gone, between);
  const changes = matches.map(match => changeOf(match, lastNames));
  return changes.sort(
    (a, b) =>
      Math.abs(b.after - b.before) - Math.abs(a.after - a.before) ||
      (a.signature < b.signature ? -1 : a.signature > b.signature ? 1 : 0),
  );
}

/** Signature in the oldest capture → signature in the last capture that had it. */
function lastSignatures(
  gone: readonly Cluster[],
  between: readonly (readonly Cluster[])[],
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  if (gone.length === 0) return names;
  for (const clusters of between)
    for (const { before, after } of matchClusters(gone, clusters)) {
      const [named] = after;
      if (named) for (const cluster of before) names.set(cluster.signature, named.signature);
    }
  return names;
}

/** A group of one key is one change: its parts cannot be told apart on the side that knows less. */
function changeOf(
  { before, after, matchedBy }: ClusterMatch,
  lastNames: ReadonlyMap<string, string>,
): Change {
  const old = before[0]?.signature ?? '';
  const signature = after[0]?.signature ?? lastNames.get(old) ?? old;
  const counts = { before: sum(before), after: sum(after) };
  return { signature, ...counts, kind: kindOf(counts.before, counts.after), matchedBy };
}

function kindOf(before: number, after: number): Change['kind'] {
  if (before === 0) return 'new';
  if (after === 0) return 'gone';
  if (before === after) return 'same';
  return after > before ? 'grown' : 'shrunk';
}

function eitherKnowsLess(a: Cluster, b: Cluster): boolean {
  const oneCreator = (a.createdBy === undefined) !== (b.createdBy === undefined);
  return oneCreator || lacksState(a) || lacksState(b);
}

function lacksState(cluster: Cluster): boolean {
  return cluster.state === undefined || cluster.stateInferred;
}

/** debug=0 and debug=1 print frames of the runtime that debug=2 hides (`runtime.main`, `runtime.gopark`). */
function comparable(frames: readonly Frame[]): readonly Frame[] {
  const shown = frames.filter(frame => !/^runtime\.[a-z]/.test(frame.func));
  return shown.length > 0 ? shown : frames;
}

/** Across builds lines move: what is left is the path of functions and the wait. */
function functionKey(cluster: Cluster): string {
  const functions = comparable(cluster.frames).map(frame => normaliseSymbol(frame.func));
  return `${cluster.kind}\x00${functions.join('\x00')}`;
}

function groupBy(
  clusters: readonly Cluster[],
  keyOf: (cluster: Cluster) => string,
): Map<string, Cluster[]> {
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
