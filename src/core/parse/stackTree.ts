/**
 * The stacks of one input as a tree of their parts, in the memory of the scanner. Bounded: beyond its limits the plain path
 * reads what the tree does not hold.
 */
import type { ScanMemory } from './scanMemory';
import { Hole, partsOf } from './stackLines';
import type { Part } from './stackLines';
import type { SampleBuilder } from './samples';

/** Parts that may follow one part: they are tried one by one. */
const maxChildren = 256;
/** Words of a node, in the order of `wasm/scan.ts`. */
const Word = {
  textAt: 0,
  textSize: 1,
  hole: 2,
  firstChild: 3,
  nextSibling: 4,
  /** The number of the stack; for a wait the node to go on with. */
  stack: 5,
  lines: 6,
} as const;
const nodeBytes = 32;

/** What goroutines of one stack share. */
export interface KnownStack {
  readonly sample: SampleBuilder;
  readonly createdByLine: number;
  /** Bits that the state itself sets, as in `chan send (leaked)`. */
  readonly flags: number;
}

/** A node as this side knows it; `at` is its place in the tree. */
interface TreeNode {
  readonly at: number;
  readonly children: Map<string, TreeNode>;
}

export class StackTree {
  /** By the numbers in the rows of the scanner. */
  readonly stacks: KnownStack[] = [];
  private used = 0;
  private readonly root: TreeNode;

  constructor(private readonly memory: ScanMemory) {
    // The first node of an empty tree fits.
    this.root = this.newNode({ text: '', hole: Hole.end }) ?? { at: 0, children: new Map() };
  }

  /** For the scanner: where the tree begins. */
  get rootAddress(): number {
    return this.addressOf(this.root);
  }

  /** For the scanner: where the stacks of a state begin; `undefined` when none was taught. */
  stateAddress(state: string): number | undefined {
    const node = this.root.children.get(keyOf(headerOf(state)));
    return node && this.addressOf(node);
  }

  /** Teaches the scanner a stack that the plain path has read; `lines` are those below the header. */
  learn(state: string, lines: readonly string[], stack: KnownStack): void {
    const parts = partsOf(lines);
    if (parts === undefined) return;
    let node = this.stateNode(state);
    for (const part of parts) {
      if (node === undefined) return;
      node = this.childOf(node, part);
    }
    if (node === undefined) return;
    const words = this.wordsOf(node);
    if (words[Word.lines] !== 0) return;
    words[Word.stack] = this.stacks.length;
    // The header and the empty line are lines too.
    words[Word.lines] = lines.length + 2;
    this.stacks.push(stack);
  }

  /** Below it stand the stacks of a state. Two headers lead there: the plain one, and the one with minutes or a thread. */
  private stateNode(state: string): TreeNode | undefined {
    const node = this.childOf(this.root, headerOf(state));
    const waiting = node && this.childOf(this.root, { text: ` [${state}, `, hole: Hole.wait });
    if (node && waiting) this.wordsOf(waiting)[Word.stack] = this.addressOf(node);
    return node;
  }

  private childOf(parent: TreeNode, part: Part): TreeNode | undefined {
    const known = parent.children.get(keyOf(part));
    if (known !== undefined) return known;
    if (parent.children.size === maxChildren) return undefined;
    const made = this.newNode(part);
    if (made === undefined) return undefined;
    const words = this.wordsOf(parent);
    this.wordsOf(made)[Word.nextSibling] = words[Word.firstChild] ?? 0;
    words[Word.firstChild] = this.addressOf(made);
    parent.children.set(keyOf(part), made);
    return made;
  }

  /** A node without relations; `undefined` when the memory is full. */
  private newNode({ text, hole }: Part): TreeNode | undefined {
    const { tree } = this.memory;
    const at = this.used;
    const size = nodeBytes + Math.ceil(text.length / nodeBytes) * nodeBytes;
    // The scanner reads a step beyond a text.
    if (at + size + nodeBytes > tree.length) return undefined;
    this.used += size;
    tree.fill(0, at, at + size);
    for (let i = 0; i < text.length; i++) tree[at + nodeBytes + i] = text.charCodeAt(i);
    const node = { at, children: new Map<string, TreeNode>() };
    const words = this.wordsOf(node);
    words[Word.textAt] = this.addressOf(node) + nodeBytes;
    words[Word.textSize] = text.length;
    words[Word.hole] = hole;
    return node;
  }

  private addressOf(node: TreeNode): number {
    return this.memory.tree.byteOffset + node.at;
  }

  private wordsOf(node: TreeNode): Uint32Array {
    return this.memory.treeWords.subarray(node.at / 4, (node.at + nodeBytes) / 4);
  }
}

/** What stands behind the id where only a state is printed. */
function headerOf(state: string): Part {
  return { text: ` [${state}]:\n`, hole: Hole.none };
}

function keyOf(part: Part): string {
  return `${part.hole}${part.text}`;
}
