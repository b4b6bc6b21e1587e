/** Locks: where they are taken and released, and which are held at a place. */
import { chainOf } from './expressions';
import { mayFollow, textOf } from './flow';
import { isInside, listAround, runnerOf, statementAround, type FunctionModel } from './model';
import type { GoPackage } from './package';
import type { Call, Expression, Syntax } from './syntax';
import { ownerOfField, typeName } from './types';

export interface LockCall {
  readonly model: FunctionModel;
  readonly call: Call;
  /** What is locked: `s.mu`, or the value that embeds the lock. */
  readonly object: Expression;
  /** The object as written. */
  readonly text: string;
  readonly mode: 'lock' | 'rlock';
  readonly action: 'acquire' | 'release';
  readonly deferred: boolean;
}

const methods: Readonly<Record<string, Pick<LockCall, 'mode' | 'action'>>> = {
  Lock: { mode: 'lock', action: 'acquire' },
  RLock: { mode: 'rlock', action: 'acquire' },
  Unlock: { mode: 'lock', action: 'release' },
  RUnlock: { mode: 'rlock', action: 'release' },
};

/** A call of a lock's method; undefined for any other call, and for locks that no chain of names means. */
export function lockCallOf(model: FunctionModel, node: Syntax): LockCall | undefined {
  if (node.kind !== 'call' || node.args.length > 0 || node.callee.kind !== 'selector')
    return undefined;
  const { operand, field } = node.callee;
  const method = Object.hasOwn(methods, field) ? methods[field] : undefined;
  const text = method && chainOf(operand) ? textOf(operand) : '';
  if (!method || text === '') return undefined;
  return { ...method, model, call: node, object: operand, text, deferred: isDeferred(model, node) };
}

const known = new WeakMap<FunctionModel, readonly LockCall[]>();
/** A function with more of them was made by a program: each would be held against each. */
const maxLockCalls = 300;

/** Every call of a lock's method in the function, in the order of the text. */
export function lockCalls(model: FunctionModel): readonly LockCall[] {
  let calls = known.get(model);
  if (!calls) {
    const all = model.nodes.flatMap(node => lockCallOf(model, node) ?? []);
    calls = all.length > maxLockCalls ? [] : all;
    known.set(model, calls);
  }
  return calls;
}

/** `defer mu.Unlock()`, or in a literal that is deferred. */
function isDeferred(model: FunctionModel, call: Call): boolean {
  if (model.parentOf(call)?.kind === 'defer') return true;
  const runner = runnerOf(model, call);
  const invoked = runner && model.parentOf(runner);
  return (
    invoked?.kind === 'call' &&
    invoked.callee === runner &&
    model.parentOf(invoked)?.kind === 'defer'
  );
}

/** The same object in the same function: the same variable, and the same fields of it. */
export function isSameLock(a: LockCall, b: LockCall): boolean {
  return a.text === b.text && rootOf(a) === rootOf(b);
}

function rootOf({ model, object }: LockCall): unknown {
  const root = chainOf(object)?.root;
  return root && (model.variableOf(root) ?? root.name);
}

/** Locks that are surely held when `node` runs: taken before it on every path, and on no path released. */
export function heldAt(model: FunctionModel, node: Syntax): readonly LockCall[] {
  const calls = lockCalls(model).filter(
    ({ call }) => runnerOf(model, call) === runnerOf(model, node),
  );
  return calls.filter(
    taken =>
      taken.action === 'acquire' &&
      taken.call !== node &&
      dominates(model, taken.call, node) &&
      !calls.some(
        freed => isRelease(freed, taken) && isBetween(model, taken.call, freed.call, node),
      ),
  );
}

function isRelease(freed: LockCall, taken: LockCall): boolean {
  return freed.action === 'release' && !freed.deferred && isSameLock(freed, taken);
}

/** `middle` may run after `from` and before `to`. */
export function isBetween(model: FunctionModel, from: Syntax, middle: Syntax, to: Syntax): boolean {
  return mayFollow(model, from, middle) && mayFollow(model, middle, to);
}

/** `first` runs whenever `node` does: its statement stands before `node` in a list around it. */
export function dominates(model: FunctionModel, first: Syntax, node: Syntax): boolean {
  const place = listAround(model, statementAround(model, first));
  return (
    place !== undefined &&
    place.list.slice(place.index + 1).some(later => isInside(model, node, later)) &&
    mayFollow(model, first, node)
  );
}

/** Which lock it is, whatever object: `Store.mu`, `Store` for an embedded one. Undefined when no type is spelled out. */
export function lockKey({ object, model }: LockCall, pkg: GoPackage): string | undefined {
  if (object.kind === 'selector') {
    const owner = ownerOfField(typeName(pkg.typeOf(object.operand, model)), object.field, pkg);
    return owner === undefined ? undefined : `${owner}.${object.field}`;
  }
  if (object.kind !== 'name') return undefined;
  if (!model.variableOf(object)) return pkg.variableNamed(object.name) ? object.name : undefined;
  const type = typeName(pkg.typeOf(object, model));
  return type !== undefined && pkg.structNamed(type) ? type : undefined;
}

const acquires = new WeakMap<GoPackage, Map<string, readonly LockCall[]>>();

/** Every acquire of locks with this key in the methods of the type that holds the lock, or for a variable's in the package. */
export function acquiresOf(key: string, pkg: GoPackage): readonly LockCall[] {
  const known = acquires.get(pkg) ?? new Map<string, readonly LockCall[]>();
  acquires.set(pkg, known);
  const found = known.get(key) ?? findAcquires(key, pkg);
  known.set(key, found);
  return found;
}

function findAcquires(key: string, pkg: GoPackage): readonly LockCall[] {
  const [owner = '', field] = key.split('.');
  const models = pkg.structNamed(owner)
    ? pkg.methodsMentioning(field ?? 'Lock', owner)
    : pkg.mentioning(owner);
  return models
    .flatMap(model => lockCalls(model))
    .filter(taken => taken.action === 'acquire' && lockKey(taken, pkg) === key);
}
