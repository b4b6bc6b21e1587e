import { lockKinds, pilingKinds } from '../waits';
import { weight } from '../weights';
import { mayBeServed } from '../abandoned';
import type { SignalOf } from '../facts';

const agingKinds = new Set(['send', 'mutex', 'rlock', 'wlock', 'waitgroup', 'sema']);

/** B: how the printed minutes are spread. They are approximate and may be absent: no minutes never means young. */
export const age: SignalOf = facts => {
  const { cluster } = facts;
  const minutes = cluster.waitMinutes;
  if (!minutes) return [];
  const { min, max, distribution } = minutes;
  const dated = distribution.reduce((sum, [, count]) => sum + count, 0);
  const ramp = dated >= weight.age.rampMembers && distribution.length >= weight.age.rampSteps;
  // Mailboxes and streams that opened one after the other show a ramp as well.
  if (ramp && pilingKinds.has(cluster.kind))
    return [
      {
        kind: 'B',
        text: { id: 'B.ramp', args: [min, max] },
        points: weight.age.ramp,
        strong: !mayBeServed(facts),
      },
    ];
  const long = lockKinds.has(cluster.kind) ? weight.age.lockMinutes : weight.age.oldestMinutes;
  if (max >= long && agingKinds.has(cluster.kind))
    return [{ kind: 'B', text: { id: 'B.oldest', args: [max] }, points: weight.age.oldest }];
  return [];
};
