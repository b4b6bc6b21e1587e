import type { ChannelUse } from '../../lint/facts';
import { normaliseSymbol, parseSymbol } from '../../symbol';
import type { Cluster, WaitKind } from '../../goroutine';
import { isPassed } from '../abandoned';
import { awaitsAnswer, servesConnection } from '../network';
import { passiveKinds, pilingKinds } from '../waits';
import { weight } from '../weights';
import type { Facts, Signal, SignalOf } from '../facts';

const w = weight.partner;

/** Waits in which a handler can notice that its client has gone: no Cond and no WaitGroup listens to a context. */
const clientEnds: ReadonlySet<WaitKind> = new Set([
  'recv',
  'select',
  'chan',
  'select-any',
  'unknown',
]);

/** J: somebody in this dump who can still end the wait, or nobody. */
export const partner: SignalOf = facts => [...channelPartner(facts), ...served(facts)];

/** By the source, somebody in the dump is about to serve this wait. */
export const isServed = (facts: Facts): boolean =>
  channelPartner(facts).some(({ text }) => text.id === 'J.visible');

/** By the source, nobody in the dump is where a receive could come from. */
export const isUnserved = (facts: Facts): boolean =>
  channelPartner(facts).some(({ text: { id } }) => id === 'J.none' || id === 'J.behind');

function served(facts: Facts): Signal[] {
  const { cluster, around } = facts;
  if (pilingKinds.has(cluster.kind))
    return isPassed(facts) ? [signal('J.passed', [], w.passed)] : [];
  if (!passiveKinds.has(cluster.kind)) return [];
  if (servesConnection(cluster) && clientEnds.has(cluster.kind))
    return [signal('J.request', [], w.request)];
  if (awaitsAnswer(cluster)) return [signal('J.peer', [], w.peer)];
  return around.besideNetwork(cluster) >= w.networkShare
    ? [signal('J.network', [], w.network)]
    : [];
}

/** The other end of the channel: functions that the source names, on the stacks of the dump. */
function channelPartner(facts: Facts): Signal[] {
  const { cluster, source, around } = facts;
  const channel = source?.channel;
  const { kind } = cluster;
  if (!channel || (kind !== 'send' && kind !== 'recv')) return [];
  const others = channel.uses.filter(use => (use.kind === 'recv') === (kind === 'send'));
  const candidates = others.flatMap(use =>
    around.inFunction(use.func).filter(other => other !== cluster),
  );
  if (candidates.length === 0) {
    const nobody = kind === 'send' && channel.complete;
    if (!nobody) return [];
    const strong = facts.complete && areBehind(facts, others);
    const text = strong ? 'J.behind' : 'J.none';
    return [{ ...signal(text, [channel.expression], w.none), strong }];
  }
  const inside = [...new Set(candidates)].filter(
    other => !others.some(use => standsAt(other, use)),
  );
  const [first] = inside;
  if (!first) return kind === 'send' ? [signal('J.others', [channel.expression], w.others)] : [];
  const alive = inside.filter(({ kind: wait }) => wait !== 'waitgroup' && !pilingKinds.has(wait));
  const [partnerAlive] = alive;
  const idle = [...new Set(candidates)].filter(other => !inside.includes(other));
  // Where more of them wait themselves, each has a channel of its own, and those at work serve theirs.
  const ownChannels = countOf(idle) > countOf(alive) || outnumbered(facts, alive);
  if (partnerAlive && kind === 'send' && ownChannels)
    return [signal('J.others', [channel.expression], w.others)];
  if (!partnerAlive)
    return [signal('J.stuck', [nameOf(first)], kind === 'send' ? w.stuck : w.stuckSender)];
  return [signal('J.visible', [nameOf(partnerAlive), countOf(alive)], w.visible)];
}

/** Whatever receives stands further down in the very function that is blocked: nobody gets there any more. */
function areBehind({ site, anchor }: Facts, receives: readonly ChannelUse[]): boolean {
  const func = site && normaliseSymbol(site.func);
  return (
    anchor !== undefined &&
    receives.length > 0 &&
    receives.every(use => use.func === func && use.line > anchor.line && !use.later)
  );
}

/**
 * A local channel is made by each call of its function: the calls that are under way can serve the senders that they started,
 * and no others.
 */
function outnumbered({ cluster, source }: Facts, alive: readonly Cluster[]): boolean {
  const { channel, creation } = source ?? {};
  if (!channel?.local || !creation) return false;
  const started = creation.inLoop ? creation.loopBound : 1;
  return started !== undefined && w.outnumbered * started * countOf(alive) < cluster.count;
}

function countOf(clusters: readonly Cluster[]): number {
  return clusters.reduce((sum, { count }) => sum + count, 0);
}

/**
 * Both sides of one channel are never blocked in it: who waits at the other end of this wait has another channel of the same
 * name.
 */
function standsAt(other: Cluster, use: ChannelUse): boolean {
  const file = use.file.replace(/^.*[/\\]/, '');
  return other.frames.some(
    frame =>
      (frame.line === use.waitLine || frame.line === use.line) &&
      normaliseSymbol(frame.func) === use.func &&
      frame.file?.replace(/^.*[/\\]/, '') === file,
  );
}

function nameOf({ frames, siteIndex }: Cluster): string {
  const site = frames[siteIndex ?? 0];
  return site ? parseSymbol(site.func).name : '';
}

function signal(id: string, args: readonly (string | number)[], points: number): Signal {
  return { kind: 'J', text: { id, args }, points };
}
