/** Walking the flame graph by keyboard. */
import { rectOf } from './layout';
import type { Rows } from './layout';
import type { FlameNode } from './tree';

/** The rectangle an arrow key leads to: up to the caller, down to the largest callee, sideways in the row. */
export function neighbour(rows: Rows, from: FlameNode, key: string): FlameNode | undefined {
  const row = rows[from.depth] ?? [];
  const at = row.findIndex(rect => rect.node === from);
  switch (key) {
    case 'ArrowUp':
      return from.parent;
    case 'ArrowDown':
      return largestChild(rows, from);
    case 'ArrowLeft':
      return row[at - 1]?.node;
    case 'ArrowRight':
      return row[at + 1]?.node;
    case 'Home':
      return rows[0]?.[0]?.node;
    default:
      return undefined;
  }
}

function largestChild(rows: Rows, from: FlameNode): FlameNode | undefined {
  const { x = 0, width = 0 } = rectOf(rows, from) ?? {};
  // Rounding of sums of fractions: a child may begin a hair before its caller.
  const slack = 0.01;
  const below = (rows[from.depth + 1] ?? []).filter(
    rect => rect.x >= x - slack && rect.x < x + width,
  );
  return below.find(rect => rect.node.parent === from)?.node ?? below[0]?.node;
}
