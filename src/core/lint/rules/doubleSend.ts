import { capacityOf, knowsPartners, sitesOf } from '../channel';
import { endsList, textOf } from '../flow';
import { listAround, loopAround, type FunctionModel } from '../model';
import { hit, type Rule } from '../rule';
import type { Send, Statement } from '../syntax';

/**
 * GL006: two sends where one was meant. The first one stands in an `if` that does not return, so the second runs as well,
 * and only one value is received.
 *
 *     if err != nil {
 *         ch <- result{err: err}      // return is missing
 *     }
 *     ch <- result{value: v}
 */
export const doubleSend: Rule = {
  id: 'GL006',
  sentence: 'A send in an `if` that does not return is followed by a second send.',
  evaluate({ channel, site, model, node }) {
    if (node.kind !== 'send' || site?.kind !== 'send') return [];
    const first = sendBefore(model, node) ?? (sendAfter(model, node) ? node : undefined);
    if (!first || !channel) return [];
    const capacity = capacityOf(channel);
    if (capacity !== undefined && capacity > 1) return [];
    const receives = sitesOf(channel, 'recv');
    // Who receives in a loop takes both.
    if (receives.some(r => r.node.kind === 'range' || loopAround(r.model, r.node))) return [];
    const certain = capacity === 0 && channel.home !== undefined && knowsPartners(channel, site);
    return receives.length > 0 || !knowsPartners(channel, site)
      ? [hit('GL006', { model, node: first, certain })]
      : [];
  },
};

/** A send on the same channel in an earlier `if` of the list, whose block goes on. */
function sendBefore(model: FunctionModel, node: Send): Send | undefined {
  const place = listAround(model, node);
  const earlier = place?.list.slice(0, place.index) ?? [];
  return earlier.map(statement => sendIn(statement, node)).find(found => found !== undefined);
}

function sendIn(statement: Statement, node: Send): Send | undefined {
  if (statement.kind !== 'if' || statement.otherwise || endsList(statement.then.statements))
    return undefined;
  return statement.then.statements.find(
    (inner): inner is Send => inner.kind === 'send' && sameChannel(inner, node),
  );
}

/** The node is that first send: the `if` around it is followed by another one. */
function sendAfter(model: FunctionModel, node: Send): boolean {
  const block = model.parentOf(node);
  const around = block && model.parentOf(block);
  const place = around && listAround(model, around);
  if (around?.kind !== 'if' || around.otherwise || !place || endsList(around.then.statements))
    return false;
  return place.list
    .slice(place.index + 1)
    .some(later => later.kind === 'send' && sameChannel(later, node));
}

function sameChannel(a: Send, b: Send): boolean {
  return textOf(a.channel) !== '' && textOf(a.channel) === textOf(b.channel);
}
