import type { Cluster } from '../../goroutine';
import { countText } from '../../report/english';
import { normaliseSymbol, parseSymbol } from '../../symbol';
import { queueStands, standsStill, staysBlocked } from '../abandoned';
import type { Held, Holder } from '../lockGraph';
import { onceWaitOf } from '../once';
import { holdsItself } from '../sameObject';
import { lockKinds, pilingKinds, workingKinds } from '../waits';
import { weight } from '../weights';
import type { Facts, Signal, SignalOf } from '../facts';

const w = weight.lock;

/** K: who holds the lock, by the code that its stack stands in; and who waits for a lock that these goroutines hold. */
export const locks: SignalOf = facts => {
  const held = holds(facts);
  return [...(once(facts) ?? holder(facts)), ...(held.length > 0 ? held : holdsInHand(facts))];
};

/** Who runs the function of a sync.Once holds its lock. */
function once({ cluster, around, isLeak, complete }: Facts): Signal[] | undefined {
  const found = onceWaitOf(cluster, around.clusters);
  if (!found) return undefined;
  const { call, runsItself, runners, others } = found;
  const said = (id: string, points: number, strong = false): Signal[] => [
    {
      kind: 'K',
      text: { id, args: [parseSymbol(call.func).name, call.line ?? 0] },
      points,
      strong,
    },
  ];
  if (runsItself) {
    const sure = complete && cluster.count === 1 && others === 0;
    return said('K.once.self', sure ? w.selfByAddress : w.self, true);
  }
  if (runners.some(({ kind }) => workingKinds.has(kind))) return said('K.working', w.working);
  if (runners.some(isLeak)) return said('K.leak', w.leak, true);
  return runners.length > 0 ? said('K.holder', w.holder) : [];
}

function holder(facts: Facts): Signal[] {
  const { cluster, lockGraph, source, around } = facts;
  const found = lockGraph.holdersOf(cluster);
  if (!found) return candidate(facts);
  const { own, releaser, handedOver } = found;
  const sure = source?.hits.some(({ rule, certain }) => certain && doubleLocks.has(rule));
  if (own && holdsItself(cluster, own, around.clusters))
    return [{ ...signal('K.self', own, w.selfByAddress), strong: true }];
  if (own && sure) return [{ ...signal('K.self', own, w.self), strong: true }];
  const other = otherHolder(facts, found.holders);
  if (other) return [other];
  if (releaser) {
    const { name } = parseSymbol(releaser.func);
    return [{ kind: 'K', text: { id: 'K.releaser', args: [name] }, points: w.working }];
  }
  if (own) return isOfOthers(cluster, own) ? [] : [signal('K.self.possible', own, w.possible)];
  const inHand = candidate(facts);
  if (handedOver || inHand.length > 0) return inHand;
  const gone = { kind: 'K', text: { id: 'K.gone', args: [] }, points: w.gone };
  return [{ ...gone, strong: queueStands(facts) }];
}

/** By what goroutines have in hand. Two that wait for each other wait for ever, once they have waited for minutes. */
function candidate({ cluster, lockPointers }: Facts): Signal[] {
  const found = lockKinds.has(cluster.kind) ? lockPointers.candidateOf(cluster) : undefined;
  if (!found) return [];
  const { other, id, mutual } = found;
  const site = other.frames[other.siteIndex ?? -1];
  const text = (name: string) => ({ id: name, args: [id, parseSymbol(site?.func ?? '').name] });
  if (!mutual) return [{ kind: 'K', text: text('K.inHand'), points: w.inHand }];
  const strong = (cluster.waitMinutes?.max ?? 0) >= weight.kind.lockDecisiveMinutes;
  return [{ kind: 'K', text: text('K.mutual'), points: w.mutual, strong }];
}

function holdsInHand({ cluster, lockPointers }: Facts): Signal[] {
  if (workingKinds.has(cluster.kind)) return [];
  const { count, id } = lockPointers.waitersOn(cluster);
  if (count === 0) return [];
  return [{ kind: 'K', text: countText('K.holds.inHand', count, [count, id]), points: w.mayHold }];
}

/** Rules that follow the object: the lock is the same one. */
const doubleLocks: ReadonlySet<string> = new Set(['GL025', 'GL027']);

/**
 * The same function further down the stack is a tree or a list, with as many locks; and which of several literals of a function
 * takes it cannot be told here.
 */
function isOfOthers({ frames, siteIndex }: Cluster, { frame }: Held): boolean {
  const site = frames[siteIndex ?? -1];
  const { closure } = parseSymbol(frame.func);
  return closure || (site && normaliseSymbol(site.func)) === normaliseSymbol(frame.func);
}

function otherHolder(facts: Facts, holders: readonly Holder[]): Signal | undefined {
  const { cluster, isLeak } = facts;
  const working = holders.find(({ other }) => workingKinds.has(other.kind));
  if (working) return signal('K.working', working.held, w.working);
  const leak = holders.find(({ other }) => isLeak(other));
  if (leak) return { ...signal('K.leak', leak.held, w.leak), strong: true };
  const still = holders.find(
    ({ other }) => staysBlocked(facts, other) || keptIt(facts, other, cluster),
  );
  if (still) {
    const strong = !lockKinds.has(still.other.kind) && gathers(facts, cluster);
    return { ...signal('K.still', still.held, w.holder), strong };
  }
  const [first] = holders;
  return first && signal('K.holder', first.held, w.holder);
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
  const strong = waiting.some(
    ({ waiter }) =>
      gathers(facts, waiter) && (staysBlocked(facts, cluster) || keptIt(facts, cluster, waiter)),
  );
  const { name } = parseSymbol(first.held.frame.func);
  const text = countText('K.holds', count, [count, name, first.held.place.line]);
  return [{ kind: 'K', text, points: strong ? w.holds : w.mayHold, strong }];
}

/**
 * The same goroutine had the lock in both captures, and the queue behind it is the same. All of them may be in a loop; but then
 * another one would have it by now, as many of them as there are. Not so for a writer of its own kind; and who receives may
 * wait for the end of a long piece of work.
 */
function keptIt(facts: Facts, holding: Cluster, waiter: Cluster): boolean {
  if (!pilingKinds.has(holding.kind)) return false;
  const cohort = facts.cohortOf(waiter);
  const [one, other] = [holding.createdBy, waiter.createdBy];
  if (one === undefined || one.func !== other?.func || one.line !== other.line) return false;
  if ((cohort?.population?.survivors ?? 0) < w.oneOfMany) return false;
  return standsStill(facts, holding) && queueStands({ ...facts, cluster: waiter, cohort });
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
