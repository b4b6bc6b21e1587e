import { isNeverCalled } from '../callers';
import { cancelOf } from '../contexts';
import { runnerOf, type FunctionModel } from '../model';
import { communicationOf } from '../blocked';
import { hit, nameOf, type Blocked, type Rule } from '../rule';
import type { MethodCall } from '../objects';
import type { GoPackage } from '../package';
import type { RuleHit } from '../facts';
import type { Expression, Syntax } from '../syntax';

/**
 * GL007: the context is never cancelled. The goroutine waits for Done of a context whose cancel function is thrown away, or
 * called nowhere that runs.
 *
 *     ctx, _ := context.WithCancel(parent)
 *     go func() { <-ctx.Done(); cleanUp() }()
 */
export const lostCancel: Rule = {
  id: 'GL007',
  sentence: 'The cancel function of the context that is waited for is never called.',
  evaluate(blocked) {
    const { node } = blocked;
    if (node.kind === 'unary') return ofDone(node, blocked, true);
    if (node.kind !== 'select') return [];
    return node.clauses.flatMap(clause => {
      const communication = communicationOf(clause);
      return communication ? ofDone(communication, blocked, false) : [];
    });
  },
};

function ofDone(receive: Syntax, blocked: Blocked, alone: boolean): RuleHit[] {
  const context = contextOf(receive);
  const found = context && cancelOf(context, blocked.model, blocked.pkg, blocked.callerOf);
  if (!found || found.hidden) return [];
  const { model, node, calls } = found;
  if (calls.length === 0) return [hit('GL007', { model, node, certain: alone })];
  if (calls.some(call => isAlive(call, blocked, model))) return [];
  const [call] = calls;
  if (!call) return [];
  const args = [nameOf(call.model)];
  return [hit('GL007', { model, node, certain: false, variant: 'uncalled', args })];
}

/** `ctx` of `<-ctx.Done()`. */
function contextOf(receive: Syntax): Expression | undefined {
  if (receive.kind !== 'unary' || receive.operand.kind !== 'call') return undefined;
  const { callee, args } = receive.operand;
  const isDone = callee.kind === 'selector' && callee.field === 'Done' && args.length === 0;
  return isDone ? callee.operand : undefined;
}

/** Somebody can get to the call: not only this goroutine, behind its wait. */
function isAlive(
  { model, call }: MethodCall,
  { model: own, node, pkg }: Blocked,
  origin: FunctionModel,
): boolean {
  if (isBehind(model, call, own, node)) return false;
  if (isNeverCalled(model, pkg, [own, origin])) return false;
  return !comesAfter(model, own, node, pkg);
}

function comesAfter(
  model: FunctionModel,
  own: FunctionModel,
  node: Syntax,
  pkg: GoPackage,
): boolean {
  const calls = pkg.callsOf(model.syntax) ?? [];
  return calls.length > 0 && calls.every(site => isBehind(site.model, site.call, own, node));
}

function isBehind(model: FunctionModel, at: Syntax, own: FunctionModel, node: Syntax): boolean {
  return (
    model === own &&
    runnerOf(model, at) === runnerOf(own, node) &&
    model.orderOf(at) > own.orderOf(node)
  );
}
