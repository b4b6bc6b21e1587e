/**
 * Who may hold a lock, by the source: functions that take it. Syntax alone, so names stand for things: what is found is a
 * candidate, what is not found is not there by that name.
 */
import type { Frame, Place } from '../goroutine';
import type { FunctionFacts, SourcePort } from '../locate/port';
import { parseSymbol } from '../symbol';
import { isLockCall, lockNameOf, takesLock, type LockName, type LockUse } from './lockUses';

/** A function as {@link codeKey} names it. */
export type CodeKey = string;

export interface SourceIndex {
  /** Where the package of `at` takes and releases the lock that is taken at `at`; `undefined`: cannot be told. */
  readonly lockUsesAt: (at: Place) => readonly LockUse[] | undefined;
}

/** Opens the index; nothing is read before the first question. */
export function openSourceIndex(port: SourcePort): SourceIndex {
  const takers = new Map<string, readonly Code[]>();
  const takersIn = (folder: string): readonly Code[] => {
    const known = takers.get(folder) ?? codeTakingLocks(port, folder);
    takers.set(folder, known);
    return known;
  };
  const uses = new Map<string, readonly LockUse[]>();
  const usesOf = (lock: LockName, folder: string): readonly LockUse[] => {
    const key = `${folder}\0${lock.field ?? ''}`;
    const known = uses.get(key) ?? usesIn(takersIn(folder), lock);
    uses.set(key, known);
    return known;
  };
  return { lockUsesAt: at => lockUsesAt(port, at, usesOf) };
}

/** A function, and where it stands. */
interface Code {
  readonly file: string;
  readonly code: FunctionFacts;
}

/** The functions of a package that take any lock: few of many. */
function codeTakingLocks(port: SourcePort, folder: string): readonly Code[] {
  return port
    .goFiles(folder)
    .flatMap(file => (port.facts(file)?.functions ?? []).map(code => ({ file, code })))
    .filter(({ code }) => code.operations.some(isLockCall));
}

/**
 * One name for a function of the source and for its frames: type and name, without package and closures. An import path does
 * not tell the name of the package, and one candidate too many only makes the verdict milder.
 */
export function codeKey(receiver: string | undefined, name: string): CodeKey {
  return `${receiver ?? ''}.${name}`;
}

/** The same for a frame. */
export function frameKey(frame: Frame): CodeKey {
  const { receiver, name } = parseSymbol(frame.func);
  return codeKey(receiver, name);
}

function lockUsesAt(
  port: SourcePort,
  at: Place,
  usesOf: (lock: LockName, folder: string) => readonly LockUse[],
): readonly LockUse[] | undefined {
  const blocked = functionAt(port, at);
  const lock = blocked && lockNameOf(blocked, at.line);
  return lock && usesOf(lock, folderOf(at.file));
}

function functionAt(port: SourcePort, at: Place): FunctionFacts | undefined {
  return port
    .facts(at.file)
    ?.functions.find(code => code.startLine <= at.line && at.line <= code.endLine);
}

function usesIn(takers: readonly Code[], lock: LockName): readonly LockUse[] {
  return takers.flatMap(({ file, code }) => {
    const use = takesLock(code, lock, codeKey(code.receiver, code.name));
    return use ? [{ ...use, file }] : [];
  });
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')));
}
