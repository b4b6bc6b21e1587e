import { countText } from '../../report/english';
import { weight } from '../weights';
import type { Facts, Signal, SignalOf } from '../facts';

/** D: how many, how much of the process, and whether the number looks like a pool's. */
export const size: SignalOf = facts => {
  const { count, kind } = facts.cluster;
  const points = Math.min(weight.size.most, Math.round(weight.size.decade * Math.log10(count)));
  const signals: Signal[] = [{ kind: 'D', text: countText('D.count', count, [count]), points }];
  if (kind === 'send' && count >= weight.size.decisiveSenders)
    signals.push({ kind: 'D', text: { id: 'D.leakprof', args: [] }, points: 0, strong: true });
  return [...signals, ...share(facts), ...pool(facts)];
};

function share({ cluster, total }: Facts): Signal[] {
  const percent = total > 0 ? (100 * cluster.count) / total : 0;
  if (percent < weight.size.sharePercent || cluster.count < 2) return [];
  // 99.98 % must not read as all of it.
  const shown = percent < 100 ? Math.floor(percent * 10) / 10 : 100;
  return [{ kind: 'D', text: { id: 'D.share', args: [shown] }, points: weight.size.share }];
}

/** Pools are made in powers of two; leaks stop there only by chance. */
function pool({ cluster }: Facts): Signal[] {
  const { count } = cluster;
  const powerOfTwo = count >= 2 && (count & (count - 1)) === 0;
  if (!powerOfTwo || count > weight.size.largestPool || cluster.kind === 'send') return [];
  return [{ kind: 'D', text: { id: 'D.pool', args: [count] }, points: weight.size.pool }];
}
