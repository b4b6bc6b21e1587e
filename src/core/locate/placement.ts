/** A frame of own code → the line of the operation it stands for, or why there is none. */
import type { Frame, LineNumber, Place } from '../goroutine';
import { fits, mayFollow, type Expectation } from './fits';
import { filesNaming, functionsOf, isLiteral } from './functionMatch';
import type { OwnPackages } from './ownPackages';
import { baseName } from './paths';
import type { FunctionFacts, Operation, SourcePort } from './port';

export type Placement =
  | {
      readonly status: 'exact' | 'moved';
      readonly place: Place;
      /** What stands there; several of one line only in lines like `a <- <-b`. */
      readonly operations: readonly Operation[];
      /** The named function around it; undefined when it was renamed. */
      readonly within: FunctionFacts | undefined;
      /** Lines of other operations of the function that fit as well. */
      readonly rivals: readonly LineNumber[];
    }
  | { readonly status: 'source differs' | 'no file' };

type Placed = Extract<Placement, { readonly place: Place }>;

/**
 * Places one own frame. The recorded line counts when it holds what the frame expects, inside the frame's function; else
 * the only operation of that function that fits. Two that fit are a guess, and guesses are refused.
 */
export function placeFrame(
  frame: Frame,
  expected: Expectation,
  packages: OwnPackages,
  port: SourcePort,
): Placement {
  const { line } = frame;
  if (frame.file === undefined || line === undefined) return { status: 'no file' };
  const tried = packages.dirsOf(frame).map(({ dir, named }) => ({
    named,
    placement: placeInFolder({ ...frame, line }, expected, dir, port),
  }));
  const placed = tried.flatMap(({ named, placement }) =>
    'place' in placement ? [{ named, placement }] : [],
  );
  const exact = placed.filter(({ placement }) => placement.status === 'exact');
  const fitting = exact.length > 0 ? exact : placed;
  const chosen = onlyOne(fitting) ?? onlyOne(fitting.filter(({ named }) => named));
  if (chosen) return chosen.placement;
  const differs = tried.some(({ placement }) => placement.status === 'source differs');
  return { status: fitting.length === 0 && differs ? 'source differs' : 'no file' };
}

type LinedFrame = Frame & { readonly line: LineNumber };

/** Looks in the file of the printed name first; then, when the function is not there, wherever the package has it now. */
function placeInFolder(
  frame: LinedFrame,
  expected: Expectation,
  dir: string,
  port: SourcePort,
): Placement {
  const base = baseName(frame.file ?? '');
  const printed = port.join(dir, base);
  const exists = port.fileExists(printed) && port.mayOpen(printed);
  // A `//line` directive has named a grammar or a template: its lines are not those of Go code.
  if (!base.endsWith('.go')) return { status: exists ? 'source differs' : 'no file' };
  const facts = exists ? port.facts(printed) : undefined;
  const functions = facts ? functionsOf(frame.func, facts) : [];
  if (functions.length > 0) return placeIn(functions, printed, frame, expected);
  const elsewhere = placeElsewhere(frame, expected, dir, port);
  if (elsewhere) return elsewhere;
  if (!facts) return { status: 'no file' };
  // The function was renamed, or is gone: only the recorded line itself can still speak for itself.
  const here = exactHit(facts.functions, printed, frame, expected);
  return here ? { ...here, within: undefined } : { status: 'source differs' };
}

/** The function in other files of the package: a file was renamed or split. Undefined when no file has it. */
function placeElsewhere(
  frame: LinedFrame,
  expected: Expectation,
  dir: string,
  port: SourcePort,
): Placement | undefined {
  const placements = filesNaming(frame.func, dir, port)
    .filter(file => baseName(file) !== baseName(frame.file ?? '') && port.mayOpen(file))
    .flatMap(file => {
      const facts = port.facts(file);
      const functions = facts ? functionsOf(frame.func, facts) : [];
      return functions.length > 0 ? [placeIn(functions, file, frame, expected)] : [];
    });
  const placed = placements.filter((p): p is Placed => 'place' in p);
  const exact = onlyOne(placed.filter(p => p.status === 'exact'));
  return (
    exact ?? onlyOne(placed) ?? (placements.length > 0 ? { status: 'source differs' } : undefined)
  );
}

function placeIn(
  functions: readonly FunctionFacts[],
  file: string,
  frame: LinedFrame,
  expected: Expectation,
): Placement {
  return (
    exactHit(functions, file, frame, expected) ??
    deferredHit(functions, file, frame, expected) ??
    movedHit(functions, file, frame, expected) ?? { status: 'source differs' }
  );
}

/** An operation whose statement covers the recorded line; the anchor is the line of the operator. */
function exactHit(
  functions: readonly FunctionFacts[],
  file: string,
  frame: LinedFrame,
  expected: Expectation,
): Placed | undefined {
  const all = fitting(functions, expected);
  const hits = all.filter(({ operation: o }) => o.startLine <= frame.line && frame.line <= o.line);
  const onLine = hits.filter(({ operation }) => operation.line === frame.line);
  // Several operations may stand in one statement: the next one is where its first lines lead.
  const line = onLine.length > 0 ? frame.line : Math.min(...hits.map(h => h.operation.line));
  const chosen = hits.filter(({ operation }) => operation.line === line);
  const rivals = all.map(({ operation }) => operation.line).filter(other => other !== line);
  return placed('exact', file, chosen, rivals);
}

/** A deferred call is printed at the `return` or the closing brace that ran it (seen on go1.26.8). */
function deferredHit(
  functions: readonly FunctionFacts[],
  file: string,
  frame: LinedFrame,
  expected: Expectation,
): Placed | undefined {
  const exits = functions.filter(f => f.exits?.includes(frame.line));
  const deferred = fitting(exits, expected).filter(({ operation }) => operation.deferred === true);
  return expected.what === 'call' && onlyOne(deferred)
    ? placed('exact', file, deferred)
    : undefined;
}

/** The only operation of the function that fits. `F.func1` runs inside a literal of F and nowhere else. */
function movedHit(
  functions: readonly FunctionFacts[],
  file: string,
  frame: LinedFrame,
  expected: Expectation,
): Placed | undefined {
  if (!mayFollow(expected)) return undefined;
  const hits = fitting(functions, expected);
  const literal = isLiteral(frame.func);
  const sameDepth = hits.filter(({ operation }) => (operation.inClosure === true) === literal);
  const chosen = [hits, sameDepth].find(
    list => new Set(list.map(h => h.operation.line)).size === 1,
  );
  return chosen ? placed('moved', file, chosen) : undefined;
}

interface Hit {
  readonly operation: Operation;
  readonly within: FunctionFacts;
}

function fitting(functions: readonly FunctionFacts[], expected: Expectation): Hit[] {
  return functions.flatMap(within =>
    within.operations.filter(o => fits(o, expected)).map(operation => ({ operation, within })),
  );
}

function placed(
  status: Placed['status'],
  file: string,
  hits: readonly Hit[],
  rivals: readonly LineNumber[] = [],
): Placed | undefined {
  const [first] = hits;
  if (!first) return undefined;
  const place = { file, line: first.operation.line };
  const operations = hits.map(hit => hit.operation);
  return { status, place, operations, within: first.within, rivals };
}

export function onlyOne<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}
