import {
  knowsPartners,
  capacityOf,
  sitesOf,
  type ChannelSite,
  type FollowedChannel,
} from '../channel';
import { exitsOfLoop } from '../flow';
import { isInside, loopAround, runnerOf, startAround, type FunctionModel } from '../model';
import { endsProcess, hit, type Rule } from '../rule';
import { loopBoundOf, sendingLoop, type FoundLoop } from '../loops';

/**
 * GL003: many senders, few receives. Goroutines are started in a loop and each sends, but only a fixed number of values is
 * received.
 *
 *     ch := make(chan Result)
 *     for _, replica := range replicas {
 *         go func() { ch <- replica.ask() }()
 *     }
 *     return <-ch                     // the others wait for ever
 */
export const fewReceives: Rule = {
  id: 'GL003',
  sentence: 'Senders are started in a loop, but a fixed number of values is received.',
  evaluate({ channel, site, pkg }) {
    const home = channel?.home;
    if (!channel || !home || site?.kind !== 'send' || !site.start) return [];
    const capacity = capacityOf(channel);
    const receives = sitesOf(channel, 'recv');
    const [first] = receives;
    const loop = sendingLoop(home, site, channel);
    if (!loop || !first || capacity === undefined || fillsBuffer(loop.node)) return [];
    if (!receives.every(r => receivesOnce(home, r, channel))) return [];
    if (receives.some(r => isInside(home, r.at, loop.node)) || endsProcess(home, first.at))
      return [];
    const bound = loopBoundOf(loop.model, loop.node, pkg);
    if (bound !== undefined && bound <= receives.length + capacity) return [];
    const exits = exitsOfLoop(loop.model, loop.node).length > 0;
    const certain =
      knowsPartners(channel, site) && !exits && (capacity === 0 || bound !== undefined);
    const { model, node } = first;
    const variant = receives.length === 1 ? { variant: 'one' } : { args: [receives.length] };
    return [hit('GL003', { model, node, certain, ...variant })];
  },
};

/** `for range cap(ch)`: one for each place in the buffer. */
function fillsBuffer(loop: FoundLoop['node']): boolean {
  const limit = loop.kind === 'range' ? loop.over : loop.condition;
  const bound = limit?.kind === 'binary' ? limit.right : limit;
  return bound?.kind === 'call' && bound.callee.kind === 'name' && bound.callee.name === 'cap';
}

/** Outside any loop but one that makes a new channel in each round, and not in a goroutine of its own. */
function receivesOnce(
  home: FunctionModel,
  receive: ChannelSite,
  channel: FollowedChannel,
): boolean {
  const isRange = receive.node.kind === 'range';
  const inLoop = receive.model !== home && loopAround(receive.model, receive.node) !== undefined;
  if (isRange || inLoop) return false;
  const make = channel.makes.find(m => m.model === home)?.call;
  const loop = loopAround(home, receive.at);
  const once = !loop || (make !== undefined && isInside(home, make, loop));
  const makeRunner = make && runnerOf(home, make);
  return once && (runnerOf(home, receive.at) === makeRunner || !startAround(home, receive.at));
}
