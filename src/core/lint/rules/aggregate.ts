import { capacityOf, knowsPartners, sitesOf, type ChannelSite } from '../channel';
import { exitsOfLoop } from '../flow';
import { loopBoundOf, sendingLoop, type FoundLoop } from '../loops';
import { isInside, loopAround, runnerOf, type FunctionModel } from '../model';
import { endsProcess, hit, type Rule } from '../rule';
import type { Syntax } from '../syntax';

/**
 * GL002b: the collector stops early. Many values are sent, and the loop that receives them ends at the first error.
 *
 *     ch := make(chan result)
 *     for _, w := range ws {
 *         go func() { ch <- w.run() }()
 *     }
 *     for range ws {
 *         if r := <-ch; r.err != nil {
 *             return r.err            // the other workers wait for ever
 *         }
 *     }
 */
export const aggregate: Rule = {
  id: 'GL002b',
  sentence: 'The loop that receives the values of many sends can end before it has taken them all.',
  evaluate({ channel, site, pkg }) {
    const home = channel?.home;
    if (!channel || !home || site?.kind !== 'send' || !site.start) return [];
    const capacity = capacityOf(channel);
    const loop = sendingLoop(home, site, channel);
    if (!loop || capacity === undefined) return [];
    const receives = sitesOf(channel, 'recv');
    const end = commonExit(
      home,
      receives,
      channel.makes.map(make => make.call),
    );
    if (!end || endsProcess(home, end)) return [];
    const bound = loopBoundOf(loop.model, loop.node, pkg);
    if (bound !== undefined && bound <= capacity) return [];
    const sure = capacity === 0 || bound !== undefined;
    const certain = sure && knowsPartners(channel, site) && !collectsInSend(home, receives, loop);
    return [hit('GL002b', { model: home, node: end, certain })];
  },
};

/** All receives stand in one bounded loop of the function that makes the channel: the first way out of it. */
function commonExit(
  home: FunctionModel,
  receives: readonly ChannelSite[],
  makes: readonly (Syntax | undefined)[],
): Syntax | undefined {
  const [first] = receives;
  const loop = first && collectingLoop(home, first);
  if (!first || !loop || makes.some(make => make && isInside(home, make, loop))) return undefined;
  const runner = runnerOf(home, loop);
  if (runner && makes.every(make => make && runnerOf(home, make) !== runner)) return undefined;
  if (receives.some(r => r.model !== home || !isInside(home, r.node, loop))) return undefined;
  const from = first.node === loop ? -1 : home.orderOf(first.node);
  return exitsOfLoop(home, loop).find(
    end =>
      home.orderOf(end) > from &&
      !receives.some(r => r.node !== loop && isInside(home, r.node, end)),
  );
}

/** A loop that would end by itself: over a list, over the channel, or with a condition. */
function collectingLoop(home: FunctionModel, { model, node }: ChannelSite): Syntax | undefined {
  if (model !== home) return undefined;
  const loop = node.kind === 'range' ? node : loopAround(home, node);
  return loop?.kind === 'for' && loop.condition === undefined ? undefined : loop;
}

/** Started and collected in one loop: each round takes its own value. */
function collectsInSend(
  home: FunctionModel,
  receives: readonly ChannelSite[],
  loop: FoundLoop,
): boolean {
  return loop.model === home && receives.some(r => isInside(home, r.node, loop.node));
}
