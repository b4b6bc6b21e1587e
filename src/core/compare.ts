/** Two captures → what became of each cluster. */
import { stackKey } from './cluster';
import type { Change, Cluster, Frame, WaitKind } from './goroutine';
import { frameOrigin } from './locate/origin';
import { isSameBuild } from './sameBuild';
import { normaliseSymbol, parseSymbol } from './symbol';

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
const byFunction: Round = {
  matchedBy: 'function',
  keyOf: cluster => `${cluster.kind}\x00${functionPath(cluster)}`,
  fits: always,
};
/** Formats that do not print the wait know it by its family only. */
const byFamily: Round = {
  matchedBy: 'function',
  keyOf: cluster => `${familyOf(cluster.kind)}\x00${functionPath(cluster)}`,
  fits: (before, after) => before.some(b => after.some(a => lacksState(a) || lacksState(b))),
};
/** The callers have changed, with the code or with the Go version: the function that blocks is still there. */
const bySite: Round = { matchedBy: 'function', keyOf: siteKey, fits: always };
/** The function has moved to another package. */
const byName: Round = { matchedBy: 'function', keyOf: nameKey, fits: always };
const acrossBuilds = [byFunction, byFamily, bySite, byName];

/**
 * Every cluster of both captures once. Equal signatures meet first; then equal stacks, where one side does not print the
 * wait or the creator; then, unless both captures show themselves to be of one build, equal functions with an equal wait: all
 * of the path, else the one that blocks, else one of its name in another package.
 */
export function matchClusters(
  before: readonly Cluster[],
  after: readonly Cluster[],
): ClusterMatch[] {
  const rounds = [bySignature, byStack, ...(isSameBuild(before, after) ? [] : acrossBuilds)];
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

/** Across builds lines move: what is left is the path of functions. */
function functionPath(cluster: Cluster): string {
  return comparable(cluster.frames)
    .map(frame => normaliseSymbol(frame.func))
    .join('\x00');
}

const families: Partial<Record<WaitKind, string>> = {
  send: 'chan',
  recv: 'chan',
  'send-nil': 'chan',
  'recv-nil': 'chan',
  select: 'select-any',
  'select-none': 'select-any',
};

function familyOf(kind: WaitKind): string {
  return families[kind] ?? kind;
}

/** Functions of the standard library block for many reasons: they stand for themselves, with their whole path. */
function siteKey(cluster: Cluster): string {
  const site = siteSymbol(cluster);
  return site ? `${cluster.kind}\x00${normaliseSymbol(site.func)}` : `\x00${cluster.signature}`;
}

function nameKey(cluster: Cluster): string {
  const site = siteSymbol(cluster);
  if (!site) return `\x00${cluster.signature}`;
  const { receiver = '', name } = parseSymbol(site.func);
  const creator = cluster.createdBy && parseSymbol(cluster.createdBy.func);
  return [cluster.kind, receiver, name, creator?.receiver ?? '', creator?.name ?? ''].join('\x00');
}

/** The blocking frame where it is no part of the standard library. */
function siteSymbol({ frames, siteIndex }: Cluster): Frame | undefined {
  const site = frames[siteIndex ?? -1];
  return site && frameOrigin(site, undefined) !== 'std' ? site : undefined;
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
