/** The order in which evidence is read. */
import type { Evidence } from '../goroutine';

export function heaviestFirst(evidence: readonly Evidence[]): Evidence[] {
  return [...evidence].sort((a, b) => weightOf(b) - weightOf(a));
}

/** A proof or an idle reason carries no points, and stands first. */
function weightOf({ kind, points }: Evidence): number {
  return /^P|^idle$/.test(kind) ? Infinity : Math.abs(points ?? 0);
}
