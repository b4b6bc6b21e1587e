/**
 * Whether two calls lock one and the same object. Names in the source cannot tell: `n.mu` of a parent and of its child are two
 * locks. Addresses can, where both calls are methods of one type: then the lock stands at one place in the object.
 */
import type { Cluster, Frame } from '../goroutine';
import { mayBeInside } from '../pointers';
import type { PointersInHand } from '../pointers';
import { parseSymbol } from '../symbol';
import type { Held } from './lockGraph';
import { lockKinds } from './waits';

/**
 * These goroutines wait for a lock that they hold themselves: the method that took it, further down on their stack, was called on
 * the very object whose lock they wait for. `clusters`: all of the dump; others that wait for the same lock may show its object.
 */
export function holdsItself(waiter: Cluster, held: Held, clusters: readonly Cluster[]): boolean {
  const site = waiter.frames[waiter.siteIndex ?? -1];
  if (!site || typeOf(site) === undefined || typeOf(site) !== typeOf(held.frame)) return false;
  return (waiter.inHand ?? []).some(hand => {
    const { lockAddress } = hand;
    if (lockAddress === 0) return false;
    const objects = objectsOf(lockAddress, typeOf(site), clusters);
    return pointersAt(hand, held.at).some(
      pointer => pointer === lockAddress || objects.has(pointer),
    );
  });
}

/** What those who wait for this lock in a method of this type show as the object. */
function objectsOf(
  lockAddress: number,
  type: string | undefined,
  clusters: readonly Cluster[],
): ReadonlySet<number> {
  const objects = clusters.flatMap(({ kind, frames, siteIndex = -1, inHand = [] }) => {
    const site = frames[siteIndex];
    if (!lockKinds.has(kind) || !site || typeOf(site) !== type) return [];
    return inHand
      .filter(hand => hand.lockAddress === lockAddress)
      .flatMap(hand => pointersAt(hand, siteIndex))
      .filter(pointer => mayBeInside(lockAddress, pointer));
  });
  return new Set(objects);
}

function pointersAt({ pointers, frames }: PointersInHand, frame: number): number[] {
  return pointers.filter((_, i) => frames[i] === frame);
}

/** `example.com/lru.Cache`; undefined for a function. */
function typeOf({ func }: Frame): string | undefined {
  const { importPath, receiver, closure } = parseSymbol(func);
  return receiver === undefined || closure ? undefined : `${importPath}.${receiver}`;
}
