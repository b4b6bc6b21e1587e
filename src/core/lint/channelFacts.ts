/** A followed channel as the verdict reads it. */
import { capacityOf, isComplete, type ChannelSite, type FollowedChannel } from './channel';
import type { ChannelFacts, ChannelUse } from './facts';
import { loopAround, selectCaseOf, type FunctionModel } from './model';
import { nameOf, type Blocked } from './rule';

/** `prefix`: the package's part of a symbol. Undefined when the channel could not be followed. */
export function channelFacts({ channel }: Blocked, prefix: string): ChannelFacts | undefined {
  if (!channel) return undefined;
  const made = channel.home && channel.makes[0];
  return {
    expression: channel.expression,
    local: channel.scope === 'local' && isComplete(channel),
    madeIn:
      channel.home && made ? { func: prefix + nameOf(channel.home), place: made.place } : undefined,
    capacity: capacityOf(channel),
    uses: channel.sites.map(site => useOf(site, channel, prefix)),
    complete: isComplete(channel),
    field: channel.field,
  };
}

function useOf(site: ChannelSite, { home }: FollowedChannel, prefix: string): ChannelUse {
  const { model, node, start, startModel } = site;
  const select = selectCaseOf(model, node)?.select;
  const callLoop = home && site.at !== node && loopAround(home, site.at);
  return {
    kind: site.kind,
    func: prefix + nameOf(model),
    file: model.syntax.file,
    line: node.line,
    goLine: start && (home === undefined || startModel === home) ? start.line : undefined,
    later: site.later,
    waitLine: select && select.clauses.length > 1 ? select.line : node.line,
    inLoop: isLoop(site) || callLoop !== undefined,
  };
}

/** A range loop is the operation and the loop in one. */
function isLoop({ model, node }: { model: FunctionModel; node: ChannelSite['node'] }): boolean {
  return node.kind === 'range' || loopAround(model, node) !== undefined;
}
