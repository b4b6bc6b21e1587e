/** Changes that a waiter on a Cond would have to be woken for. */
import { loopAround, runnerOf, type FunctionModel } from './model';
import type { MethodCall } from './objects';
import type { GoPackage } from './package';
import type { Expression, Selector, Syntax } from './syntax';
import { isFieldOf, ownerOfField, typeName } from './types';

/** A statement, its function, and the field as it is written there. */
export interface SetFlag {
  readonly model: FunctionModel;
  readonly node: Syntax;
  readonly args: readonly string[];
}

/**
 * The loop around a Wait ends when a flag is set (`for len(q.items) == 0 && !q.closed`), and a function sets it to true
 * without waking anyone: neither itself, nor in what it calls, nor in what calls it.
 */
export function setWithoutWaking(
  wait: Syntax,
  model: FunctionModel,
  wakers: readonly MethodCall[],
  pkg: GoPackage,
): SetFlag | undefined {
  const loop = loopAround(model, wait);
  if (loop?.kind !== 'for' || !loop.condition) return undefined;
  const waking = new Set(wakers.map(waker => waker.model));
  for (const flag of flagsOf(loop.condition)) {
    const owner = ownerOfField(typeName(pkg.typeOf(flag.operand, model)), flag.field, pkg);
    if (owner === undefined) continue;
    const set = pkg
      .mentioning(flag.field)
      .flatMap(other => settingsOf(other, owner, flag.field, pkg))
      .find(one => !wakesSomebody(one.model, waking, pkg));
    if (set) return set;
  }
  return undefined;
}

/** `q.closed` of `a && !q.closed`. */
function flagsOf(condition: Expression): readonly Selector[] {
  if (condition.kind === 'binary' && condition.operator === '&&')
    return [...flagsOf(condition.left), ...flagsOf(condition.right)];
  if (condition.kind !== 'unary' || condition.operator !== '!') return [];
  return condition.operand.kind === 'selector' ? [condition.operand] : [];
}

/** `q.closed = true`. */
function settingsOf(
  model: FunctionModel,
  owner: string,
  field: string,
  pkg: GoPackage,
): readonly SetFlag[] {
  return model.nodes.flatMap(node => {
    const [target] = node.kind === 'assign' && node.targets.length === 1 ? node.targets : [];
    const [value] = node.kind === 'assign' ? node.values : [];
    if (target?.kind !== 'selector' || target.field !== field) return [];
    if (value?.kind !== 'constant' || value.text !== 'true' || runnerOf(model, node)) return [];
    return isFieldOf(owner, target, model, pkg) ? [{ model, node, args: [field] }] : [];
  });
}

function wakesSomebody(
  model: FunctionModel,
  waking: ReadonlySet<FunctionModel>,
  pkg: GoPackage,
): boolean {
  if (waking.has(model)) return true;
  const callees = model.nodes.flatMap(n =>
    n.kind === 'call' ? (pkg.calleeOf(model, n) ?? []) : [],
  );
  if (callees.some(callee => waking.has(callee))) return true;
  const calls = pkg.callsOf(model.syntax);
  return calls === undefined || calls.some(call => waking.has(call.model));
}
