/** Who holds which lock, by the code that the stacks stand in. Worked out at the first question. */
import type { Cluster, Frame, Place } from '../goroutine';
import type { Location } from '../locate/locate';
import { parseSymbol } from '../symbol';
import { handsOver, heldAt, mayRelease, type LockUse } from './lockUses';
import { frameKey, type SourceIndex } from './sourceIndex';
import { lockKinds, workingKinds } from './waits';

export interface LockWaiters {
  /** The goroutines hold the lock that they wait for. */
  readonly own: Held | undefined;
  /** Others that may hold it. */
  readonly holders: readonly Holder[];
  /** Somebody who is at work, in code that releases it later. */
  readonly releaser: Frame | undefined;
  /** Some function takes it for its caller: the holder may be anywhere. */
  readonly handedOver: boolean;
}

export interface Held {
  readonly frame: Frame;
  /** Its index in the stack. */
  readonly at: number;
  /** Where it was taken. */
  readonly place: Place;
}

export interface Holder {
  readonly other: Cluster;
  readonly held: Held;
}

export interface Waiter {
  readonly waiter: Cluster;
  /** What the other one holds. */
  readonly held: Held;
}

export interface LockGraph {
  /** `undefined`: no wait for a lock, or the source does not tell which. */
  readonly holdersOf: (cluster: Cluster) => LockWaiters | undefined;
  /** Clusters that wait for a lock which this one may hold. */
  readonly waitersOn: (cluster: Cluster) => readonly Waiter[];
}

/** Opens the graph of one dump. `locations`: by signature. */
export function openLockGraph(
  clusters: readonly Cluster[],
  locations: ReadonlyMap<string, Location>,
  index: SourceIndex | undefined,
): LockGraph {
  const known = new Map<Cluster, LockWaiters | undefined>();
  const holdersOf = (cluster: Cluster) => {
    if (!known.has(cluster))
      known.set(cluster, waitersOf(cluster, clusters, locations.get(cluster.signature), index));
    return known.get(cluster);
  };
  let waiting: ReadonlyMap<Cluster, readonly Waiter[]> | undefined;
  return {
    holdersOf,
    waitersOn: cluster => (waiting ??= inverted(clusters, holdersOf)).get(cluster) ?? [],
  };
}

function inverted(
  clusters: readonly Cluster[],
  holdersOf: LockGraph['holdersOf'],
): ReadonlyMap<Cluster, readonly Waiter[]> {
  const waiting = new Map<Cluster, Waiter[]>();
  for (const waiter of clusters)
    for (const { other, held } of holdersOf(waiter)?.holders ?? []) {
      const known = waiting.get(other);
      if (known) known.push({ waiter, held });
      else waiting.set(other, [{ waiter, held }]);
    }
  return waiting;
}

function waitersOf(
  cluster: Cluster,
  clusters: readonly Cluster[],
  location: Location | undefined,
  index: SourceIndex | undefined,
): LockWaiters | undefined {
  const { anchor, anchorFrame } = location ?? {};
  if (!lockKinds.has(cluster.kind) || !index || !anchor || anchorFrame === undefined)
    return undefined;
  const uses = index.lockUsesAt(anchor);
  if (!uses || uses.length === 0) return undefined;
  const byCode = groupByCode(uses);
  const holders = clusters.flatMap(other => {
    const held = other === cluster ? undefined : holding(other, byCode, 0);
    return held ? [{ other, held }] : [];
  });
  const working = clusters.filter(({ kind }) => workingKinds.has(kind));
  return {
    own: holding(cluster, byCode, anchorFrame),
    holders,
    handedOver: uses.some(handsOver),
    releaser: working.flatMap(other => releasesIn(other, byCode))[0],
  };
}

type UsesByCode = ReadonlyMap<string, readonly LockUse[]>;

const grouped = new WeakMap<readonly LockUse[], UsesByCode>();

/** Many goroutines wait for the same lock. */
function groupByCode(uses: readonly LockUse[]): UsesByCode {
  const known = grouped.get(uses);
  if (known) return known;
  const groups = new Map<string, LockUse[]>();
  for (const use of uses) {
    const group = groups.get(use.code);
    if (group) group.push(use);
    else groups.set(use.code, [use]);
  }
  grouped.set(uses, groups);
  return groups;
}

const keys = new WeakMap<Cluster, readonly string[]>();

/** Each stack is held against every lock: its symbols are taken apart once. */
function keysOf(cluster: Cluster): readonly string[] {
  const found = keys.get(cluster) ?? cluster.frames.map(frameKey);
  keys.set(cluster, found);
  return found;
}

/** Frames that stand in code which releases the lock later. */
function releasesIn(cluster: Cluster, uses: UsesByCode): Frame[] {
  return usedFrames(cluster, uses, 0)
    .filter(({ line, closure, candidates }) =>
      candidates.some(use => mayRelease(use, line, closure)),
    )
    .map(({ frame }) => frame);
}

/** The innermost frame from `from` on that stands where the lock is held. */
function holding(cluster: Cluster, uses: UsesByCode, from: number): Held | undefined {
  for (const { frame, at, line, closure, candidates } of usedFrames(cluster, uses, from))
    for (const use of candidates) {
      const place = heldAt(use, line, closure);
      if (place) return { frame, at, place };
    }
  return undefined;
}

interface UsedFrame {
  readonly frame: Frame;
  readonly at: number;
  readonly line: number;
  readonly closure: boolean;
  /** Uses of the lock in the function of the frame. */
  readonly candidates: readonly LockUse[];
}

/** The frames from `from` on whose functions use the lock. */
function usedFrames(cluster: Cluster, uses: UsesByCode, from: number): UsedFrame[] {
  return keysOf(cluster).flatMap((key, at) => {
    const inCode = at < from ? undefined : uses.get(key);
    const frame = cluster.frames[at];
    if (!inCode || frame?.line === undefined) return [];
    const candidates = inCode.filter(use => endsAlike(use.file, frame.file));
    return [{ frame, at, line: frame.line, closure: parseSymbol(frame.func).closure, candidates }];
  });
}

/** Printed and local paths differ in front; the name of the file is the same. */
function endsAlike(local: string, printed: string | undefined): boolean {
  return local.replace(/^.*[/\\]/, '') === printed?.replace(/^.*[/\\]/, '');
}
