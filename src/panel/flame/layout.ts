/** Where each rectangle of the flame graph lies. */
import { hierarchy, partition } from 'd3-hierarchy';
import type { FlameNode } from './tree';

export interface Rect {
  readonly node: FlameNode;
  /** Pixels from the left. */
  readonly x: number;
  readonly width: number;
}

/** Rectangles by depth, each row from left to right. */
export type Rows = readonly (readonly Rect[])[];

/** Narrower rectangles are not drawn: nobody can see or hit them. Pixels. */
const narrowest = 0.5;

/**
 * Lays out what is below `focus` over the whole `width`, largest child first; the ancestors of `focus` get a full row
 * each. `depths` limits how many rows below `focus` are laid out.
 */
export function layOut(focus: FlameNode, width: number, depths: number): Rows {
  const rows: Rect[][] = [];
  for (let up: FlameNode | undefined = focus.parent; up; up = up.parent)
    rows[up.depth] = [{ node: up, x: 0, width }];
  const smallest = (narrowest * focus.count) / Math.max(1, width);
  const deepest = focus.depth + depths;
  const tree = hierarchy(focus, node =>
    node.depth < deepest ? largeChildren(node, smallest) : [],
  );
  tree.each(node => Object.assign(node, { value: node.data.count }));
  partition<FlameNode>().size([width, 1])(tree);
  tree.each(node => {
    // d3 has turned the hierarchy into rectangles in place; its types know that only for the return value.
    const { x0 = 0, x1 = 0 } = node as { x0?: number; x1?: number };
    (rows[node.data.depth] ??= []).push({ node: node.data, x: x0, width: x1 - x0 });
  });
  return rows;
}

/** The rectangle at a pixel of a row, undefined between and beside them. */
export function rectAt(row: readonly Rect[] | undefined, x: number): Rect | undefined {
  return row?.find(rect => x >= rect.x && x < rect.x + rect.width);
}

/** The rectangle of a node; undefined when it is too narrow or outside the zoom. */
export function rectOf(rows: Rows, node: FlameNode): Rect | undefined {
  return rows[node.depth]?.find(rect => rect.node === node);
}

function largeChildren(node: FlameNode, smallest: number): FlameNode[] {
  return node.children.filter(child => child.count >= smallest).sort((a, b) => b.count - a.count);
}
