/** Search over the functions of a flame graph. */
import type { FlameNode } from './tree';

export interface Matches {
  readonly holds: (node: FlameNode) => boolean;
  /** Goroutines with at least one match on their stack, each counted once. */
  readonly count: number;
}

/** Undefined for an empty text. Case does not matter. */
export function search(root: FlameNode, text: string): Matches | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return undefined;
  const known = new Map<string, boolean>();
  const holds = ({ func }: FlameNode): boolean => {
    let hit = known.get(func);
    if (hit === undefined) known.set(func, (hit = func.toLowerCase().includes(wanted)));
    return hit;
  };
  return { holds, count: countTopmost(root, holds) };
}

/** Below a match nothing is counted again. Stacks can be deep: no recursion. */
function countTopmost(root: FlameNode, holds: (node: FlameNode) => boolean): number {
  let count = 0;
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (holds(node)) count += node.count;
    else open.push(...node.children);
  }
  return count;
}
