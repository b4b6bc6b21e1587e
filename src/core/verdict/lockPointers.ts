/**
 * Who may hold a lock, by what goroutines have in hand: a mutex is mostly a field of the object whose method took it, and that
 * object is an argument of a call further down the holder's stack. Needs no source; a candidate, never a proof.
 */
import type { Cluster } from '../goroutine';
import { mayBeInside } from '../pointers';
import type { PointersInHand } from '../pointers';
import { workingKinds } from './waits';

export interface HolderCandidate {
  readonly other: Cluster;
  readonly id: number;
  /** It waits, in turn, for a lock that the waiter may hold. */
  readonly mutual: boolean;
}

export interface LockPointers {
  /** Who may hold the lock that most of these goroutines wait for; `undefined`: nobody, or the dump shows no address. */
  readonly candidateOf: (waiter: Cluster) => HolderCandidate | undefined;
  /** Goroutines that wait for a lock which one of these may hold, and the first of these that may. */
  readonly waitersOn: (holder: Cluster) => { readonly count: number; readonly id: number };
}

interface Candidate {
  readonly other: Cluster;
  readonly hand: PointersInHand;
  readonly pointer: number;
}

/** Opens the index over all clusters of one dump; it is made at the first question. */
export function openLockPointers(clusters: readonly Cluster[]): LockPointers {
  let found: ReadonlyMap<Cluster, HolderCandidate> | undefined;
  const all = () => (found ??= holderCandidates(clusters));
  return {
    candidateOf: waiter => all().get(waiter),
    waitersOn: holder => {
      const held = [...all()].filter(
        ([waiter, { other }]) => other === holder && waiter !== holder,
      );
      const count = held.reduce((sum, [waiter]) => sum + (waiter.lockAddresses[0]?.[1] ?? 0), 0);
      return { count, id: held[0]?.[1].id ?? 0 };
    },
  };
}

function holderCandidates(clusters: readonly Cluster[]): Map<Cluster, HolderCandidate> {
  const sorted = candidatesOf(clusters);
  const found = new Map<Cluster, HolderCandidate>();
  for (const waiter of clusters) {
    const candidate = holderOf(waiter, sorted);
    if (candidate) found.set(waiter, candidate);
  }
  return found;
}

/** The lock that most wait for comes first. */
function holderOf(waiter: Cluster, sorted: readonly Candidate[]): HolderCandidate | undefined {
  for (const [text] of waiter.lockAddresses) {
    const address = Number(text);
    const waiting = waiter.inHand?.find(({ lockAddress }) => lockAddress === address);
    const found = nearestTo(address, sorted, waiting);
    if (found === undefined) continue;
    const { other, hand } = found;
    const back = waiting && hand.lockAddress > 0 && nearestTo(hand.lockAddress, sorted, hand);
    return { other, id: hand.id, mutual: back ? back.hand.id === waiting.id : false };
  }
  return undefined;
}

/** Who works frees the lock by itself. Of many goroutines of one stack not all are known. */
function candidatesOf(clusters: readonly Cluster[]): Candidate[] {
  return clusters
    .filter(({ kind }) => !workingKinds.has(kind) && kind !== 'runtime')
    .filter(({ count, inHand }) => count <= (inHand?.length ?? 0))
    .flatMap(other =>
      (other.inHand ?? []).flatMap(hand =>
        hand.pointers
          // An object in hand for the sake of the lock that is waited for says nothing about another lock.
          .filter(pointer => !mayBeInside(hand.lockAddress, pointer))
          .map(pointer => ({ other, hand, pointer })),
      ),
    )
    .sort((a, b) => a.pointer - b.pointer || a.hand.id - b.hand.id);
}

/** The only candidate with the nearest pointer at or below an address: an object that many have in hand tells nothing. */
function nearestTo(
  address: number,
  sorted: readonly Candidate[],
  waiting: PointersInHand | undefined,
): Candidate | undefined {
  let found: Candidate | undefined;
  for (let i = firstAbove(address, sorted) - 1; i >= 0; i--) {
    const candidate = sorted[i];
    if (candidate === undefined || !mayBeInside(address, candidate.pointer)) break;
    const { hand, pointer } = candidate;
    if (hand.lockAddress === address || hand.id === waiting?.id) continue;
    if (found !== undefined && pointer < found.pointer) break;
    if (found !== undefined && hand.id !== found.hand.id) return undefined;
    found = candidate;
  }
  return found;
}

function firstAbove(address: number, sorted: readonly Candidate[]): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.pointer ?? 0) <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}
