/** Go text → facts, with tree-sitter. A file with errors still has facts: the parser recovers. */
import path from 'node:path';
import { Language, Parser, Query, type Node, type QueryCapture } from 'web-tree-sitter';
import type { FunctionSyntax, PackageDeclarations } from '../core/lint/syntax';
import type { FileFacts, FunctionFacts } from '../core/locate/port';
import { parseDeclarations, parseFunction, type FunctionPosition } from './functionSyntax';
import { declaredRange, rangesByLayout, variableRange, type FunctionRange } from './functions';
import { goQuery, type CaptureName } from './goQuery';
import { noNames, noteDeclaration, withDeclaredNames, type DeclaredNames } from './notChannels';
import {
  callOperation,
  goOperation,
  rangeOperation,
  recvOperation,
  selectOperation,
  sendOperation,
  startedCall,
  type FoundOperation,
} from './operations';

export interface GoSyntax {
  /** Facts of one file's text; undefined when the parser gives up. */
  facts(text: string): FileFacts | undefined;
  /** Statements of one function, from its own text; undefined when it has errors. */
  function(text: string, at: FunctionPosition): FunctionSyntax | undefined;
  /** What one file's text declares beside functions. */
  declarations(text: string, file: string): PackageDeclarations;
  dispose(): void;
}

/**
 * Loads the parser and the Go grammar from `wasmDir` (`web-tree-sitter.wasm` and `tree-sitter-go.wasm`). Rejects when
 * they cannot be loaded.
 */
export async function openGoSyntax(wasmDir: string): Promise<GoSyntax> {
  await Parser.init({ locateFile: (name: string) => path.join(wasmDir, name) });
  const language = await Language.load(path.join(wasmDir, 'tree-sitter-go.wasm'));
  const parser = new Parser();
  parser.setLanguage(language);
  const query = new Query(language, goQuery);
  // WebAssembly is compiled on first use: not while someone waits for the lines of a capture.
  parseFacts(parser, query, warmUp);
  return {
    facts: text => parseFacts(parser, query, text),
    function: (text, at) => parseFunction(parser, text, at),
    declarations: (text, file) => parseDeclarations(parser, text, file),
    dispose() {
      query.delete();
      parser.delete();
    },
  };
}

const warmUp =
  'package p\n\nfunc (t *T) f(c chan int) {\n\tgo func() { c <- 1 }()\n\tdefer f(<-c)\n}\n';

/** Nodes below are not looked at: a query costs the square of the depth, and people nest a few dozen. */
const maxStartDepth = 1_000;

/** A tree that the garbage collector meets frees a wrong pointer: every one is deleted here, and no node leaves. */
function parseFacts(parser: Parser, query: Query, text: string): FileFacts | undefined {
  const tree = parser.parse(text);
  if (!tree) {
    parser.reset();
    return undefined;
  }
  try {
    return factsOf(text, tree.rootNode.hasError, query.captures(tree.rootNode, { maxStartDepth }));
  } finally {
    tree.delete();
  }
}

/** What a walk over the captures collects. */
interface Collected {
  packageName: string;
  readonly ranges: FunctionRange[];
  readonly variables: FunctionRange[];
  readonly literals: { readonly start: number; readonly end: number }[];
  readonly exits: { readonly index: number; readonly line: number }[];
  readonly operations: FoundOperation[];
  /** Nodes that a node around them has accounted for: cases of a select, the call of `go` and `defer`. */
  readonly skip: Set<number>;
  readonly deferred: Set<number>;
  readonly names: DeclaredNames;
}

function factsOf(text: string, hasError: boolean, captures: QueryCapture[]): FileFacts {
  const all: Collected = {
    packageName: '',
    ranges: [],
    variables: [],
    literals: [],
    exits: [],
    operations: [],
    skip: new Set(),
    deferred: new Set(),
    names: noNames(),
  };
  let loop: Node | undefined;
  for (const { name, node } of captures) {
    if (name === 'for') loop = node;
    else collect(name as CaptureName, node, loop, all);
  }
  // Captures come by the begin of their node, but exits count by its end.
  all.exits.sort((a, b) => a.index - b.index);
  const ranges = hasError ? mergeRanges(all.ranges, rangesByLayout(text)) : all.ranges;
  const functions = ranges.map(range => functionFacts(range, all));
  // Most variables hold no function literal.
  const literals = all.variables
    .filter(range => within(all.literals, range, literal => literal.start).length > 0)
    .map(range => functionFacts(range, all));
  return {
    packageName: all.packageName,
    functions: [...functions, ...literals].sort((a, b) => a.startLine - b.startLine),
    lineCount: text.split('\n').length,
  };
}

