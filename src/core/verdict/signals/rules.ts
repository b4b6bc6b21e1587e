import type { RuleHit } from '../../lint/facts';
import { weight } from '../weights';
import type { Signal, SignalOf } from '../facts';

/** F: a leak-prone pattern of the source holds where the goroutines are blocked, or where they were started. */
export const rules: SignalOf = ({ source }) => {
  const hits = source?.hits ?? [];
  const [best] = [...hits].sort((a, b) => pointsOf(b) - pointsOf(a));
  if (!best) return [];
  // One pattern is often seen from both ends: the strongest counts, the others are named.
  return [signalOf(best), ...hits.filter(hit => hit !== best).map(hit => named(hit))];
};

function signalOf(hit: RuleHit): Signal {
  const strong = hit.certain && hit.at === 'blocking';
  return { ...named(hit), points: pointsOf(hit), strong };
}

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
