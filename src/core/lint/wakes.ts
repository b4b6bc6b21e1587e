/** Cases of a select, or a plain receive, that end a wait some day without anyone's help. */
import { communicationOf } from './blocked';
import { textOf } from './flow';
import type { WakeUp } from './facts';
import { contextOrigin } from './contexts';
import { isDrained } from './drained';
import type { FunctionModel } from './model';
import type { GoPackage } from './package';
import type { Blocked } from './rule';
import type { Expression, Syntax } from './syntax';

/** In the order of the text. */
export function wakesOf({ node, model, pkg }: Blocked): WakeUp[] {
  const scope = { model, pkg };
  if (node.kind === 'unary') return isDrained(model, node) ? [] : wakeOf(node, scope);
  if (node.kind === 'range') return wakeOfChannel(node.over, node.line, scope);
  if (node.kind !== 'select') return [];
  return node.clauses.flatMap(clause => {
    const communication = communicationOf(clause);
    return communication ? wakeOf(communication, scope) : [];
  });
}

interface Scope {
  readonly model: FunctionModel;
  readonly pkg: GoPackage;
}

function wakeOf(communication: Syntax, scope: Scope): WakeUp[] {
  if (communication.kind !== 'unary' || communication.operator !== '<-') return [];
  return wakeOfChannel(communication.operand, communication.line, scope);
}

function wakeOfChannel(channel: Expression, line: number, scope: Scope): WakeUp[] {
  const kind = kindOf(channel, scope);
  return kind ? [{ kind, line }] : [];
}

function kindOf(channel: Expression, scope: Scope): WakeUp['kind'] | undefined {
  if (channel.kind === 'call') {
    const callee = textOf(channel.callee);
    if (/^(time|clock)\.After$|\.(After|NewTimer\(\)\.C)$/.test(callee)) return 'timer';
    if (callee === 'time.Tick') return 'ticker';
    if (channel.callee.kind !== 'selector' || channel.callee.field !== 'Done') return undefined;
    const origin = contextOrigin(channel.callee.operand, scope.model);
    return origin === 'background' ? 'background-context' : 'context';
  }
  if (channel.kind === 'selector' && channel.field === 'C')
    return kindOfClock(channel.operand, scope);
  if (channel.kind !== 'name') return undefined;
  const value = scope.model.variableOf(channel)?.value;
  return value && value.kind !== 'name' ? kindOf(value, scope) : undefined;
}

/** `t.C`: by what `t` is made with, by its type, or by its name. */
function kindOfClock(clock: Expression, { model, pkg }: Scope): WakeUp['kind'] | undefined {
  const variable = clock.kind === 'name' ? model.variableOf(clock) : undefined;
  const made = variable?.value?.kind === 'call' ? textOf(variable.value.callee) : '';
  const type = variable?.type ?? pkg.typeOf(clock, model) ?? '';
  const text = `${made} ${type} ${textOf(clock)}`;
  if (/tick/i.test(text)) return 'ticker';
  return /timer/i.test(text) ? 'timer' : undefined;
}
