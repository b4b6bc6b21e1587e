/**
 * Who may hold a lock, by the source: functions that take it. Syntax alone, so names stand for things: what is found is a
 * candidate, what is not found is not there by that name.
 */
import type { Frame, Place } from '../goroutine';
import type { FunctionFacts, SourcePort } from '../locate/port';
import { parseSymbol } from '../symbol';
import { lockNameOf, takesLock, type LockUse } from './lockUses';

/** A function as {@link codeKey} names it. */
export type CodeKey = string;

export interface SourceIndex {
  /** Where the package of `at` takes and releases the lock that is taken at `at`; `undefined`: cannot be told. */
  readonly lockUsesAt: (at: Place) => readonly LockUse[] | undefined;
}

/** Opens the index; nothing is read before the first question. */
export function openSourceIndex(port: SourcePort): SourceIndex {
  return { lockUsesAt: at => lockUsesAt(port, at) };
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

function lockUsesAt(port: SourcePort, at: Place): readonly LockUse[] | undefined {
  const blocked = functionAt(port, at);
  const lock = blocked && lockNameOf(blocked, at.line);
  if (!lock) return undefined;
  return packageFiles(port, at).flatMap(file => {
    return (port.facts(file)?.functions ?? []).flatMap(code => {
      const use = takesLock(code, lock, codeKey(code.receiver, code.name));
      return use ? [{ ...use, file }] : [];
    });
  });
}

function functionAt(port: SourcePort, at: Place): FunctionFacts | undefined {
  return port
    .facts(at.file)
    ?.functions.find(code => code.startLine <= at.line && at.line <= code.endLine);
}

function packageFiles(port: SourcePort, at: Place): readonly string[] {
  return port.goFiles(
    at.file.slice(0, Math.max(at.file.lastIndexOf('/'), at.file.lastIndexOf('\\'))),
  );
}
