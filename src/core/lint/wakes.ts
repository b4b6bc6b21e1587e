/** Cases of a select, or a plain receive, that end a wait some day without anyone's help. */
import { communicationOf } from './blocked';
import { textOf } from './flow';
import type { WakeUp } from './facts';
import { contextOrigin } from './contexts';
import type { FunctionModel } from './model';
import type { Blocked } from './rule';
import type { Expression, Syntax } from './syntax';

/** In the order of the text. */
export function wakesOf({ node, model }: Blocked): WakeUp[] {
  if (node.kind === 'unary') return wakeOf(node, model);
  if (node.kind === 'range') return wakeOfChannel(node.over, node.line, model);
  if (node.kind !== 'select') return [];
  return node.clauses.flatMap(clause => {
    const communication = communicationOf(clause);
    return communication ? wakeOf(communication, model) : [];
  });
}

function wakeOf(communication: Syntax, model: FunctionModel): WakeUp[] {
  if (communication.kind !== 'unary' || communication.operator !== '<-') return [];
  return wakeOfChannel(communication.operand, communication.line, model);
}

function wakeOfChannel(channel: Expression, line: number, model: FunctionModel): WakeUp[] {
  const kind = kindOf(channel, model);
  return kind ? [{ kind, line }] : [];
}

function kindOf(channel: Expression, model: FunctionModel): WakeUp['kind'] | undefined {
  if (channel.kind === 'call') {
    const callee = textOf(channel.callee);
    if (/^(time|clock)\.After$|\.(After|NewTimer\(\)\.C)$/.test(callee)) return 'timer';
    if (callee === 'time.Tick') return 'ticker';
    if (channel.callee.kind !== 'selector' || channel.callee.field !== 'Done') return undefined;
    const origin = contextOrigin(channel.callee.operand, model);
    return origin === 'background' ? 'background-context' : 'context';
  }
  if (channel.kind === 'selector' && channel.field === 'C')
    return kindOfClock(channel.operand, model);
  if (channel.kind !== 'name') return undefined;
  const value = model.variableOf(channel)?.value;
  return value && value.kind !== 'name' ? kindOf(value, model) : undefined;
}

/** `t.C`: by what `t` is made with, or by its name. */
function kindOfClock(clock: Expression, model: FunctionModel): WakeUp['kind'] | undefined {
  const variable = clock.kind === 'name' ? model.variableOf(clock) : undefined;
  const made = variable?.value?.kind === 'call' ? textOf(variable.value.callee) : '';
  const type = variable?.type ?? '';
  const text = `${made} ${type} ${textOf(clock)}`;
  if (/tick/i.test(text)) return 'ticker';
  return /timer/i.test(text) ? 'timer' : undefined;
}
