/** Where goroutines were started: `created by` frames → the `go` statement, or the call that led to it. */
import type { Frame, LineNumber, Place, WaitKind } from '../goroutine';
import { expectationAt } from './fits';
import { parseSymbol } from '../symbol';
import { filesNaming, functionsOf, isLiteral } from './functionMatch';
import type { Locator } from './locator';
import { baseName } from './paths';
import { onlyOne, type Placement } from './placement';
import type { FileFacts, FunctionFacts, Operation } from './port';

/** A goroutine's start: its outermost frame last, and what it waits for. */
export interface Start {
  readonly createdBy: Frame;
  readonly frames: readonly Frame[];
  readonly kind: WaitKind;
  /** Frames that the dump says it left out in the middle. */
  readonly framesElided: number;
}

/** The goroutine's outermost function, and where it stands now, as far as that is known. */
interface Entry {
  readonly frame: Frame;
  readonly at: Place | undefined;
}

/**
 * Places the `go` statement of an own creator. The goroutine's outermost function is known: a statement that starts
 * another one is not the one that was recorded, and the only one that starts it is.
 */
export function placeCreation(start: Start, locator: Locator): Placement {
  const { createdBy } = start;
  const placement = locator.place(createdBy, { what: 'go' });
  const entry = entryOf(start, locator);
  if (!entry) return placement;
  const fit = 'place' in placement ? startOf(placement, entry, createdBy, locator) : 'no';
  const exact = placement.status === 'exact';
  if (fit === 'yes') return placement;
  const followed = followStart(createdBy, entry, filesOf(createdBy, locator), locator);
  if (followed) return followed;
  if (!('place' in placement)) return placement;
  const possible = fit === 'variable' || (fit === 'field' && exact && placement.within);
  return possible ? placement : { status: 'source differs' };
}

/**
 * The one `go` statement that can have started the goroutine, by what it starts alone: wherever it was recorded. Looks in the
 * printed file only.
 */
export function sureStart(start: Start, locator: Locator): Placement | undefined {
  const { createdBy } = start;
  const { packages, port } = locator;
  const entry = entryOf(start, locator);
  const files = packages
    .dirsOf(createdBy)
    .map(({ dir }) => port.join(dir, baseName(createdBy.file ?? '')))
    .filter(file => port.fileExists(file));
  return entry && followStart(createdBy, entry, files, locator);
}

/** Undefined: up to Go 1.20 the outermost frames of a stack of about 100 are lost without a mark. */
function entryOf({ frames, kind, framesElided }: Start, locator: Locator): Entry | undefined {
  const index = frames.length - 1;
  const frame = frames[index];
  if (!frame || (frames.length >= 90 && framesElided === 0)) return undefined;
  const placement =
    locator.isOwn(frame) && isLiteral(frame.func)
      ? locator.place(frame, expectationAt(frames, index, kind))
      : undefined;
  return { frame, at: placement && 'place' in placement ? placement.place : undefined };
}

type Placed = Extract<Placement, { readonly place: Place }>;

/**
 * Whether a `go` statement starts the function of `entry`: surely, as what a local variable or a field may hold, or not.
 * A field that holds a function is rare beside methods of other packages, whose declarations are not looked at.
 */
type StartFit = 'yes' | 'variable' | 'field' | 'no';

function startOf(
  { operations, within, place }: Placed,
  entry: Entry,
  createdBy: Frame,
  locator: Locator,
): StartFit {
  const facts = locator.port.facts(place.file);
  if (operations.some(o => surelyStarts(o, within, entry, facts))) return 'yes';
  const fits = operations.map(({ callee, calleeName: name }): StartFit => {
    if (name === undefined) return 'no';
    if (isDeclared(name, createdBy, locator)) return 'no';
    return callee === name ? 'variable' : 'field';
  });
  return fits.find(fit => fit === 'variable') ?? fits.find(fit => fit === 'field') ?? 'no';
}

/** A literal starts a closure of the function that it stands in, which waits inside it; a name starts the function of that name. */
function surelyStarts(
  operation: Operation,
  within: FunctionFacts | undefined,
  { frame, at }: Entry,
  facts: FileFacts | undefined,
): boolean {
  const literal = isLiteral(frame.func);
  if (operation.calleeName !== undefined) return !literal && names(operation, frame);
  if (!literal || !within || !facts) return literal;
  return functionsOf(frame.func, facts).includes(within) && (!at || spans(operation, at.line));
}

/** `go run()` starts a function, `go x.run()` a method or a function of another package. */
function names({ callee, calleeName }: Operation, { func }: Frame): boolean {
  const { name, receiver } = parseSymbol(func);
  return name === calleeName && (receiver === undefined || callee !== calleeName);
}

function spans({ startLine, line, endLine = line }: Operation, at: LineNumber): boolean {
  return startLine <= at && at <= endLine;
}

/** The creator's package declares a function or method of this name: what has another name can only be a variable. */
function isDeclared(name: string, createdBy: Frame, { packages, port }: Locator): boolean {
  const files = packages.dirsOf(createdBy).flatMap(({ dir }) => port.goFiles(dir));
  return files
    .filter(file => port.mentions?.(file, name) ?? true)
    .some(file => port.facts(file)?.functions.some(f => f.name === name) === true);
}

function filesOf(createdBy: Frame, { packages, port }: Locator): readonly string[] {
  return packages.dirsOf(createdBy).flatMap(({ dir }) => filesNaming(createdBy.func, dir, port));
}

/** The only `go` statement of the creating function that surely starts `entry`. */
function followStart(
  createdBy: Frame,
  entry: Entry,
  files: readonly string[],
  { port }: Locator,
): Placement | undefined {
  const found = files.flatMap(file => {
    const facts = port.mayOpen(file) ? port.facts(file) : undefined;
    return (facts ? functionsOf(createdBy.func, facts) : []).flatMap(within =>
      within.operations
        .filter(o => o.kind === 'go' && surelyStarts(o, within, entry, facts))
        .map(operation => ({ file, within, operation })),
    );
  });
  const only = onlyOne(found) ?? (entry.at && innermost(found));
  if (!only) return undefined;
  return {
    status: 'moved',
    place: { file: only.file, line: only.operation.line },
    operations: [only.operation],
    within: only.within,
    rivals: [],
  };
}

/** Of literals around one line, the one that no other is inside of. */
function innermost<T extends { readonly operation: Operation }>(
  found: readonly T[],
): T | undefined {
  const start = Math.max(...found.map(({ operation }) => operation.startLine));
  return onlyOne(found.filter(({ operation }) => operation.startLine === start));
}

/**
 * A spawn wrapper (`sync.(*WaitGroup).Go`, `errgroup.(*Group).Go`) ran the `go` statement: the place in own code is the
 * call of the wrapper around the literal that it was handed. Undefined when there is not exactly one.
 */
export function placeSpawnCall(
  createdBy: Frame,
  outermost: Frame,
  placement: Placed,
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
