/** Whether the goroutines that started others are still on their way to their own side of the channel. */
import type { Cluster } from '../goroutine';
import { normaliseSymbol } from '../symbol';
import type { ChannelSite, FollowedChannel } from './channel';
import type { LintRuleId } from './facts';
import { sendingLoop } from './loops';
import type { FunctionModel } from './model';
import { nameOf, type Blocked } from './rule';

/** Rules that say how a starter leaves: of one that is still there they explain nothing. */
export const leaverRules: ReadonlySet<LintRuleId> = new Set(['GL001', 'GL002', 'GL002b', 'GL003']);

/**
 * Every goroutine of the cluster has its starter in the dump, between the `go` statement and the other side of the channel: so
 * far nobody has left. `prefix`: the package's part of a symbol. Lines are compared as recorded: ask only where the source is
 * the one that was built.
 */
export function areStartersThere(
  cluster: Cluster,
  { channel, site }: Blocked,
  prefix: string,
  clusters: readonly Cluster[],
): boolean {
  const home = channel?.home;
  if (!channel || !home || !site?.start || site.startModel !== home) return false;
  const lines = linesOnTheWay(home, site, channel);
  const there = clusters.filter(
    other => other !== cluster && standsIn(other, prefix + nameOf(home), lines),
  );
  const count = there.reduce((sum, other) => sum + other.count, 0);
  // One that is there can be waited for by those of its present call alone: one, unless a loop starts many for one channel.
  if (!sendingLoop(home, site, channel) && count < cluster.count) return false;
  const ids = new Set(there.flatMap(other => [...other.ids]));
  if (cluster.parentIds.length === 0) return count >= cluster.count;
  return cluster.parentIds.every(id => ids.has(id));
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

function standsIn({ frames }: Cluster, func: string, { first, last }: Lines): boolean {
  return frames.some(
    frame =>
      frame.line !== undefined &&
      first <= frame.line &&
      frame.line <= last &&
      normaliseSymbol(frame.func) === func,
  );
}
