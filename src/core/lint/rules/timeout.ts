import {
  knowsPartners,
  capacityOf,
  sitesOf,
  type ChannelSite,
  type FollowedChannel,
} from '../channel';
import { isChosenBehind } from '../behind';
import { leavesSelect, mayFollow } from '../flow';
import { isInside, loopAround, runnerOf, selectCaseOf, type FunctionModel } from '../model';
import { endsProcess, hit, type Blocked, type Rule } from '../rule';
import type { Clause, Select, Syntax } from '../syntax';

/**
 * GL001: the receiver gives up. A send on an unbuffered channel whose every receive is a case of a select that another
 * case can leave without receiving.
 *
 *     ch := make(chan Result)
 *     go func() { ch <- work() }()
 *     select {
 *     case r := <-ch:
 *         return r, nil
 *     case <-ctx.Done():
 *         return nil, ctx.Err()      // the sender waits for ever
 *     }
 *
 * The same the other way round: a receive, while every send can be left and nobody closes the channel.
 */
export const timeout: Rule = {
  id: 'GL001',
  sentence: 'Every receive is a case of a select that can be left by another case.',
  evaluate(blocked) {
    const { channel, site } = blocked;
    if (!channel || !site) return [];
    const sends = site.kind === 'send';
    if (capacityOf(channel) !== 0 || (!sends && sitesOf(channel, 'close').length > 0)) return [];
    const partners = sitesOf(channel, sends ? 'recv' : 'send');
    const leaving = partners.flatMap(receive => leavingSelect(receive, blocked, partners) ?? []);
    const [first] = leaving;
    if (!first) return [];
    const rest = partners.filter(
      receive => !leaving.some(({ select, model }) => covers(model, select, receive)),
    );
    const apart =
      site.model !== first.model ||
      runnerOf(site.model, site.node) !== runnerOf(first.model, first.select);
    if (!apart || endsProcess(first.model, first.select)) return [];
    // A function that uses a field may be called again: then the other side is back. And a loop that takes one value after the
    // other, until it is told to stop, is mostly just slow; so is the other side of a function's own operation.
    const own = channel.home !== undefined && site.start !== undefined && isOnce(first, channel);
    const certain = own && knowsPartners(channel, site) && rest.length === 0;
    const variant = sends ? {} : { variant: 'recv' };
    return [hit('GL001', { model: first.model, node: first.select, certain, ...variant })];
  },
};

interface Leaving {
  readonly model: FunctionModel;
  readonly select: Select;
}

/** The select is come to once for each channel: in no loop but one that makes a new channel in each round. */
function isOnce({ model, select }: Leaving, { makes }: FollowedChannel): boolean {
  const loop = loopAround(model, select);
  return !loop || makes.every(({ call }) => call !== undefined && isInside(model, call, loop));
}

/** The receive, or another one in a case of the same select (which drains the channel there). */
function covers(
  model: FunctionModel,
  select: Select,
  { model: other, node }: ChannelSite,
): boolean {
  return other === model && isInside(model, node, select);
}

/** The select around a receive, when one of its other cases leaves the channel for good. */
function leavingSelect(
  receive: ChannelSite,
  blocked: Blocked,
  partners: readonly ChannelSite[],
): Leaving | undefined {
  const { model } = receive;
  const found = selectCaseOf(model, receive.node);
  if (!found) return undefined;
  const { select, clause } = found;
  const make = blocked.channel?.makes.find(m => m.model === model)?.call;
  const leaves = select.clauses.some(
    other =>
      other !== clause &&
      !partners.some(r => r.model === model && isInside(model, r.node, other)) &&
      leavesSelect(model, select, other, make) &&
      !drainsLater(model, select, other, partners) &&
      !isChosenBehind(other, receive, blocked),
  );
  return leaves ? { model, select } : undefined;
}

/** Behind a case that goes on, another receive takes the value. */
function drainsLater(
  model: FunctionModel,
  select: Select,
  clause: Clause,
  partners: readonly ChannelSite[],
): boolean {
  const end: Syntax = clause.statements.at(-1) ?? clause;
  const runner = runnerOf(model, select);
  return partners.some(
    ({ model: other, node }) =>
      other === model &&
      !isInside(model, node, select) &&
      (runnerOf(model, node) !== runner || mayFollow(model, end, node)),
  );
}
