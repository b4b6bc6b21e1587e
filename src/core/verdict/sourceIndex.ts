/**
 * Who else could end a wait, by the source: functions that use the other end of a channel field, and functions that take a
 * lock. Syntax alone, so names stand for things: what is found is a candidate, what is not found is not there by that name.
 */
import type { Cluster, Frame, Place } from '../goroutine';
import type { FunctionFacts, Operation, SourcePort } from '../locate/port';
import { parseSymbol } from '../symbol';
import { lockNameOf, takesLock, type LockUse } from './lockUses';

/** A function that could end the wait, in the form of {@link codeKey}. */
export type CodeKey = string;

export interface SourceIndex {
  /** Functions that do the opposite of `kind` on a channel of this field name; `undefined`: cannot be told. */
  readonly partnersOf: (
    at: Place,
    field: string,
    kind: 'send' | 'recv',
  ) => ReadonlySet<CodeKey> | undefined;
  /** Where the package of `at` takes and releases the lock that is taken at `at`; `undefined`: cannot be told. */
  readonly lockUsesAt: (at: Place) => readonly LockUse[] | undefined;
}

/** More files than this are not searched for a name: it is too common to say anything. */
const mostFiles = 200;

/** Opens the index; nothing is read before the first question. */
export function openSourceIndex(port: SourcePort): SourceIndex {
  return {
    partnersOf: (at, field, kind) => partnersOf(port, at, field, kind),
    lockUsesAt: at => lockUsesAt(port, at),
  };
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

/** Clusters that are inside one of these functions, but for `cluster` itself. */
export function clustersIn(
  clusters: readonly Cluster[],
  keys: ReadonlySet<CodeKey>,
  except: Cluster,
): Cluster[] {
  return clusters.filter(
    cluster => cluster !== except && cluster.frames.some(frame => keys.has(frameKey(frame))),
  );
}

function partnersOf(
  port: SourcePort,
  at: Place,
  field: string,
  kind: 'send' | 'recv',
): ReadonlySet<CodeKey> | undefined {
  const files = port.filesMentioning ? port.filesMentioning(field) : packageFiles(port, at);
  if (!files || files.length > mostFiles) return undefined;
  const keys = new Set<CodeKey>();
  for (const file of files) {
    for (const code of port.facts(file)?.functions ?? [])
      if (code.operations.some(operation => serves(operation, field, kind)))
        keys.add(codeKey(code.receiver, code.name));
  }
  return keys;
}

/** Does this operation meet one that is blocked in `kind` on the field? `close` ends a receive. */
function serves(operation: Operation, field: string, kind: 'send' | 'recv'): boolean {
  const { kind: what, channel, cases } = operation;
  if (
    cases?.some(one => one.kind !== 'default' && one.kind !== kind && isField(one.channel, field))
  )
    return true;
  if (kind === 'send') return (what === 'recv' || what === 'range') && isField(channel, field);
  if (what === 'send') return isField(channel, field);
  return what === 'call' && operation.calleeName === 'close';
}

function isField(expression: string | undefined, field: string): boolean {
  return expression !== undefined && (expression === field || expression.endsWith(`.${field}`));
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
