/**
 * P4, source and dump together: the channel never leaves the function that makes it, the goroutine is blocked on it, and no
 * goroutine of the dump can still be the partner. It holds only what cannot be otherwise; in doubt there is no proof.
 */
import type { Cluster, Evidence } from '../goroutine';
import type { ChannelFacts, ChannelUse } from '../lint/facts';
import { normaliseSymbol, parseSymbol } from '../symbol';
import { isMain, mayBeParked, type Facts } from './facts';
import { pilingKinds } from './waits';

/** The proof, `undefined` where source or dump leave a way out. */
export function sourceProof(facts: Facts): Evidence | undefined {
  const { cluster, source, complete, leakProfileTaken, anchorReason } = facts;
  const channel = source?.channel;
  const { kind } = cluster;
  if ((kind !== 'send' && kind !== 'recv') || isMain(cluster) || !complete) return undefined;
  // The runtime was asked, and found the channel reachable.
  if (leakProfileTaken || (anchorReason !== 'exact' && anchorReason !== 'moved')) return undefined;
  if (!channel?.local || !channel.complete || !channel.madeIn) return undefined;
  // In the hands of another function it is no longer this one's alone.
  const { func: maker } = channel.madeIn;
  if (channel.uses.some(({ func }) => func !== maker)) return undefined;
  const partners = channel.uses.filter(use => isPartner(use, kind));
  // One receiver waits for the end of the process, by whatever channel; many do where nobody ever serves them.
  if (mayBeParked(cluster) && (cluster.count === 1 || partners.length === 0)) return undefined;
  if (partners.length > 0 && !nobodyLeft(facts, channel, partners)) return undefined;
  const { name } = parseSymbol(maker);
  const id = partners.length > 0 ? `P4.${kind}` : `P4.${kind}.none`;
  return { kind: 'P4', text: { id, args: [channel.expression, name] }, points: undefined };
}

function isPartner(use: ChannelUse, kind: 'send' | 'recv'): boolean {
  return kind === 'send' ? use.kind === 'recv' : use.kind !== 'recv';
}

function nobodyLeft(facts: Facts, channel: ChannelFacts, partners: readonly ChannelUse[]): boolean {
  const { cluster, anchor } = facts;
  const maker = channel.madeIn?.func ?? '';
  const blocked = channel.uses.find(
    use => use.file === anchor?.file && use.line === anchor.line && use.kind === cluster.kind,
  );
  // A literal that no `go` statement runs may be called from anywhere, by a timer for instance.
  if (!blocked || partners.some(use => use.later)) return false;
  const others = possiblePartners(facts, maker, partners);
  if (blocked.goLine === undefined) {
    if (blocked.later) return false;
    return others.length === 0;
  }
  const byMaker = partners.every(use => use.goLine === undefined);
  return byMaker && cluster.parentIds.length > 0
    ? !others.some(other => isParent(other, cluster))
    : others.length === 0;
}

/** Clusters in the function that makes the channel, its closures, or another function that holds the other end. */
function possiblePartners(
  { cluster, around }: Facts,
  maker: string,
  partners: readonly ChannelUse[],
): Cluster[] {
  const names = new Set([maker, ...partners.map(({ func }) => func)]);
  return around.clusters.filter(other => {
    if (other === cluster) return false;
    const creator = other.createdBy && normaliseSymbol(other.createdBy.func);
    if (creator !== undefined && names.has(creator)) return true;
    // What a stack leaves out may be the very frame.
    return (
      other.framesElided > 0 ||
      other.frames.length === 0 ||
      other.frames.some(({ func }) => names.has(normaliseSymbol(func)))
    );
  });
}

/** Somebody who is not stuck stands in the function that makes the channel, was started by it, or holds the other end. */
export function mayBeFed(facts: Facts): boolean {
  const channel = facts.source?.channel;
  if (!channel?.madeIn) return false;
  const partners = channel.uses.filter(({ kind }) => kind !== facts.cluster.kind);
  return possiblePartners(facts, channel.madeIn.func, partners).some(
    ({ kind }) => !pilingKinds.has(kind),
  );
}

function isParent({ ids, count }: Cluster, { parentIds }: Cluster): boolean {
  if (ids.length < count) return true;
  const members = new Set(ids);
  return parentIds.some(id => members.has(id));
}
