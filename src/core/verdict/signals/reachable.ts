import { weight } from '../weights';
import type { SignalOf } from '../facts';

/**
 * The leak profile was read and does not list a wait on a channel that never leaves its function: the runtime found somebody
 * who can still reach it. For a field or a package-level channel its silence says nothing.
 */
export const reachable: SignalOf = ({ cluster, source, leakProfileTaken }) => {
  const channel = source?.channel;
  if (!leakProfileTaken || cluster.leaked > 0 || !channel) return [];
  if (channel.local)
    return [
      {
        kind: 'J',
        text: { id: 'J.reachable', args: [channel.expression] },
        points: weight.exonerated,
      },
    ];
  return [{ kind: 'J', text: { id: 'J.unprovable', args: [channel.expression] }, points: 0 }];
};
