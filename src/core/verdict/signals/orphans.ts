import { parseSymbol } from '../../symbol';
import { passiveKinds } from '../waits';
import { weight } from '../weights';
import type { SignalOf } from '../facts';

/** I: whoever started them has returned. A request that is over cannot read a result any more. */
export const orphans: SignalOf = ({ cluster, around, source }) => {
  const { parentIds, createdBy } = cluster;
  const gone = around.parentsGone(cluster);
  if (!createdBy || gone === undefined || 100 * gone < weight.orphans.percent) return [];
  const local = source?.channel?.local ?? false;
  if (parentIds.length < weight.orphans.members && !local) return [];
  const { name } = parseSymbol(createdBy.func);
  const args = [name, Math.round(gone * parentIds.length), parentIds.length];
  const { orphans: w } = weight;
  const points = local ? w.local : passiveKinds.has(cluster.kind) ? w.passive : w.points;
  return [{ kind: 'I', text: { id: 'I.orphans', args }, points }];
};
