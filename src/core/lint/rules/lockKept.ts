import { chainOf } from '../expressions';
import { exitsOfLoop, isTerminating, mayFollow, returnsOf, textOf } from '../flow';
import {
  acquiresOf,
  dominates,
  isBetween,
  isSameLock,
  lockCallOf,
  lockCalls,
  lockKey,
  type LockCall,
} from '../locks';
import { isInside, loopAround, runnerOf, type FunctionModel } from '../model';
import type { GoPackage } from '../package';
import { hit, type Rule } from '../rule';
import type { Syntax } from '../syntax';

/**
 * GL008: a lock is taken and, on one path, not given back. Everybody who comes later waits.
 *
 *     s.mu.Lock()
 *     if s.closed {
 *         return errClosed            // s.mu stays locked
 *     }
 *     s.mu.Unlock()
 */
export const lockKept: Rule = {
  id: 'GL008',
  sentence:
    'A function that takes this lock can end, or begin its next round, without releasing it.',
  evaluate({ model, node, pkg }) {
    const wanted = lockCallOf(model, node);
    if (!wanted || wanted.action !== 'acquire') return [];
    const key = lockKey(wanted, pkg);
    const acquires = key === undefined ? [wanted] : [wanted, ...acquiresOf(key, pkg)];
    const [first] = [...new Set(acquires)].flatMap(taken => {
      const end = keptAt(taken, pkg);
      return end && !(taken.call !== node && taken.call === wanted.call) ? [{ taken, end }] : [];
    });
    if (!first) return [];
    const { taken, end } = first;
    const variant = end.kind === 'branch' && end.word === 'continue' ? { variant: 'loop' } : {};
    return [
      hit('GL008', {
        model: taken.model,
        node: end,
        certain: true,
        args: [taken.text],
        ...variant,
      }),
    ];
  },
};

/** Functions that are meant to return with the lock: `lockAll`, `acquireSlot`. */
const keepers = /lock|acquire|begin|enter|freeze|pause/i;

/** By the call that takes the lock. */
const known = new WeakMap<Syntax, { readonly end: Syntax | undefined }>();

/** Where the function leaves with the lock; undefined when it never does, or is meant to. */
function keptAt(taken: LockCall, pkg: GoPackage): Syntax | undefined {
  const found = known.get(taken.call) ?? { end: findEnd(taken, pkg) };
  known.set(taken.call, found);
  return found.end;
}

function findEnd(taken: LockCall, pkg: GoPackage): Syntax | undefined {
  const { model, call } = taken;
  const releases = lockCalls(model).filter(
    other => other.action === 'release' && isSameLock(other, taken),
  );
  if (isOwn(taken)) return undefined;
  // Without any release the lock is handed on; a deferred one always comes.
  if (releases.length === 0 || releases.some(r => r.deferred) || keepers.test(model.syntax.name))
    return undefined;
  if (isHandedOn(taken)) return undefined;
  const runner = runnerOf(model, call);
  // Entered with the lock, which is given back in between: the function is meant to leave with it.
  if (releases.some(r => model.orderOf(r.call) < model.orderOf(call) && !followsAcquire(r)))
    return undefined;
  if (releases.some(r => runnerOf(model, r.call) !== runner)) return undefined;
  const isFree = (end: Syntax): boolean =>
    !dominates(model, call, end) ||
    releases.some(r => isBetween(model, call, r.call, end)) ||
    callsUnlock(model, call, end, pkg);
  const ends = [...returnsOf(model, call), ...breaks(model, call, releases)];
  return ends.find(end => !isFree(end)) ?? roundOf(taken, isFree);
}

