/** Stacks merged from the root: who started them, the entry function, down to the leaf. Widths are goroutines. */
import type { AnalysisSummary } from '../../protocol/lsp';

export interface FlameNode {
  /** Stable inside one tree. */
  readonly id: number;
  /** As Go prints it; empty for the root. */
  readonly func: string;
  /** Index into the frame table: the place of the largest cluster that comes through here. */
  readonly frame: number | undefined;
  /** Not a call on the stack: the function that ran the `go` statement. */
  readonly isCreator: boolean;
  readonly parent: FlameNode | undefined;
  readonly depth: number;
  count: number;
  readonly children: FlameNode[];
}

export interface FlameTree {
  readonly root: FlameNode;
  readonly size: number;
}

/** Longest time in milliseconds that building keeps the page from answering. */
const sliceMs = 12;

/** Builds the tree in slices; resolves to undefined when `signal` is aborted. Frames merge by function, not by line. */
export async function buildFlame(
  { clusters, frames }: Pick<AnalysisSummary, 'clusters' | 'frames'>,
  signal: AbortSignal,
): Promise<FlameTree | undefined> {
  const builder = new TreeBuilder();
  let sliceEnd = performance.now() + sliceMs;
  for (const { stack, createdBy, count } of clusters) {
    let node = builder.root;
    node.count += count;
    if (createdBy !== undefined)
      node = builder.enter(node, frames[createdBy]?.func ?? '', createdBy, true, count);
    for (const index of [...stack].reverse())
      node = builder.enter(node, frames[index]?.func ?? '', index, false, count);
    if (performance.now() < sliceEnd) continue;
    await breath();
    if (signal.aborted) return undefined;
    sliceEnd = performance.now() + sliceMs;
  }
  return { root: builder.root, size: builder.size };
}

/** Lets the page handle input and paint. */
function breath(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve));
}

class TreeBuilder {
  readonly root: FlameNode = newNode(0, '', undefined, false, undefined);
  size = 1;
  /** Children by function. Most nodes have one child, and a map for each would cost more than the tree. */
  private readonly wide = new Map<FlameNode, Map<string, FlameNode>>();

  /** Adds `count` to the child of that name, and makes it if it is not there. */
  enter(
    parent: FlameNode,
    func: string,
    frame: number,
    isCreator: boolean,
    count: number,
  ): FlameNode {
    const node = this.find(parent, func, isCreator) ?? this.add(parent, func, frame, isCreator);
    node.count += count;
    return node;
  }

  private find(parent: FlameNode, func: string, isCreator: boolean): FlameNode | undefined {
    const { children } = parent;
    if (children.length > 8) return this.wide.get(parent)?.get(keyOf(func, isCreator));
    return children.find(child => child.func === func && child.isCreator === isCreator);
  }

  private add(parent: FlameNode, func: string, frame: number, isCreator: boolean) {
    const node = newNode(this.size++, func, frame, isCreator, parent);
    const { children } = parent;
    children.push(node);
    if (children.length === 9)
      this.wide.set(
        parent,
        new Map(children.map(child => [keyOf(child.func, child.isCreator), child])),
      );
    else if (children.length > 9) this.wide.get(parent)?.set(keyOf(func, isCreator), node);
    return node;
  }
}

function newNode(
  id: number,
  func: string,
  frame: number | undefined,
  isCreator: boolean,
  parent: FlameNode | undefined,
): FlameNode {
  const depth = parent ? parent.depth + 1 : 0;
  return { id, func, frame, isCreator, parent, depth, count: 0, children: [] };
}

function keyOf(func: string, isCreator: boolean): string {
  return isCreator ? `go ${func}` : func;
}
