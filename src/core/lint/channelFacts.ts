/** A followed channel as the verdict reads it. */
import { capacityOf, isComplete, type ChannelSite, type FollowedChannel } from './channel';
import type { ChannelFacts, ChannelUse } from './facts';
import { isInside, loopAround, selectCaseOf, type FunctionModel } from './model';
import { nameOf, type Blocked } from './rule';
import type { Syntax } from './syntax';

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

function useOf(site: ChannelSite, channel: FollowedChannel, prefix: string): ChannelUse {
  const { model, node, start, startModel } = site;
  const { home } = channel;
  const select = selectCaseOf(model, node)?.select;
  return {
    kind: site.kind,
    func: prefix + nameOf(model),
    file: model.syntax.file,
    line: node.line,
    goLine: start && (home === undefined || startModel === home) ? start.line : undefined,
    later: site.later,
    waitLine: select && select.clauses.length > 1 ? select.line : node.line,
    inLoop: isRepeated(site, channel),
  };
}

/** A range loop is the operation and the loop in one. A loop that makes the channel anew makes each of them run once. */
function isRepeated(site: ChannelSite, { home, makes }: FollowedChannel): boolean {
  const { model, node, at, start, startModel } = site;
  const outlives = (inModel: FunctionModel, place: Syntax): boolean => {
    const loop = loopAround(inModel, place);
    return loop !== undefined && !makes.some(({ call }) => call && isInside(inModel, call, loop));
  };
  if (node.kind === 'range' || outlives(model, node)) return true;
  if (home && at !== node && outlives(home, at)) return true;
  return start !== undefined && outlives(startModel, start);
}
