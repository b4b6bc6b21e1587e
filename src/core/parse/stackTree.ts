/**
 * The fast path of the reader: the stacks of one input as a tree of lines, leaf frame first. A goroutine whose stack was
 * read before costs a walk down the tree and a row; every other one is read line by line and then learnt.
 */
import { callName, lockAddress, parseCreatedBy } from './frameLine';
import { ByteKind, KnownBody } from './knownBody';
import { LineNode } from './lineNode';
import type { Hole } from './lineNode';
import { Literal, asciiBytes, textOver, wordBytes } from './literal';
import type { Text } from './literal';
import type { SampleBuilder } from './samples';

/** Beyond this many different lines the plain path reads the rest: memory stays bounded. */
const maxNodes = 100_000;
/** Lines that may stand below one line: more are not searched one by one. */
const maxChildren = 64;
/** A stack of more lines is read plainly: Go prints at most 100 frames, and a few for ancestors. */
const maxDepth = 300;
const lineFeed = 10;

/** What goroutines of one stack share. */
export interface KnownStack {
  readonly state: string;
  readonly sample: SampleBuilder;
  readonly createdByLine: number;
}

interface Leaf extends KnownStack {
  readonly body: KnownBody | undefined;
  /** Lines of the stack and the empty one behind it. */
  readonly lines: number;
}

/** Where a walk through the tree ended. One object for the life of a reader: nothing is allocated for a goroutine. */
export class Walk {
  leaf: KnownStack | undefined;
  /** Behind the goroutine and the empty line that ends it. */
  end = 0;
  /** Lines of the stack, the empty one included. */
  lines = 0;
  parentId = 0;
  lockAddress = 0;
}

export class StackTree {
  private readonly roots = new Map<string, LineNode>();
  private readonly leaves = new Map<LineNode, Leaf>();
  private nodes = 0;
  /** The stack that was met last. */
  private recent: Leaf | undefined;

  /**
   * Follows the stack that begins at `from`, below a header with this state. Returns whether it is known and whole; then
   * `walk` says the rest. `final`: the input ends behind the bytes, and no empty line needs to follow.
   */
  follow(text: Text, from: number, state: string, final: boolean, walk: Walk): boolean {
    const { recent } = this;
    if (recent?.state === state && repeats(recent, text, from, walk)) return true;
    let node = this.roots.get(state);
    let at = from;
    let lines = 0;
    walk.parentId = 0;
    walk.lockAddress = 0;
    while (node !== undefined) {
      const child: LineNode | undefined = step(node, text, at);
      if (child === undefined) return false;
      at = stepEnd;
      lines++;
      if (child.hole === 'parent') walk.parentId = child.value;
      else if (child.hole === 'lock' && walk.lockAddress === 0) walk.lockAddress = child.value;
      node = child;
      const next = text.bytes[at];
      if (next === lineFeed || (next === undefined && final)) break;
    }
    if (node === undefined) return false;
    const leaf = this.leaves.get(node);
    this.recent = leaf;
    walk.leaf = leaf;
    walk.end = Math.min(at + 1, text.bytes.length);
    walk.lines = lines + (walk.end - at);
    return leaf !== undefined;
  }

  /** Remembers a stack that the plain path has read; `lines` are those below the header. */
  learn(lines: readonly string[], stack: KnownStack): void {
    const { state } = stack;
    if (this.nodes >= maxNodes || lines.length > maxDepth || !isPlainStack(lines)) return;
    const made = lines.map(nodeOf);
    let node = this.roots.get(state);
    if (node === undefined) this.roots.set(state, (node = new LineNode(noLine, 0, 'none', 0)));
    for (const [i, next] of made.entries()) {
      if (next === undefined) return;
      node = this.childOf(node, next, lines[i] ?? '');
      if (node === undefined) return;
    }
    if (this.leaves.has(node)) return;
    this.leaves.set(node, { ...stack, body: bodyOf(lines, made), lines: lines.length + 1 });
  }

  private childOf(node: LineNode, made: LineNode, line: string): LineNode | undefined {
    const text = textOver(asciiBytes(`${line}\n`));
    const known = node.children.find(child => child.match(text, 0) === text.bytes.length);
    if (known) return known;
    if (node.children.length >= maxChildren) return undefined;
    node.children.push(made);
    this.nodes++;
    return made;
  }
}

