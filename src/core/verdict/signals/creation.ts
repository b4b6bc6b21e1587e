import { parseSymbol } from '../../symbol';
import { lockKinds } from '../waits';
import { weight } from '../weights';
import type { SignalOf } from '../facts';

const constructors = /^(?:main|init|New|new|Start|start|Run|Open|Listen)(?![a-z])/;

/** E: goroutines that one constructor or `main` started are a set-up, not a stream of requests. */
export const creation: SignalOf = ({ cluster, source, cohort }) => {
  const { createdBy } = cluster;
  if (!createdBy) return [];
  const { name } = parseSymbol(createdBy.func);
  if (source?.creation?.inHandler)
    return [
      { kind: 'E', text: { id: 'E.request', args: [name] }, points: weight.creation.perRequest },
    ];
  // Nobody is set up to wait for a lock.
  if (cluster.count > weight.creation.mostByOne || lockKinds.has(cluster.kind)) return [];
  const oneParent = cluster.parentIds.length <= 1;
  if (!oneParent || !constructors.test(name)) return [];
  // A set-up is over when it is done: over a kept connection, one goroutine serves all requests.
  if ((cohort?.population?.births ?? 0) >= weight.cohort.births) return [];
  return [{ kind: 'E', text: { id: 'E.once', args: [name] }, points: weight.creation.once }];
};
