/** Whether the goroutines that started others are still on their way to their own side of the channel. */
import type { Cluster } from '../goroutine';
import { normaliseSymbol, parseSymbol } from '../symbol';
import type { ChannelSite, FollowedChannel } from './channel';
import type { LintRuleId } from './facts';
import { loopBoundOf, sendingLoop } from './loops';
import type { FunctionModel } from './model';
import { nameOf, type Blocked } from './rule';

/** Rules that say how a starter leaves, or what it forgets at its end: of one that is still there they explain nothing. */
export const leaverRules: ReadonlySet<LintRuleId> = new Set([
  'GL001',
  'GL002',
  'GL002b',
  'GL003',
  'GL005',
]);

/**
 * Every goroutine of the cluster has its starter in the dump, between the `go` statement and the other side of the channel: so
 * far nobody has left. `prefix`: the package's part of a symbol. Lines are compared as recorded: ask only where the source is
 * the one that was built.
 */
export function areStartersThere(
  cluster: Cluster,
  { channel, site, pkg }: Blocked,
  prefix: string,
  clusters: readonly Cluster[],
): boolean {
  const home = channel?.home;
  if (!channel || !home || !site?.start || site.startModel !== home) return false;
  const lines = linesOnTheWay(home, site, channel);
  const there = clusters.filter(
    other => other !== cluster && standsIn(other, prefix + nameOf(home), lines),
  );
  const { parentIds } = cluster;
  const ids = new Set(there.flatMap(other => [...other.ids]));
  if (!parentIds.every(id => ids.has(id))) return false;
  const count = parentIds.length || there.reduce((sum, other) => sum + other.count, 0);
  // One that is there can be waited for by those of its present call alone: one, unless a loop starts many for one channel.
  const loop = sendingLoop(home, site, channel);
  const each = loop ? loopBoundOf(loop.model, loop.node, pkg) : 1;
  return each === undefined
    ? parentIds.length > 0 || count >= cluster.count
    : count * each >= cluster.count;
}

interface Lines {
  readonly first: number;
  readonly last: number;
}

function linesOnTheWay(
  home: FunctionModel,
  { kind, start }: ChannelSite,
  channel: FollowedChannel,
): Lines {
  const partners = channel.sites.filter(other =>
    kind === 'send' ? other.kind === 'recv' : other.kind !== 'recv',
  );
  const first = start?.line ?? home.syntax.line;
  return { first, last: Math.max(first, ...partners.map(({ at }) => at.line)) };
}

/** A goroutine whose own function is a literal of the function was started by it, and starts nothing. */
function standsIn({ frames }: Cluster, func: string, { first, last }: Lines): boolean {
  return frames.some(
    (frame, index) =>
      frame.line !== undefined &&
      first <= frame.line &&
      frame.line <= last &&
      normaliseSymbol(frame.func) === func &&
      !(index === frames.length - 1 && parseSymbol(frame.func).closure),
  );
}
