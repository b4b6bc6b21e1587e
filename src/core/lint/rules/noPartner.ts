import { isNeverCalled } from '../callers';
import { knowsPartners, type ChannelSite, type FollowedChannel } from '../channel';
import { leavesSelect } from '../flow';
import { hasRoom } from '../loops';
import { loopAround } from '../model';
import { endsProcess, hit, nameOf, type Blocked, type BlockedCase, type Rule } from '../rule';
import type { RuleHit } from '../facts';
import type { GoPackage } from '../package';
import type { Select } from '../syntax';

/**
 * GL004: nobody is on the other side. The channel never leaves the code at hand, and that code holds no operation that
 * could end the wait.
 *
 *     ready := make(chan struct{})
 *     go func() { <-ready; serve() }()  // nothing sends on ready or closes it
 */
export const noPartner: Rule = {
  id: 'GL004',
  sentence: 'No code that can reach the channel does the other side of the operation.',
  evaluate(blocked) {
    if (blocked.node.kind === 'select') return ofSelect(blocked);
    const { channel, site, pkg } = blocked;
    return channel && site ? ofChannel(channel, site, pkg) : [];
  },
};

function ofChannel(channel: FollowedChannel, site: ChannelSite, pkg: GoPackage): RuleHit[] {
  if (endsProcess(site.model, site.node) || !canTell(channel, site)) return [];
  if (site.kind === 'send' && hasRoom(channel)) return [];
  const partners = partnersOf(channel, site);
  const kind = site.kind === 'send' ? 'send' : 'recv';
  if (partners.length === 0) {
    const cause = causeOf(channel, site);
    return [hit('GL004', { ...cause, variant: kind, certain: true, args: [channel.expression] })];
  }
  const [partner] = partners;
  if (
    !partner ||
    !partners.every(other => isNeverCalled(other.model, pkg, [site.model, channel.home]))
  )
    return [];
  return [uncalled(partner, channel, `${kind}.uncalled`)];
}

function uncalled(
  { model, node }: ChannelSite,
  channel: FollowedChannel,
  variant: string,
): RuleHit {
  const args = [channel.expression, nameOf(model)];
  return hit('GL004', { model, node, variant, certain: false, args });
}

/** Every case without anyone on its other side; or only those that would end the loop. */
function ofSelect(blocked: Blocked): RuleHit[] {
  const { node, cases, model } = blocked;
  if (node.kind !== 'select' || node.clauses.length === 0 || endsProcess(model, node)) return [];
  const isAlone = ({ channel, site }: BlockedCase): boolean =>
    site !== undefined && canTell(channel, site) && partnersOf(channel, site).length === 0;
  if (cases.length === node.clauses.length && cases.every(isAlone))
    return [hit('GL004', { model, node, variant: 'select', certain: true })];
  return ofExits(node, blocked);
}

/** The cases that leave the loop around the select: all are closed or sent on by functions that nothing calls. */
function ofExits(select: Select, { cases, model, pkg }: Blocked): RuleHit[] {
  const exits = select.clauses.filter(clause => leavesSelect(model, select, clause, undefined));
  const known = exits.map(clause => cases.find(c => c.clause === clause));
  const [first] = known;
  if (!loopAround(model, select) || !first || known.some(exit => !exit || !isDead(exit, pkg)))
    return [];
  const [partner] = first.site ? partnersOf(first.channel, first.site) : [];
  if (partner) return [uncalled(partner, first.channel, 'stop.uncalled')];
  const args = [first.channel.expression];
  return [hit('GL004', { model, node: select, variant: 'stop', certain: false, args })];
}

function isDead({ channel, site }: BlockedCase, pkg: GoPackage): boolean {
  if (!site || !canTell(channel, site)) return false;
  const running = [site.model, channel.home];
  return partnersOf(channel, site).every(other => isNeverCalled(other.model, pkg, running));
}

function canTell(channel: FollowedChannel, site: ChannelSite): boolean {
  return knowsPartners(channel, site) && channel.makes.length > 0;
}

function partnersOf(channel: FollowedChannel, site: ChannelSite): readonly ChannelSite[] {
  return channel.sites.filter(other =>
    site.kind === 'send' ? other.kind === 'recv' : other.kind !== 'recv',
  );
}

/** Where the channel is made, or the operation itself. */
function causeOf(channel: FollowedChannel, site: ChannelSite) {
  const make = channel.makes.find(m => m.model !== undefined && m.call !== undefined);
  return make?.model && make.call
    ? { model: make.model, node: make.call }
    : { model: site.model, node: site.node };
}
