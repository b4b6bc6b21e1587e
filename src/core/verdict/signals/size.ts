import { countText } from '../../report/english';
import { isLockAtWork, mayBeServed } from '../abandoned';
import { lockKinds, passiveKinds } from '../waits';
import { isServed } from './partner';
import { weight } from '../weights';
import type { Facts, Signal, SignalOf } from '../facts';

const w = weight.size;

/** D: how many, how much of the process, and whether the number looks like a pool's. */
export const size: SignalOf = facts => {
  const { count, kind } = facts.cluster;
  const passive = passiveKinds.has(kind) || queues(facts);
  const decade = passive ? w.passiveDecade : w.decade;
  const most = passive ? w.passiveMost : lockKinds.has(kind) ? w.lockMost : w.most;
  const points = Math.min(most, Math.round(decade * Math.log10(Math.max(1, count))));
  const counted: Signal = { kind: 'D', text: countText('D.count', count, [count]), points };
  return [counted, ...leakProf(facts), ...share(facts, passive), ...pool(facts)];
};

/** Who waits for somebody who is at work stands in a queue, and queues have any length. */
function queues(facts: Facts): boolean {
  const { cluster } = facts;
  return cluster.kind === 'send' ? isServed(facts) : isLockAtWork(facts, cluster);
}

/** Receivers by the ten thousand are mailboxes; senders are not, unless it is a burst or a queue that moves. */
function leakProf(facts: Facts): Signal[] {
  const { cluster, around } = facts;
  if (cluster.kind !== 'send' || cluster.count < w.decisiveSenders) return [];
  // Formats without ids print no ages either: the number is all there is.
  const old = (cluster.waitMinutes?.max ?? 0) >= w.decisiveMinutes;
  const strong = !mayBeServed(facts) && (old || !around.printsIds);
  return [{ kind: 'D', text: { id: 'D.leakprof', args: [] }, points: 0, strong }];
}

function share({ cluster, total }: Facts, passive: boolean): Signal[] {
  const percent = total > 0 ? (100 * cluster.count) / total : 0;
  if (percent < w.sharePercent || cluster.count < 2) return [];
  // 99.98 % must not read as all of it.
  const shown = percent < 100 ? Math.floor(percent * 10) / 10 : 100;
  const points = passive ? w.passiveShare : w.share;
  return [{ kind: 'D', text: { id: 'D.share', args: [shown] }, points }];
}

/** Pools are made in powers of two, or as many as a loop's bound says; leaks stop there only by chance. */
function pool({ cluster, source, cohort }: Facts): Signal[] {
  const { count, kind } = cluster;
  if (kind === 'send' || (cohort?.population?.births ?? 0) > 0) return [];
  const bound = source?.creation?.loopBound;
  if (bound !== undefined && bound === count && count > 1)
    return [{ kind: 'D', text: { id: 'D.bound', args: [count] }, points: weight.creation.bound }];
  const powerOfTwo = count >= w.smallestPool && (count & (count - 1)) === 0;
  if (!powerOfTwo || count > w.largestPool || !passiveKinds.has(kind)) return [];
  return [{ kind: 'D', text: { id: 'D.pool', args: [count] }, points: w.pool }];
}
