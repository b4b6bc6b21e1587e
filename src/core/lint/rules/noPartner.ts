import { knowsPartners, sitesOf, type ChannelSite, type FollowedChannel } from '../channel';
import { endsProcess, hit, type Blocked, type Rule } from '../rule';
import type { RuleHit } from '../facts';

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
    const { channel, site } = blocked;
    return channel && site ? ofChannel(channel, site) : [];
  },
};

function ofChannel(channel: FollowedChannel, site: ChannelSite): RuleHit[] {
  if (!isAlone(channel, site) || endsProcess(site.model, site.node)) return [];
  const cause = causeOf(channel, site);
  const variant = site.kind === 'send' ? 'send' : 'recv';
  return [hit('GL004', { ...cause, variant, certain: true, args: [channel.expression] })];
}

/** Every case, and none is a default. */
function ofSelect({ node, cases, model }: Blocked): RuleHit[] {
  if (node.kind !== 'select' || node.clauses.length === 0 || cases.length < node.clauses.length)
    return [];
  const alone = cases.every(({ channel, site }) => site && isAlone(channel, site));
  if (!alone || endsProcess(model, node)) return [];
  return [hit('GL004', { model, node, variant: 'select', certain: true })];
}

function isAlone(channel: FollowedChannel, site: ChannelSite): boolean {
  const { kind } = site;
  if (!knowsPartners(channel, site) || channel.makes.length === 0) return false;
  return kind === 'send'
    ? sitesOf(channel, 'recv').length === 0
    : sitesOf(channel, 'send').length + sitesOf(channel, 'close').length === 0;
}

/** Where the channel is made, or the operation itself. */
function causeOf(channel: FollowedChannel, site: ChannelSite) {
  const make = channel.makes.find(m => m.model !== undefined && m.call !== undefined);
  return make?.model && make.call
    ? { model: make.model, node: make.call }
    : { model: site.model, node: site.node };
}
