/** Who holds which lock, by the code that the stacks stand in. Worked out at the first question. */
import type { Cluster, Frame, Place } from '../goroutine';
import type { Location } from '../locate/locate';
import { parseSymbol } from '../symbol';
import { heldAt, type LockUse } from './lockUses';
import { frameKey, type SourceIndex } from './sourceIndex';
import { lockKinds } from './waits';

export interface LockWaiters {
  /** The goroutines hold the lock that they wait for. */
  readonly own: Held | undefined;
  /** Others that may hold it. */
  readonly holders: readonly Holder[];
}

export interface Held {
  readonly frame: Frame;
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
  return { own: holding(cluster, byCode, anchorFrame), holders };
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

/** The innermost frame from `from` on that stands where the lock is held. */
function holding(cluster: Cluster, uses: UsesByCode, from: number): Held | undefined {
  const keys = keysOf(cluster);
  for (let i = from; i < keys.length; i++) {
    const frame = cluster.frames[i];
    const candidates = uses.get(keys[i] ?? '');
    if (!candidates || frame?.line === undefined) continue;
    const { closure } = parseSymbol(frame.func);
    for (const use of candidates) {
      if (!endsAlike(use.file, frame.file)) continue;
      const place = heldAt(use, frame.line, closure);
      if (place) return { frame, place };
    }
  }
  return undefined;
}

/** Printed and local paths differ in front; the name of the file is the same. */
function endsAlike(local: string, printed: string | undefined): boolean {
  return local.replace(/^.*[/\\]/, '') === printed?.replace(/^.*[/\\]/, '');
}
