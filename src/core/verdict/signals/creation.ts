import { parseSymbol } from '../../symbol';
import { passiveKinds } from '../waits';
import { weight } from '../weights';
import type { SignalOf } from '../facts';

const constructors = /^(?:main|init|New|new|Start|start|Run|Open|Listen|Serve)(?![a-z])/;

/** E: goroutines that one constructor or `main` started are a set-up, not a stream of requests. */
export const creation: SignalOf = ({ cluster, source }) => {
  const { createdBy } = cluster;
  if (!createdBy) return [];
  const { name } = parseSymbol(createdBy.func);
  if (source?.creation?.inHandler)
    return [
      { kind: 'E', text: { id: 'E.request', args: [name] }, points: weight.creation.perRequest },
    ];
  // Pools and servers of a set-up rest in waits for work; a set-up goroutine that is stuck is stuck.
  if (!passiveKinds.has(cluster.kind) || cluster.count > weight.creation.mostByOne) return [];
  const oneParent = cluster.parentIds.length <= 1;
  if (!oneParent || !constructors.test(name)) return [];
  return [{ kind: 'E', text: { id: 'E.once', args: [name] }, points: weight.creation.once }];
};
