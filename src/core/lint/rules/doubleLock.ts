import { argumentAt, callOutside, type CallerOf } from '../home';
import { heldAt, isSameLock, lockCallOf, lockKey, type LockCall } from '../locks';
import type { FunctionModel } from '../model';
import { chainOf } from '../expressions';
import { textOf } from '../flow';
import { hit, type Blocked, type Rule } from '../rule';
import type { RuleHit } from '../facts';
import type { Call, Expression, Syntax } from '../syntax';

/**
 * GL025: the goroutine waits for a lock that it holds itself. Go's locks cannot be taken twice; a read lock that is taken
 * twice waits as soon as a writer stands in between (GL027).
 *
 *     func (s *Store) Save() {
 *         s.mu.Lock()
 *         defer s.mu.Unlock()
 *         s.log()
 *     }
 *     func (s *Store) log() {
 *         s.mu.Lock()                 // Save holds it
 */
export const doubleLock: Rule = {
  id: 'GL025',
  sentence: 'The goroutine waits for a lock that it holds itself.',
  evaluate(blocked) {
    const { model, node, pkg, callerOf } = blocked;
    const wanted = lockCallOf(model, node);
    if (!wanted || wanted.action !== 'acquire') return [];
    const own = heldAt(model, node).find(held => isSameLock(held, wanted));
    if (own) return [hitOf(own, wanted, true)];
    const outer = heldAbove(wanted, model, node, callerOf, pkg);
    return outer ? [outer] : [];
  },
};

function hitOf(held: LockCall, wanted: LockCall, certain: boolean): RuleHit {
  const reads = held.mode === 'rlock' && wanted.mode === 'rlock';
  const { model, call } = held;
  return hit(reads ? 'GL027' : 'GL025', { model, node: call, certain, args: [held.text] });
}

/** The stack is deep at times; locks are held near. */
const maxCallers = 8;

/** A function further out holds the same object's lock, or (not for sure) a lock of the same field. */
function heldAbove(
  wanted: LockCall,
  model: FunctionModel,
  node: Syntax,
  callerOf: CallerOf,
  pkg: Blocked['pkg'],
): RuleHit | undefined {
  if (releasedBefore(wanted, model, node)) return undefined;
  const key = lockKey(wanted, pkg);
  let inner = model;
  let object: Held | undefined = { expression: wanted.object, fields: [] };
  let at: Syntax = node;
  for (let i = 0; i < maxCallers; i++) {
    const site = callOutside(inner, at, callerOf);
    if (!site) return undefined;
    object = object && outward(object, inner, site.call);
    for (const held of heldAt(site.model, site.call)) {
      const same = object !== undefined && means(object, site.model, held);
      if (same || (key !== undefined && lockKey(held, pkg) === key))
        return hitOf(held, wanted, same);
    }
    inner = site.model;
    at = site.call;
  }
  return undefined;
}

/** An expression of some function, and fields behind it. */
interface Held {
  readonly expression: Expression;
  readonly fields: readonly string[];
}

/** The same object as the caller names it. */
function outward({ expression, fields }: Held, inner: FunctionModel, call: Call): Held | undefined {
  const chain = chainOf(expression);
  const position = chain && inner.variableOf(chain.root)?.position;
  const argument =
    position === undefined ? undefined : argumentAt({ model: inner, call }, position);
  return chain && argument && { expression: argument, fields: [...chain.fields, ...fields] };
}

function means({ expression, fields }: Held, model: FunctionModel, held: LockCall): boolean {
  const root = chainOf(expression)?.root;
  const heldRoot = chainOf(held.object)?.root;
  if (!root || !heldRoot || [textOf(expression), ...fields].join('.') !== held.text) return false;
  const variable = model.variableOf(root);
  return variable ? variable === model.variableOf(heldRoot) : !model.variableOf(heldRoot);
}

/** The callee may give the lock back before it takes it again. */
function releasedBefore(wanted: LockCall, model: FunctionModel, node: Syntax): boolean {
  return model.nodes.some(other => {
    const call = lockCallOf(model, other);
    return (
      call?.action === 'release' &&
      !call.deferred &&
      isSameLock(call, wanted) &&
      model.orderOf(other) < model.orderOf(node)
    );
  });
}
