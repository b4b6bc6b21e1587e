/** Who holds which lock, by the code that the stacks stand in. Worked out at the first question. */
import type { Cluster, Frame, Place } from '../goroutine';
import type { Location } from '../locate/locate';
import { parseSymbol } from '../symbol';
import { heldAt, mayRelease, type LockUse } from './lockUses';
import { frameKey, type SourceIndex } from './sourceIndex';
import { lockKinds, workingKinds } from './waits';

export interface LockWaiters {
  /** The goroutines hold the lock that they wait for. */
  readonly own: Held | undefined;
  /** Others that may hold it. */
  readonly holders: readonly Holder[];
  /** Somebody who is at work, in code that releases it later. */
  readonly releaser: Frame | undefined;
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
  const holders = clusters.flatMap(other => {
    const held = other === cluster ? undefined : holding(other, uses, 0);
    return held ? [{ other, held }] : [];
  });
  const working = clusters.filter(({ kind }) => workingKinds.has(kind));
  return {
    own: ownHold(cluster, uses, anchorFrame),
    holders,
    releaser: working.flatMap(({ frames }) => frames).find(frame => releases(frame, uses)),
  };
}

/** Which literal of a function takes it cannot be told here: of the goroutine's own literals nothing is said. */
function ownHold(cluster: Cluster, uses: readonly LockUse[], from: number): Held | undefined {
  const held = holding(cluster, uses, from);
  return held && parseSymbol(held.frame.func).closure ? undefined : held;
}

function releases(frame: Frame, uses: readonly LockUse[]): boolean {
  const { line } = frame;
  if (line === undefined) return false;
  const { closure } = parseSymbol(frame.func);
  return usesIn(frame, uses).some(use => mayRelease(use, line, closure));
}

/** The innermost frame from `from` on that stands where the lock is held. */
function holding(cluster: Cluster, uses: readonly LockUse[], from: number): Held | undefined {
  for (const frame of cluster.frames.slice(from)) {
    if (frame.line === undefined) continue;
    const { closure } = parseSymbol(frame.func);
    for (const use of usesIn(frame, uses)) {
      const place = heldAt(use, frame.line, closure);
      if (place) return { frame, place };
    }
  }
  return undefined;
}

function usesIn(frame: Frame, uses: readonly LockUse[]): LockUse[] {
  const key = frameKey(frame);
  return uses.filter(use => use.code === key && endsAlike(use.file, frame.file));
}

/** Printed and local paths differ in front; the name of the file is the same. */
function endsAlike(local: string, printed: string | undefined): boolean {
  return local.replace(/^.*[/\\]/, '') === printed?.replace(/^.*[/\\]/, '');
}
