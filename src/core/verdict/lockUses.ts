/** Where functions take and release one lock, by its name in the source. */
import type { LineNumber, Place } from '../goroutine';
import type { FunctionFacts, Operation } from '../locate/port';

/** How the blocked line names its lock. */
export interface LockName {
  /** `mu` of `s.mu.Lock()`; `undefined`: embedded in the receiver (`s.Lock()`). */
  readonly field: string | undefined;
}

/** A function that takes the lock. */
export interface LockUse {
  /** See `codeKey`. */
  readonly code: string;
  readonly file: string;
  readonly calls: readonly {
    readonly line: LineNumber;
    readonly takes: boolean;
    readonly inClosure: boolean;
    /** A deferred release: the lock is held to the end. */
    readonly deferred: boolean;
  }[];
}

const takers = new Set(['Lock', 'RLock']);
const releasers = new Set(['Unlock', 'RUnlock']);

/** A call of `Lock` or `RLock`. */
export function isLockCall({ kind, calleeName }: Operation): boolean {
  return kind === 'call' && takers.has(calleeName ?? '');
}

/** The lock that a function takes at a line; `undefined` when no `Lock` or `RLock` is called there. */
export function lockNameOf(code: FunctionFacts, line: LineNumber): LockName | undefined {
  const call = code.operations.find(
    ({ kind, calleeName, line: at, startLine }) =>
      kind === 'call' && takers.has(calleeName ?? '') && (at === line || startLine === line),
  );
  const base = call && baseOf(call);
  if (base === undefined) return undefined;
  if (base === code.receiverName) return { field: undefined };
  return { field: base.slice(base.lastIndexOf('.') + 1) };
}

/** What `code` does with the lock, `undefined` when it never takes it. */
export function takesLock(
  code: FunctionFacts,
  lock: LockName,
  key: string,
): Omit<LockUse, 'file'> | undefined {
  const calls = code.operations.flatMap(operation => {
    const name = operation.calleeName ?? '';
    const takes = takers.has(name);
    if (operation.kind !== 'call' || (!takes && !releasers.has(name))) return [];
    if (!isLock(baseOf(operation), lock)) return [];
    const { line, inClosure = false, deferred = false } = operation;
    return [{ line, takes, inClosure, deferred }];
  });
  return calls.some(({ takes }) => takes) ? { code: key, calls } : undefined;
}

/**
 * Whether a goroutine that stands at `line` of the function holds the lock: it was taken above and not released between.
 * `place` of the call that took it, for a person to look at.
 */
export function heldAt(use: LockUse, line: LineNumber, inClosure: boolean): Place | undefined {
  const above = use.calls.filter(
    call => call.inClosure === inClosure && !call.deferred && call.line < line,
  );
  const last = above.at(-1);
  return last?.takes === true ? { file: use.file, line: last.line } : undefined;
}

/** Whether a goroutine that stands at `line` still comes to a release. Literals are not told apart: in doubt it does. */
export function mayRelease(use: LockUse, line: LineNumber, inClosure: boolean): boolean {
  return use.calls.some(
    call => !call.takes && call.inClosure === inClosure && (call.deferred || call.line >= line),
  );
}

/** It returns with the lock in hand: whoever called it holds the lock, wherever that one is now. */
export function handsOver({ calls }: LockUse): boolean {
  const released = (inClosure: boolean) =>
    calls.some(call => !call.takes && call.inClosure === inClosure);
  return calls.some(({ takes, inClosure }) => takes && !released(inClosure));
}

function isLock(base: string | undefined, lock: LockName): boolean {
  if (base === undefined) return false;
  // An embedded lock is taken through any variable of the type: without types every plain name may be one.
  if (lock.field === undefined) return !base.includes('.');
  return base === lock.field || base.endsWith(`.${lock.field}`);
}

/** `s.mu` of `s.mu.Lock`. */
function baseOf({ callee, calleeName }: Operation): string | undefined {
  if (callee === undefined || calleeName === undefined) return undefined;
  const end = callee.length - calleeName.length - 1;
  return end > 0 && callee[end] === '.' ? callee.slice(0, end) : undefined;
}
