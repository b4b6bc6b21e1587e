/** The operation that a located goroutine stands at, as syntax. */
import type { LineNumber, WaitKind } from '../goroutine';
import { followChannel } from './channels';
import type { FollowedChannel, ChannelSite } from './channel';
import type { CallerOf } from './home';
import { selectCaseOf, type FunctionModel } from './model';
import type { GoPackage } from './package';
import type { Blocked, BlockedCase } from './rule';
import type { Clause, Expression, Syntax } from './syntax';

/** What stands at the line and fits the wait; undefined when nothing does. `name`: the method that a lock wait calls. */
export function blockedAt(
  model: FunctionModel,
  line: LineNumber,
  kind: WaitKind,
  pkg: GoPackage,
  callerOf: CallerOf,
): Blocked | undefined {
  const node = model.nodes.find(n => n.line === line && fitsWait(model, n, kind));
  if (!node) return undefined;
  const operand = channelOf(node);
  const channel = operand && followChannel(operand, model, pkg, callerOf);
  return {
    kind,
    model,
    node,
    channel,
    site: siteOf(channel, node),
    cases: node.kind === 'select' ? casesOf(node.clauses, model, pkg, callerOf) : [],
    pkg,
    callerOf,
  };
}

function fitsWait(model: FunctionModel, node: Syntax, kind: WaitKind): boolean {
  switch (kind) {
    case 'send':
    case 'send-nil':
      return node.kind === 'send' && !isChoice(model, node);
    case 'recv':
    case 'recv-nil':
      return isReceive(node) && !isChoice(model, node);
    case 'chan':
      return (node.kind === 'send' || isReceive(node)) && !isChoice(model, node);
    case 'select':
    case 'select-none':
    case 'select-any':
      return node.kind === 'select';
    case 'mutex':
    case 'rlock':
    case 'wlock':
    case 'sema':
      return isMethodCall(node, /^(R?Lock|Wait|Do)$/);
    case 'waitgroup':
    case 'cond':
      return isMethodCall(node, /^(Wait|Go)$/);
    default:
      return false;
  }
}

function isReceive(node: Syntax): boolean {
  return (node.kind === 'unary' && node.operator === '<-') || node.kind === 'range';
}

/** A case of a select that has others: the goroutine would stand at the select. */
function isChoice(model: FunctionModel, node: Syntax): boolean {
  return (selectCaseOf(model, node)?.select.clauses.length ?? 0) > 1;
}

function isMethodCall(node: Syntax, name: RegExp): boolean {
  return node.kind === 'call' && node.callee.kind === 'selector' && name.test(node.callee.field);
}

/** The channel of a plain operation. */
function channelOf(node: Syntax): Expression | undefined {
  if (node.kind === 'send') return node.channel;
  if (node.kind === 'range') return node.over;
  return node.kind === 'unary' ? node.operand : undefined;
}

function siteOf(channel: FollowedChannel | undefined, node: Syntax): ChannelSite | undefined {
  return channel?.sites.find(site => site.node === node);
}

function casesOf(
  clauses: readonly Clause[],
  model: FunctionModel,
  pkg: GoPackage,
  callerOf: CallerOf,
): BlockedCase[] {
  return clauses.flatMap(clause => {
    const node = communicationOf(clause);
    const operand = node && channelOf(node);
    const channel = operand && followChannel(operand, model, pkg, callerOf);
    return channel ? [{ clause, channel, site: siteOf(channel, node) }] : [];
  });
}

/** The send or receive of a case: `v, ok := <-ch` holds it as a value. */
export function communicationOf({ communication }: Clause): Syntax | undefined {
  switch (communication?.kind) {
    case 'send':
      return communication;
    case 'expression':
      return communication.value;
    case 'define':
    case 'assign':
      return communication.values[0];
    default:
      return undefined;
  }
}
