/** What can only happen once an operation is done: a deferred close, a cancel at the end of the function that waits. */
import { communicationOf } from './blocked';
import type { ChannelSite, FollowedChannel } from './channel';
import { followChannel } from './channels';
import { cancelOf, contextOrigin } from './contexts';
import type { CallerOf } from './home';
import { literalUse, runnerOf, type FunctionModel } from './model';
import type { CallSite } from './package';
import type { Blocked } from './rule';
import type { Clause, Syntax } from './syntax';

/** A call or statement, and the function that holds it. */
export interface Position {
  readonly model: FunctionModel;
  readonly node: Syntax;
}

/**
 * The case of a select is chosen after the blocked operation at the earliest, or never: all that could end its wait stands behind that
 * operation. False wherever something else could. `other` is the operation on the blocked channel in the same select.
 */
export function isChosenBehind(clause: Clause, other: ChannelSite, blocked: Blocked): boolean {
  const receive = communicationOf(clause);
  if (receive?.kind !== 'unary' || receive.operator !== '<-') return false;
  const { model } = other;
  const { pkg } = blocked;
  const callerOf: CallerOf = inner =>
    blocked.callerOf(inner) ?? (inner === model ? callInto(other, blocked) : undefined);
  const channel = followChannel(receive.operand, model, pkg, callerOf);
  if (channel) return endsBehind(channel, blocked);
  const { operand } = receive;
  if (operand.kind !== 'call' || operand.callee.kind !== 'selector') return false;
  const cancel = cancelOf(operand.callee.operand, model, pkg, callerOf);
  if (!cancel || cancel.hidden || cancel.calls.length === 0 || !isRoot(cancel)) return false;
  return cancel.calls.every(({ model: at, call }) =>
    isBehindOperation({ model: at, node: call }, blocked),
  );
}

/** The call by which the function that makes the channel leads to an operation on it. */
function callInto({ model, at }: ChannelSite, { channel, pkg }: Blocked): CallSite | undefined {
  const home = channel?.home;
  if (!home || at.kind !== 'call' || pkg.calleeOf(home, at) !== model) return undefined;
  return { model: home, call: at };
}

/** Nothing above the context can cancel it. */
function isRoot({ model, node }: Position): boolean {
  const [call] = node.kind === 'define' || node.kind === 'assign' ? node.values : [];
  const parent = call?.kind === 'call' ? call.args[0] : undefined;
  return parent !== undefined && contextOrigin(parent, model) === 'background';
}

function endsBehind(channel: FollowedChannel, blocked: Blocked): boolean {
  const ends = channel.sites.filter(({ kind }) => kind !== 'recv');
  if (channel.hidden.senders) return false;
  return ends.every(({ model, node, at }) => {
    const home = channel.home;
    return (
      isBehindOperation({ model, node }, blocked) ||
      (home !== undefined && isBehindOperation({ model: home, node: at }, blocked))
    );
  });
}

/** Behind it in its own function, in the function that makes the channel, or wherever this code is called. */
function isBehindOperation(later: Position, { model, node, channel, site, pkg }: Blocked): boolean {
  const positions = [{ model, node }];
  if (channel?.home && site) positions.push({ model: channel.home, node: site.at });
  const isLater = (one: Position): boolean => positions.some(at => isBehind(one, at));
  if (isLater(later)) return true;
  const calls = runnerOf(later.model, later.node) ? [] : (pkg.callsOf(later.model.syntax) ?? []);
  return (
    calls.length > 0 && calls.every(({ model: at, call }) => isLater({ model: at, node: call }))
  );
}

/** In the same run of the same function: further down, or deferred. */
export function isBehind(later: Position, { model, node }: Position): boolean {
  if (later.model !== model) return false;
  const { at, deferred } = deferredAt(later);
  if (runnerOf(model, at) !== runnerOf(model, node)) return false;
  return deferred || model.orderOf(at) > model.orderOf(node);
}

/** The `defer` statement that runs a node, if one does. */
function deferredAt({ model, node }: Position): { at: Syntax; deferred: boolean } {
  if (model.parentOf(node)?.kind === 'defer') return { at: node, deferred: true };
  const runner = runnerOf(model, node);
  const deferred = runner !== undefined && literalUse(model, runner) === 'deferred';
  return { at: deferred ? runner : node, deferred };
}