function collect(name: CaptureName, node: Node, loop: Node | undefined, all: Collected): void {
  const add = (operation: FoundOperation | undefined): void => {
    if (operation && !all.skip.has(node.id)) all.operations.push(operation);
  };
  switch (name) {
    case 'package':
      all.packageName ||= node.namedChild(0)?.text ?? '';
      return;
    case 'function': {
      const range = declaredRange(node);
      if (range) all.ranges.push(range);
      all.exits.push({ index: node.endIndex - 1, line: node.endPosition.row + 1 });
      return;
    }
    case 'variables':
      all.variables.push(variableRange(node));
      return;
    case 'literal':
      all.literals.push({ start: node.startIndex, end: node.endIndex });
      all.exits.push({ index: node.endIndex - 1, line: node.endPosition.row + 1 });
      return;
    case 'return':
      all.exits.push({ index: node.startIndex, line: node.startPosition.row + 1 });
      return;
    case 'send':
      return add(sendOperation(node));
    case 'recv':
      return add(recvOperation(node));
    case 'select':
      return add(selectOperation(node, all.skip));
    case 'range':
      return add(loop ? rangeOperation(loop, node) : undefined);
    case 'call':
      return add(callOperation(node, all.deferred.has(node.id)));
    case 'go':
      noteStarted(node, all.skip);
      return add(goOperation(node));
    case 'defer':
      return noteStarted(node, all.deferred);
    case 'declaration':
      return noteDeclaration(node, all.names);
    case 'for':
      return;
  }
}

function noteStarted(node: Node, ids: Set<number>): void {
  const call = startedCall(node);
  if (call) ids.add(call.id);
}

/** With errors in the file: the layout's ranges, and those of the tree that the layout does not see. */
function mergeRanges(parsed: FunctionRange[], laidOut: FunctionRange[]): FunctionRange[] {
  const covered = (range: FunctionRange): boolean =>
    laidOut.some(l => l.startIndex <= range.startIndex && range.startIndex < l.endIndex);
  return [...laidOut, ...parsed.filter(range => !covered(range))];
}

function functionFacts(range: FunctionRange, all: Collected): FunctionFacts {
  const inLiteral = insideAny(within(all.literals, range, literal => literal.start));
  return {
    name: range.name,
    receiver: range.receiver,
    pointerReceiver: range.pointerReceiver,
    ...(range.receiverName === undefined ? {} : { receiverName: range.receiverName }),
    startLine: range.startLine,
    endLine: range.endLine,
    operations: within(all.operations, range, found => found.index)
      .map(({ index, operation }) =>
        withDeclaredNames(
          inLiteral(index) ? { ...operation, inClosure: true as const } : operation,
          all.names,
        ),
      )
      .sort((a, b) => a.line - b.line),
    exits: within(all.exits, range, exit => exit.index).map(({ line }) => line),
  };
}

/** Answers whether an index lies in one of the literals, which are sorted by their begin and may be nested. */
function insideAny(literals: Collected['literals']): (index: number) => boolean {
  const ends: number[] = [];
  for (const { end } of literals) ends.push(Math.max(end, ends.at(-1) ?? 0));
  return index => {
    let low = 0;
    for (let high = literals.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((literals[middle]?.start ?? index) < index) low = middle + 1;
      else high = middle;
    }
    return index < (ends[low - 1] ?? 0);
  };
}

/** The items of a list sorted by index that lie in the range, by bisection: generated files hold thousands of both. */
function within<T>(sorted: readonly T[], range: FunctionRange, indexOf: (item: T) => number): T[] {
  let low = 0;
  for (let high = sorted.length; low < high;) {
    const middle = (low + high) >> 1;
    const item = sorted[middle];
    if (item !== undefined && indexOf(item) < range.startIndex) low = middle + 1;
    else high = middle;
  }
  const found: T[] = [];
  for (let at = low; at < sorted.length; at++) {
    const item = sorted[at];
    if (item === undefined || indexOf(item) >= range.endIndex) break;
    found.push(item);
  }
  return found;
}
