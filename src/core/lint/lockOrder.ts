/**
 * GL026: two locks taken in two orders. A goroutine that holds the first waits for the second, another holds the second and
 * waits for the first: the code of both is wrong, and neither ends. It takes two clusters to see it.
 *
 *     func (s *Store) flush()  { s.mu.Lock(); s.cache.mu.Lock() … }
 *     func (c *Cache) expire() { c.mu.Lock(); c.store.mu.Lock() … }
 */
import { baseName, dirName } from '../locate/paths';
import { placeOf } from './channel';
import type { RuleHit } from './facts';
import { heldAt, isSameLock, lockCallOf, lockCalls, lockKey, type LockCall } from './locks';
import { callOutside } from './home';
import type { FunctionModel } from './model';
import type { GoPackage } from './package';
import { nameOf, type Blocked } from './rule';
import type { Syntax } from './syntax';

/** A goroutine that waits for one lock while its stack holds others; locks by type and field. */
export interface LockWait {
  readonly wanted: string;
  readonly at: Pick<Blocked, 'model' | 'node'>;
  readonly held: readonly { readonly key: string; readonly lock: LockCall }[];
}

/** Undefined when the goroutine waits for no lock, or nothing says which. */
export function lockWaitOf(blocked: Blocked): LockWait | undefined {
  const { model, node, pkg } = blocked;
  const lock = lockCallOf(model, node);
  const wanted = lock?.action === 'acquire' ? fullKey(lock, pkg) : undefined;
  if (wanted === undefined) return undefined;
  const held = heldByStack(blocked).flatMap(taken => {
    const key = fullKey(taken, pkg);
    return key === undefined || key === wanted ? [] : [{ key, lock: taken }];
  });
  return { wanted, at: { model, node }, held };
}

/** Packages have types of the same name. */
function fullKey(lock: LockCall, pkg: GoPackage): string | undefined {
  const key = lockKey(lock, pkg);
  return key && `${dirName(lock.model.syntax.file)} ${key}`;
}

/** Frames of one stack looked at. */
const maxCallers = 8;

/** Locks that the functions of the stack hold where they call each other, and that no inner one has given back. */
function heldByStack({ model, node, callerOf, pkg }: Blocked): LockCall[] {
  const held: LockCall[] = [];
  const freed = new Set<string | undefined>();
  let inner: FunctionModel = model;
  let at: Syntax = node;
  for (let i = 0; i < maxCallers; i++) {
    held.push(...heldAt(inner, at).filter(taken => !freed.has(lockKey(taken, pkg))));
    for (const lock of givenBack(inner, at)) freed.add(lockKey(lock, pkg));
    const site = callOutside(inner, at, callerOf);
    if (!site) break;
    inner = site.model;
    at = site.call;
  }
  return held;
}

/** Locks of the caller that the function has released so far. */
function givenBack(model: FunctionModel, at: Syntax): LockCall[] {
  const before = lockCalls(model).filter(
    ({ call, deferred }) => !deferred && model.orderOf(call) < model.orderOf(at),
  );
  return before.filter(
    (lock, i) =>
      lock.action === 'release' &&
      !before.slice(0, i).some(taken => taken.action === 'acquire' && isSameLock(taken, lock)),
  );
}

/** The hit for `own` when one of the others holds what it wants, and wants what it holds. */
export function lockOrderHit(own: LockWait, others: readonly LockWait[]): RuleHit | undefined {
  for (const other of others) {
    const theirs = other.held.find(({ key }) => key === own.wanted);
    const ours = own.held.find(({ key }) => key === other.wanted);
    if (!theirs || !ours || other === own) continue;
    const { model, call } = theirs.lock;
    const cause = placeOf(model, call);
    const waiting = placeOf(other.at.model, other.at.node);
    return {
      rule: 'GL026',
      at: 'blocking',
      cause,
      causeFunction: nameOf(model),
      text: {
        id: 'GL026',
        args: [
          `${baseName(cause.file)}:${cause.line}`,
          `${baseName(waiting.file)}:${waiting.line}`,
          ours.lock.text,
        ],
      },
      certain: true,
    };
  }
  return undefined;
}
