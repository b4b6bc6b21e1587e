/** The operation that a located goroutine stands at, as syntax. */
import type { LineNumber, WaitKind } from '../goroutine';
import { followChannel } from './channels';
import type { FollowedChannel, ChannelSite } from './channel';
import type { CallerOf } from './home';
import { textOf } from './flow';
import { maxNodes, runnerOf, selectCaseOf, type FunctionModel } from './model';
import type { GoPackage } from './package';
import type { Blocked, BlockedCase } from './rule';
import type { Clause, Expression, Syntax } from './syntax';

/** Where a goroutine stands, by its dump. */
export interface Standing {
  readonly line: LineNumber;
  readonly kind: WaitKind;
  /** In a function literal; undefined: not known. */
  readonly inLiteral?: boolean;
}

/** What stands at the line and fits the wait; undefined when nothing does, or when several different operations do. */
export function blockedAt(
  model: FunctionModel,
  standing: Standing,
  pkg: GoPackage,
  callerOf: CallerOf,
): Blocked | undefined {
  const { kind } = standing;
  const node = model.nodes.length > maxNodes ? undefined : standingAt(model, standing);
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

function standingAt(model: FunctionModel, { line, kind, inLiteral }: Standing): Syntax | undefined {
  const all = model.nodes.filter(n => n.line === line && fitsWait(model, n, kind));
  const inside = all.filter(n => (runnerOf(model, n) !== undefined) === inLiteral);
  const fitting = inside.length > 0 ? inside : all;
  const [first] = fitting;
  return first && fitting.every(n => isAlike(model, n, first)) ? first : undefined;
}

/** Whichever of the two it is, the same can be said about it. */
function isAlike(model: FunctionModel, a: Syntax, b: Syntax): boolean {
  if (a === b) return true;
  const text = operandText(a);
  return text !== '' && text === operandText(b) && runnerOf(model, a) === runnerOf(model, b);
}

function operandText(node: Syntax): string {
  const operand = node.kind === 'call' ? node.callee : channelOf(node);
  return operand ? textOf(operand) : '';
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
