/** The order in which evidence is read. */
import type { Evidence } from '../goroutine';

/**
 * Proofs and the reason of what is idle, then causes and who holds a lock, then the rest; what counts more comes first. How many
 * there are stands in every headline, and comes last.
 */
export function inReadingOrder(evidence: readonly Evidence[]): Evidence[] {
  return [...evidence].sort((a, b) => rankOf(a) - rankOf(b) || weightOf(b) - weightOf(a));
}

function rankOf({ kind, points }: Evidence): number {
  if (/^P|^idle$/.test(kind)) return 0;
  if ((kind === 'F' || kind === 'K') && (points ?? 0) >= 0) return 1;
  return kind === 'D' ? 3 : 2;
}

function weightOf({ points }: Evidence): number {
  return Math.abs(points ?? 0);
}
