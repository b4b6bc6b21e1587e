import { parseSymbol } from '../../symbol';
import { weight } from '../weights';
import type { SignalOf } from '../facts';

/** I: whoever started them has returned. A request that is over cannot read a result any more. */
export const orphans: SignalOf = ({ cluster, isPresent }) => {
  const { parentIds, createdBy, count } = cluster;
  if (!createdBy || count < weight.orphans.members || parentIds.length < weight.orphans.members)
    return [];
  let gone = 0;
  for (const id of parentIds) if (!isPresent(id)) gone++;
  if (100 * gone < weight.orphans.percent * parentIds.length) return [];
  const { name } = parseSymbol(createdBy.func);
  const args = [name, gone, parentIds.length];
  return [{ kind: 'I', text: { id: 'I.orphans', args }, points: weight.orphans.points }];
};
