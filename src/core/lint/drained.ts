/** Timers that are drained though nothing is in their channel any more. */
import { textOf } from './flow';
import { ancestorsOf, type FunctionModel } from './model';
import type { Expression, Syntax } from './syntax';

/**
 * `if !t.Stop() { <-t.C }`. Stop answers false for a timer whose value was received before, too, and since Go 1.23 no value is
 * left behind a Stop (release notes of 1.23, "Timer changes"): who is seen waiting here waits in vain.
 */
export function isDrained(model: FunctionModel, receive: Syntax): boolean {
  if (receive.kind !== 'unary' || receive.operator !== '<-') return false;
  const clock = clockOf(receive.operand);
  if (clock === undefined) return false;
  for (const up of ancestorsOf(model, receive)) {
    if (up.kind === 'func' || up.kind === 'for' || up.kind === 'range') return false;
    if (up.kind === 'if') return isNotStopped(up.condition, clock);
  }
  return false;
}

/** `t` of `t.C`. */
function clockOf(channel: Expression): string | undefined {
  return channel.kind === 'selector' && channel.field === 'C'
    ? textOf(channel.operand) || undefined
    : undefined;
}

function isNotStopped(condition: Expression, clock: string): boolean {
  if (condition.kind !== 'unary' || condition.operator !== '!') return false;
  const { operand } = condition;
  return operand.kind === 'call' && textOf(operand.callee) === `${clock}.Stop`;
}
