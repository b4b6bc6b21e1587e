import { parseSymbol } from '../../symbol';
import type { Cluster } from '../../goroutine';
import { passiveKinds, pilingKinds, workingKinds } from '../waits';
import { weight } from '../weights';
import type { Facts, Signal, SignalOf } from '../facts';

const w = weight.partner;

/** J: somebody in this dump who can still end the wait, or nobody. */
export const partner: SignalOf = facts => [...channelPartner(facts), ...served(facts)];

/** Frames below which a goroutine serves a request or a connection: the client decides when it ends. */
const serving =
  /^(?:net\/http|golang\.org\/x\/net\/http2)\.\(\*(?:conn|http2serverConn|serverConn)\)\.(?:serve|runHandler)$|grpc\.\(\*Server\)\.(?:handleStream|processStreamingRPC|processUnaryRPC|processRPC)$/;

function served({ cluster, around }: Facts): Signal[] {
  if (pilingKinds.has(cluster.kind))
    return around.passed(cluster) ? [signal('J.passed', [], w.passed)] : [];
  if (!passiveKinds.has(cluster.kind)) return [];
  if (cluster.frames.some(({ func }) => serving.test(func)))
    return [signal('J.request', [], w.request)];
  return around.besideNetwork(cluster) >= w.networkShare
    ? [signal('J.network', [], w.network)]
    : [];
}

/** The other end of the channel: functions that the source names, on the stacks of the dump. */
function channelPartner({ cluster, source, around }: Facts): Signal[] {
  const channel = source?.channel;
  const { kind } = cluster;
  if (!channel || (kind !== 'send' && kind !== 'recv')) return [];
  const others = channel.uses.filter(use => (use.kind === 'recv') === (kind === 'send'));
  const inside = [...new Set(others.map(({ func }) => func))].flatMap(func =>
    around.inFunction(func).filter(other => other !== cluster),
  );
  const [first] = inside;
  if (!first) {
    const nobody = kind === 'send' && channel.complete;
    return nobody ? [signal('J.none', [channel.expression], w.none)] : [];
  }
  const alive = inside.filter(({ kind: wait }) => workingKinds.has(wait) || passiveKinds.has(wait));
  const [partnerAlive] = alive;
  if (!partnerAlive)
    return [signal('J.stuck', [nameOf(first)], kind === 'send' ? w.stuck : w.stuckSender)];
  const count = alive.reduce((sum, one) => sum + one.count, 0);
  return [signal('J.visible', [nameOf(partnerAlive), count], w.visible)];
}

function nameOf({ frames, siteIndex }: Cluster): string {
  const site = frames[siteIndex ?? 0];
  return site ? parseSymbol(site.func).name : '';
}

function signal(id: string, args: readonly (string | number)[], points: number): Signal {
  return { kind: 'J', text: { id, args }, points };
}
