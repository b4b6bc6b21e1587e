/** Cases of a select, or a plain receive, that end a wait some day without anyone's help. */
import { communicationOf } from './blocked';
import { exitsOfLoop, textOf } from './flow';
import type { WakeUp } from './facts';
import { contextOrigin } from './contexts';
import { isDrained } from './drained';
import { isInside, loopAround, type FunctionModel } from './model';
import type { GoPackage } from './package';
import type { Blocked } from './rule';
import type { Expression, Syntax } from './syntax';

/** In the order of the text. */
export function wakesOf({ node, model, pkg }: Blocked): WakeUp[] {
  const scope = { model, pkg };
  if (node.kind === 'unary')
    return isDrained(model, node) ? [] : wakeOf(node, scope, goesOn(model, node));
  if (node.kind === 'range')
    return wakeOfChannel(node.over, scope, {
      line: node.line,
      again: exitsOfLoop(model, node).length === 0,
    });
  if (node.kind !== 'select') return [];
  return node.clauses.flatMap(clause => {
    const communication = communicationOf(clause);
    return communication ? wakeOf(communication, scope, goesOn(model, node, clause)) : [];
  });
}

interface Scope {
  readonly model: FunctionModel;
  readonly pkg: GoPackage;
}

function wakeOf(communication: Syntax, scope: Scope, again: boolean): WakeUp[] {
  if (communication.kind !== 'unary' || communication.operator !== '<-') return [];
  return wakeOfChannel(communication.operand, scope, { line: communication.line, again });
}

function wakeOfChannel(channel: Expression, scope: Scope, wake: Omit<WakeUp, 'kind'>): WakeUp[] {
  const kind = kindOf(channel, scope);
  return kind ? [{ kind, ...wake }] : [];
}

/** The loop around the wait has no end of its own, and none within `part`: all of it, or one case. */
function goesOn(model: FunctionModel, wait: Syntax, part?: Syntax): boolean {
  const loop = loopAround(model, wait);
  if (loop?.kind !== 'for' || loop.condition) return false;
  return !exitsOfLoop(model, loop).some(exit => isInside(model, exit, part ?? loop));
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
