import type { RuleHit } from '../../lint/facts';
import { mayBeFed } from '../sourceProof';
import { isServed, isUnserved } from './partner';
import { weight } from '../weights';
import { mayBeParked } from '../facts';
import type { Facts, Signal, SignalOf } from '../facts';

/** F: a leak-prone pattern of the source holds where the goroutines are blocked, or where they were started. */
export const rules: SignalOf = facts => {
  const { source } = facts;
  const all = source?.hits ?? [];
  // A mailbox is not closed while somebody still writes to it.
  const open = all.some(({ rule, certain }) => rule === 'GL005' && !certain) && isServed(facts);
  const hits = open ? all.filter(({ rule }) => rule !== 'GL005') : all;
  const [best] = [...hits].sort((a, b) => pointsOf(b) - pointsOf(a));
  if (!best) return [];
  // One pattern is often seen from both ends: the strongest counts, the others are named.
  // A loop that nobody closes still serves while there is somebody to fill its channel.
  const fed = best.rule === 'GL005' && best.certain && mayBeFed(facts);
  return [
    signalOf(fed ? { ...best, certain: false } : best, facts),
    ...hits.filter(hit => hit !== best).map(hit => named(hit)),
  ];
};

/** A pattern of the source says for certain that nobody can serve them where they stand. */
export function hasBlockingPattern(facts: Facts): boolean {
  return rules(facts).some(({ points }) => (points ?? 0) >= weight.rules.blocking);
}

/**
 * A pattern decides only for goroutines that stay: if all of them are new since the last capture, they may just pass, unless
 * nobody is left who could let them. And not for those that nobody means to wake.
 */
function signalOf(hit: RuleHit, facts: Facts): Signal {
  const { cluster, cohort, complete } = facts;
  const isNew = cohort?.population !== undefined && cohort.persisted === 0;
  const passing = isNew && !closesCycle.has(hit.rule) && !(complete && isUnserved(facts));
  const parked = hit.rule === 'GL004' && mayBeParked(cluster);
  const strong = hit.certain && hit.at === 'blocking' && !passing && !parked;
  return { ...named(hit), points: pointsOf(hit), strong };
}

/** Who waits in a circle was not there a moment ago, and stays. */
const closesCycle: ReadonlySet<string> = new Set(['GL025', 'GL026', 'GL027']);

function named(hit: RuleHit): Signal {
  return {
    kind: 'F',
    text: hit.text,
    points: undefined,
    related: [{ role: 'cause', ...hit.cause, func: hit.causeFunction }],
  };
}

function pointsOf({ at, certain }: RuleHit): number {
  if (at === 'creation') return weight.rules.creation;
  return certain ? weight.rules.blocking : weight.rules.possible;
}
