import type { Cluster } from '../../goroutine';
import { parseSymbol } from '../../symbol';
import { staysBlocked } from '../abandoned';
import type { Held } from '../lockGraph';
import { lockKinds, workingKinds } from '../waits';
import { weight } from '../weights';
import type { Facts, Signal, SignalOf } from '../facts';

const w = weight.lock;

/** K: who holds the lock, by the code that its stack stands in; and who waits for a lock that these goroutines hold. */
export const locks: SignalOf = facts => [...holder(facts), ...holds(facts)];

function holder(facts: Facts): Signal[] {
  const { cluster, lockGraph, isLeak } = facts;
  const found = lockGraph.holdersOf(cluster);
  if (!found) return [];
  if (found.own) return [signal('K.self', found.own, w.self)];
  const working = found.holders.find(({ other }) => workingKinds.has(other.kind));
  if (working) return [signal('K.working', working.held, w.working)];
  const leak = found.holders.find(({ other }) => isLeak(other));
  if (leak) return [{ ...signal('K.leak', leak.held, w.leak), strong: true }];
  const still = found.holders.find(({ other }) => staysBlocked(facts, other));
  if (still) {
    const strong = !lockKinds.has(still.other.kind) && gathers(facts, cluster);
    return [{ ...signal('K.still', still.held, w.holder), strong }];
  }
  const [first] = found.holders;
  if (first) return [signal('K.holder', first.held, w.holder)];
  if (found.releaser) {
    const { name } = parseSymbol(found.releaser.func);
    return [{ kind: 'K', text: { id: 'K.releaser', args: [name] }, points: w.working }];
  }
  return [{ kind: 'K', text: { id: 'K.gone', args: [] }, points: w.gone }];
}

/**
 * Blocked with a lock in hand. It decides when the goroutine stood still while others only queued up behind it: none of them
 * got the lock in the meantime.
 */
function holds(facts: Facts): Signal[] {
  const { cluster, lockGraph } = facts;
  if (workingKinds.has(cluster.kind)) return [];
  const waiting = lockGraph.waitersOn(cluster);
  const [first] = waiting;
  if (!first) return [];
  const count = waiting.reduce((sum, { waiter }) => sum + waiter.count, 0);
  const strong =
    staysBlocked(facts, cluster) && waiting.some(({ waiter }) => gathers(facts, waiter));
  const { name } = parseSymbol(first.held.frame.func);
  const text = { id: 'K.holds', args: [count, name, first.held.place.line] };
  return [{ kind: 'K', text, points: w.holds, strong }];
}

/** Some came, and nobody left. */
function gathers({ cohortOf }: Facts, waiter: Cluster): boolean {
  const population = cohortOf(waiter)?.population;
  return (
    population !== undefined && population.births >= weight.cohort.births && population.deaths === 0
  );
}

function signal(id: string, { frame, place }: Held, points: number): Signal {
  const { name } = parseSymbol(frame.func);
  return {
    kind: 'K',
    text: { id, args: [name, place.line] },
    points,
    related: [{ role: 'cause', ...place, func: frame.func }],
  };
}
