import { isComplete, sitesOf, type ChannelSite, type FollowedChannel } from '../channel';
import { returnsOf } from '../flow';
import { dominates, isBetween } from '../locks';
import { isInside, literalUse, runnerOf, type FunctionModel } from '../model';
import type { GoPackage } from '../package';
import { hit, type Rule } from '../rule';
import { skippedBy } from '../skipped';
import type { Expression, Syntax } from '../syntax';

/**
 * GL031: a channel counts slots, and one path does not give its slot back. When all are lost, everybody waits for one.
 *
 *     s.slots <- struct{}{}
 *     if err := decode(); err != nil {
 *         return err                  // <-s.slots is missing
 *     }
 *     <-s.slots
 */
export const slotKept: Rule = {
  id: 'GL031',
  sentence: 'A slot of a channel that counts them is not given back on one path.',
  evaluate({ channel, site, pkg }) {
    if (!channel || site?.kind !== 'send') return [];
    const takes = sitesOf(channel, 'send');
    const gives = sitesOf(channel, 'recv');
    if (gives.length === 0 || !takes.every(take => isToken(take.node))) return [];
    // A receive elsewhere may be that of a worker which serves the tokens.
    if (!gives.every(give => takes.some(take => take.model === give.model))) return [];
    const kept = [...takes.map(take => keptBy(take, gives, pkg)), ...gives.map(skippedIn(gives))];
    const [first] = kept.flatMap(end => end ?? []);
    return first ? [hit('GL031', { ...first, ...sayOf(channel) })] : [];
  },
};

interface End {
  readonly model: FunctionModel;
  readonly node: Syntax;
}

const sayOf = (channel: FollowedChannel) => ({
  certain: isComplete(channel),
  args: [channel.expression],
});

/** It sends nothing but the fact: `struct{}{}`, `true`, `1`. */
function isToken(node: Syntax): boolean {
  if (node.kind !== 'send') return false;
  const { value } = node;
  if (value.kind === 'composite') return /^struct ?\{ ?\}$/.test(value.type);
  return value.kind === 'constant';
}

/** A return of the function that took the slot, on whose path nothing gives it back. */
function keptBy(
  { model, node }: ChannelSite,
  gives: readonly ChannelSite[],
  pkg: GoPackage,
): End | undefined {
  const runner = runnerOf(model, node);
  const own = gives.filter(give => give.model === model);
  if (own.length === 0 || own.some(give => runnerOf(model, give.node) !== runner)) return undefined;
  const end = returnsOf(model, node).find(
    one =>
      dominates(model, node, one) &&
      !own.some(give => isBetween(model, node, give.node, one)) &&
      !callsGiver(model, node, one, pkg),
  );
  return end && { model, node: end };
}

/** A return of the goroutine that holds the slot, in front of the receive that gives it back. */
const skippedIn =
  (gives: readonly ChannelSite[]) =>
  ({ model, node }: ChannelSite): End | undefined => {
    const runner = runnerOf(model, node);
    if (!runner || literalUse(model, runner) !== 'goroutine') return undefined;
    const end = skippedBy(model, node, other => gives.some(give => give.node === other));
    return end && !callsGiver(model, runner, end, undefined) ? { model, node: end } : undefined;
  };

/** A call on the way that says in its name that it gives back, or that leads to code of this package that receives. */
function callsGiver(
  model: FunctionModel,
  from: Syntax,
  to: Syntax,
  pkg: GoPackage | undefined,
): boolean {
  return model.nodes.some(node => {
    if (node.kind !== 'call') return false;
    const isOnTheWay =
      isInside(model, node, to) || isInside(model, node, from) || isBetween(model, from, node, to);
    if (!isOnTheWay) return false;
    if (/release|give|free|unlock|leave/i.test(lastNameOf(node.callee))) return true;
    const callee = pkg?.calleeOf(model, node);
    return callee?.nodes.some(n => n.kind === 'unary' && n.operator === '<-') ?? false;
  });
}

function lastNameOf(callee: Expression): string {
  if (callee.kind === 'selector') return callee.field;
  return callee.kind === 'name' ? callee.name : '';
}
