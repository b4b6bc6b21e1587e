/** Where goroutines were started: `created by` frames → the `go` statement, or the call that led to it. */
import type { Frame, Place } from '../goroutine';
import { parseSymbol } from '../symbol';
import { functionsOf, isLiteral } from './functionMatch';
import type { Locator } from './locator';
import type { OwnPackages } from './ownPackages';
import { onlyOne, type Placement } from './placement';
import type { Operation, SourcePort } from './port';

/** A goroutine's start: its outermost frame last. */
export interface Start {
  readonly createdBy: Frame;
  readonly frames: readonly Frame[];
}

/**
 * Places the `go` statement of an own creator. When the recorded line holds a statement that starts another function than
 * the goroutine's outermost one, and one statement alone starts that, the code has moved there.
 */
export function placeCreation(
  { createdBy, frames }: Start,
  { packages, port, place }: Locator,
): Placement {
  const placement = place(createdBy, { what: 'go' });
  const entry = frames[frames.length - 1];
  if (!entry) return placement;
  if ('place' in placement && placement.operations.some(o => mayStart(o, entry))) return placement;
  return followStart(placement, createdBy, entry, packages, port) ?? placement;
}

/** A literal starts closures; a name starts the function of that name. A variable may hold any function. */
function mayStart(operation: Operation, entry: Frame): boolean {
  const literal = isLiteral(entry.func);
  if (operation.calleeName === undefined) return literal;
  return operation.calleeName === parseSymbol(entry.func).name && !literal;
}

/** The only `go` statement of the creating function that surely starts `entry`. */
function followStart(
  placement: Placement,
  createdBy: Frame,
  entry: Frame,
  packages: OwnPackages,
  port: SourcePort,
): Placement | undefined {
  const found = packages.dirsOf(createdBy).flatMap(({ dir }) =>
    port.goFiles(dir).flatMap(file => {
      const facts = port.mayOpen(file) ? port.facts(file) : undefined;
      return (facts ? functionsOf(createdBy.func, facts) : []).flatMap(within =>
        within.operations
          .filter(o => o.kind === 'go' && mayStart(o, entry))
          .map(operation => ({ file, within, operation })),
      );
    }),
  );
  const only = onlyOne(found);
  if (!only || ('place' in placement && isVariable(placement, packages, createdBy, port)))
    return undefined;
  return {
    status: 'moved',
    place: { file: only.file, line: only.operation.line },
    operations: [only.operation],
    within: only.within,
    rivals: [],
  };
}

/** The statement on the recorded line starts what a variable or parameter holds: it may well be `entry`. */
function isVariable(
  placement: Extract<Placement, { readonly place: Place }>,
  packages: OwnPackages,
  createdBy: Frame,
  port: SourcePort,
): boolean {
  const names = new Set(
    packages
      .dirsOf(createdBy)
      .flatMap(({ dir }) => port.goFiles(dir))
      .flatMap(file => port.facts(file)?.functions ?? [])
      .map(f => f.name),
  );
  return placement.operations.some(o => o.calleeName !== undefined && !names.has(o.calleeName));
}

/**
 * A spawn wrapper (`sync.(*WaitGroup).Go`, `errgroup.(*Group).Go`) ran the `go` statement: the place in own code is the
 * call of the wrapper around the literal that it was handed. Undefined when there is not exactly one.
 */
export function placeSpawnCall(
  createdBy: Frame,
  outermost: Frame,
  placement: Extract<Placement, { readonly place: Place }>,
): Place | undefined {
  if (!isLiteral(outermost.func) || !placement.within) return undefined;
  const { file, line } = placement.place;
  const name = spawnName(createdBy.func);
  const around = placement.within.operations
    .filter(o => o.kind === 'call' && o.calleeName === name)
    .filter(o => o.startLine <= line && line <= (o.endLine ?? o.line));
  const call = onlyOne(around);
  return call && { file, line: call.line };
}

/** Timers start the callbacks of `time.AfterFunc` in `time.goFunc`. */
function spawnName(creator: string): string {
  const { name } = parseSymbol(creator);
  return creator === 'time.goFunc' ? 'AfterFunc' : name;
}