/** A lock that the function has made is not shared yet: `var mu sync.Mutex`, `s := &Store{}`, `s := newStore()`. */
function isOwn({ model, object }: LockCall): boolean {
  const root = chainOf(object)?.root;
  const variable = root && model.variableOf(root);
  if (variable?.role !== 'local') return false;
  const { value, declaration } = variable;
  if (declaration?.kind === 'define' && declaration.values.length === 0) return true;
  const made = value?.kind === 'unary' && value.operator === '&' ? value.operand : value;
  if (made?.kind === 'composite') return true;
  return made?.kind === 'call' && /(^|\.)(new|make|create|open)/i.test(textOf(made.callee));
}

/** The lock itself, or one of its methods, is a value somewhere: whoever gets it may release it (`return s.mu.Unlock`). */
function isHandedOn({ model, object, text }: LockCall): boolean {
  const root = chainOf(object)?.root;
  const variable = root && model.variableOf(root);
  return model.nodes.some(node => {
    if (node.kind !== object.kind || textOf(node) !== text) return false;
    const other = chainOf(node)?.root;
    if (!other || model.variableOf(other) !== variable) return false;
    const parent = model.parentOf(node);
    if (parent?.kind === 'unary' && parent.operator === '&') return true;
    if (parent?.kind !== 'selector' || !/^R?Unlock$/.test(parent.field)) return false;
    const call = model.parentOf(parent);
    return call?.kind !== 'call' || call.callee !== parent;
  });
}

/** An acquire of the same lock stands before it. */
function followsAcquire(freed: LockCall): boolean {
  const { model, call } = freed;
  return lockCalls(model).some(
    taken =>
      taken.action === 'acquire' &&
      isSameLock(taken, freed) &&
      model.orderOf(taken.call) < model.orderOf(call),
  );
}

/** A `break` behind whose loop no release comes any more. */
function breaks(model: FunctionModel, call: Syntax, releases: readonly LockCall[]): Syntax[] {
  const loop = loopAround(model, call);
  if (!loop) return [];
  const behind = releases.some(
    r => !isInside(model, r.call, loop) && mayFollow(model, loop, r.call),
  );
  return behind
    ? []
    : exitsOfLoop(model, loop).filter(exit => exit.kind === 'branch' && exit.word === 'break');
}

/** A `continue` that comes back to the same acquire. */
function roundOf(taken: LockCall, isFree: (end: Syntax) => boolean): Syntax | undefined {
  const { model, call } = taken;
  const loop = loopAround(model, call);
  if (!loop || (loop.kind === 'for' && loop.post && !isPlain(loop.post))) return undefined;
  // A release at the top of the loop belongs to the round before.
  const first = lockCalls(model).find(
    other => isInside(model, other.call, loop) && isSameLock(other, taken),
  );
  if (first?.action === 'release') return undefined;
  return model.nodes.find(
    node =>
      node.kind === 'branch' &&
      node.word === 'continue' &&
      node.label === undefined &&
      loopAround(model, node) === loop &&
      isTerminating(node) &&
      !isFree(node),
  );
}

/** `i++`: it does not unlock. */
function isPlain(post: Syntax): boolean {
  return post.kind === 'assign';
}

/** A callee that says in its name that it unlocks (`finishAndUnlock`), between the acquire and the end. */
function callsUnlock(model: FunctionModel, from: Syntax, to: Syntax, pkg: GoPackage): boolean {
  return model.nodes.some(node => {
    if (node.kind !== 'call' || lockCallOf(model, node)) return false;
    if (!isInside(model, node, to) && !isBetween(model, from, node, to)) return false;
    const { callee } = node;
    const name =
      callee.kind === 'name' ? callee.name : callee.kind === 'selector' ? callee.field : '';
    const called = pkg.calleeOf(model, node);
    return /unlock|release/i.test(name) || (called !== undefined && releasesSomething(called));
  });
}

/** The callee releases a lock that it does not take. */
function releasesSomething(callee: FunctionModel): boolean {
  const calls = lockCalls(callee);
  return calls.some(
    freed =>
      freed.action === 'release' &&
      !calls.some(taken => taken.action === 'acquire' && isSameLock(taken, freed)),
  );
}