/** Whether the stack at `from` is the one met last; then `walk` says the rest. */
function repeats(recent: Leaf, text: Text, from: number, walk: Walk): boolean {
  const { body } = recent;
  const end = body === undefined ? -1 : body.match(text, from);
  if (body === undefined || end < 0) return false;
  walk.leaf = recent;
  walk.end = end;
  walk.lines = recent.lines;
  walk.parentId = body.parentId;
  walk.lockAddress = body.lockAddress;
  return true;
}

/** The stack as one literal; `undefined` for the rare one with two mutexes, where the first that prints an address counts. */
function bodyOf(
  lines: readonly string[],
  nodes: readonly (LineNode | undefined)[],
): KnownBody | undefined {
  const bytes = asciiBytes(`${lines.join('\n')}\n\n`);
  const kinds = new Uint8Array(bytes.length);
  const numbers = { parent: -1, lock: -1 };
  let at = 0;
  for (const [i, node] of nodes.entries()) {
    const end = at + (lines[i] ?? '').length;
    const hole = at + (node?.fixed ?? 0);
    if (node?.hole === 'lock' && numbers.lock >= 0) return undefined;
    if (node?.hole === 'lock') numbers.lock = hole;
    if (node?.hole === 'parent') numbers.parent = hole;
    if (node?.hole === 'parent') kinds.fill(ByteKind.digit, hole, end);
    if (node?.hole === 'lock' || node?.hole === 'arguments')
      kinds.fill(ByteKind.argument, hole, end - 1);
    at = end + 1;
  }
  return new KnownBody(new Literal(bytes), kinds, numbers.parent, numbers.lock);
}

/** Where the line that {@link step} matched ends: beside its result, because nothing is to be allocated here. */
let stepEnd = 0;

function step(node: LineNode, text: Text, at: number): LineNode | undefined {
  const { recent } = node;
  if (recent !== undefined) {
    stepEnd = recent.match(text, at);
    if (stepEnd >= 0) return recent;
  }
  for (const child of node.children) {
    if (child === recent) continue;
    stepEnd = child.match(text, at);
    if (stepEnd < 0) continue;
    node.recent = child;
    return child;
  }
  return undefined;
}

/** The roots of the tree stand for states: they hold no line. */
const noLine = new Literal(new Uint8Array(0));

/** Function and file lines take turns, the creation place comes last: in any other order the plain path decides. */
function isPlainStack(lines: readonly string[]): boolean {
  let afterFunction = false;
  let created = false;
  for (const line of lines) {
    const file = line.startsWith('\t');
    if (file !== afterFunction || (created && !file)) return false;
    if (line.startsWith('created by ')) created = true;
    afterFunction = !file && !line.startsWith('...');
  }
  return lines.length >= 2 && !afterFunction;
}

/** A node for a line that is as Go prints it, else `undefined`. */
function nodeOf(line: string): LineNode | undefined {
  if (line.length < wordBytes || !/^[\t -~]*$/.test(line)) return undefined;
  const text = new Literal(asciiBytes(`${line}\n`));
  if (line.startsWith('\t')) {
    const file = /^\t[^ ]+:\d+(?= \+0x[0-9a-f]+$|$)/.exec(line);
    return file ? new LineNode(text, file[0].length, 'offset', 0) : undefined;
  }
  if (/^\.\.\.\d+ frames elided\.\.\.$/.test(line))
    return new LineNode(text, line.length, 'none', 0);
  if (line.startsWith('created by ')) return creatorNode(line, text);
  const open = line.lastIndexOf('(') + 1;
  if (!/^[^\s(]*(?:\(\*[^\s()]+\)[^\s()]*)?\([0-9a-fx{}, ._?]*\)$/.test(line)) return undefined;
  if (callName(line) === undefined) return undefined;
  const locks = /(?:^|\/)sync\.\(\*Mutex\)\.lockSlow\($/.test(line.slice(0, open));
  const hole: Hole = locks ? 'lock' : 'arguments';
  return new LineNode(text, open, hole, lockAddress(line));
}

function creatorNode(line: string, text: Literal): LineNode | undefined {
  const created = parseCreatedBy(line);
  if (created === undefined || /\s/.test(created.func)) return undefined;
  const { func, parentId } = created;
  if (line === `created by ${func}`) return new LineNode(text, line.length, 'none', 0);
  const id = String(parentId);
  if (line !== `created by ${func} in goroutine ${id}`) return undefined;
  return new LineNode(text, line.length - id.length, 'parent', parentId);
}
