/** Where goroutines were started: `created by` frames → the `go` statement, or the call that led to it. */
import type { Frame, Place } from '../goroutine';
import { parseSymbol } from '../symbol';
import { functionsOf, isLiteral } from './functionMatch';
import type { Locator } from './locator';
import { onlyOne, type Placement } from './placement';
import type { Operation } from './port';

/** A goroutine's start: its outermost frame last. */
export interface Start {
  readonly createdBy: Frame;
  readonly frames: readonly Frame[];
}

/**
 * Places the `go` statement of an own creator. The goroutine's outermost function is known: a statement that starts
 * another one is not the one that was recorded, and the only one that starts it is.
 */
export function placeCreation({ createdBy, frames }: Start, locator: Locator): Placement {
  const placement = locator.place(createdBy, { what: 'go' });
  const entry = frames[frames.length - 1];
  // Up to Go 1.20 the outermost frames of a stack of about 100 are lost without a mark.
  if (!entry || frames.length >= 90) return placement;
  const fit =
    'place' in placement ? startOf(placement.operations, entry, createdBy, locator) : 'no';
  const exact = placement.status === 'exact';
  if (fit === 'yes' || (fit === 'variable' && exact)) return placement;
  const followed = followStart(createdBy, entry, locator);
  if (followed) return followed;
  if (!('place' in placement)) return placement;
  const possible = fit === 'variable' || (fit === 'field' && exact && placement.within);
  return possible ? placement : { status: 'source differs' };
}

/**
 * Whether a `go` statement starts the function of `entry`: surely, as what a local variable or a field may hold, or not.
 * A field that holds a function is rare beside methods of other packages, whose declarations are not looked at.
 */
type StartFit = 'yes' | 'variable' | 'field' | 'no';

function startOf(
  operations: readonly Operation[],
  entry: Frame,
  createdBy: Frame,
  locator: Locator,
): StartFit {
  if (operations.some(o => surelyStarts(o, entry))) return 'yes';
  const declared = namesOf(createdBy, locator);
  const fits = operations.map(({ callee, calleeName: name }): StartFit => {
    if (name === undefined) return 'no';
    if (callee === name && (isLiteral(entry.func) || !declared.has(name))) return 'variable';
    return declared.has(name) ? 'no' : 'field';
  });
  return fits.find(fit => fit === 'variable') ?? fits.find(fit => fit === 'field') ?? 'no';
}

/** A literal starts closures; a name starts the function of that name. */
function surelyStarts(operation: Operation, entry: Frame): boolean {
  const literal = isLiteral(entry.func);
  if (operation.calleeName === undefined) return literal;
  return operation.calleeName === parseSymbol(entry.func).name && !literal;
}

/** Functions and methods declared in the creator's package: what has another name can only be a variable. */
function namesOf(createdBy: Frame, { packages, port }: Locator): ReadonlySet<string> {
  const files = packages.dirsOf(createdBy).flatMap(({ dir }) => port.goFiles(dir));
  return new Set(files.flatMap(file => port.facts(file)?.functions ?? []).map(f => f.name));
}

/** The only `go` statement of the creating function that surely starts `entry`. */
function followStart(
  createdBy: Frame,
  entry: Frame,
  { packages, port }: Locator,
): Placement | undefined {
  const found = packages.dirsOf(createdBy).flatMap(({ dir }) =>
    port.goFiles(dir).flatMap(file => {
      const facts = port.mayOpen(file) ? port.facts(file) : undefined;
      return (facts ? functionsOf(createdBy.func, facts) : []).flatMap(within =>
        within.operations
          .filter(o => o.kind === 'go' && surelyStarts(o, entry))
          .map(operation => ({ file, within, operation })),
      );
    }),
  );
  const only = onlyOne(found);
  if (!only) return undefined;
  return {
    status: 'moved',
    place: { file: only.file, line: only.operation.line },
    operations: [only.operation],
    within: only.within,
    rivals: [],
  };
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
