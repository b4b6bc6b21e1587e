import { spanText } from '../../report/spans';
import { lockKinds, pilingKinds } from '../waits';
import { weight } from '../weights';
import { mayBeServed } from '../abandoned';
import type { Facts, SignalOf } from '../facts';
import { hasBlockingPattern } from './rules';

const agingKinds = new Set(['send', 'mutex', 'rlock', 'wlock', 'waitgroup', 'sema']);

/** B: how the printed minutes are spread. They are approximate and may be absent: no minutes never means young. */
export const age: SignalOf = facts => {
  const { cluster } = facts;
  const minutes = cluster.waitMinutes;
  if (isYoung(facts)) {
    const text = { id: 'B.young', args: [spanText(facts.around.longestWaitMinutes())] };
    return [{ kind: 'B', text, points: weight.age.young }];
  }
  if (!minutes) return [];
  const { min, max, distribution } = minutes;
  const dated = distribution.reduce((sum, [, count]) => sum + count, 0);
  const ramp = dated >= weight.age.rampMembers && distribution.length >= weight.age.rampSteps;
  // Mailboxes and streams that opened one after the other show a ramp as well.
  if (ramp && pilingKinds.has(cluster.kind))
    return [
      {
        kind: 'B',
        text: { id: 'B.ramp', args: [spanText(min), spanText(max)] },
        points: weight.age.ramp,
        strong: !mayBeServed(facts),
      },
    ];
  const long = lockKinds.has(cluster.kind) ? weight.age.lockMinutes : weight.age.oldestMinutes;
  if (max >= long && agingKinds.has(cluster.kind)) {
    const hours = lockKinds.has(cluster.kind) && max >= weight.age.lockHourMinutes;
    const points = hours ? weight.age.lockHour : weight.age.oldest;
    return [{ kind: 'B', text: { id: 'B.oldest', args: [spanText(max)] }, points, strong: hours }];
  }
  return [];
};

/**
 * A collection of garbage dates every wait, and the runtime forces one each two minutes (sysmon, `forcegcperiod`): in a process
 * that dates others by many minutes, a wait without minutes began a few minutes ago at most. One capture alone: two say by their
 * ids who stayed. A pattern of the source needs no age.
 */
function isYoung(facts: Facts): boolean {
  const { cluster, cohort, around } = facts;
  const { kind, ids, waitMinutes } = cluster;
  if (!pilingKinds.has(kind) || cohort?.population || ids.length === 0) return false;
  if ((waitMinutes?.max ?? 0) > weight.age.youngMinutes) return false;
  return around.longestWaitMinutes() >= weight.age.othersMinutes && !hasBlockingPattern(facts);
}
