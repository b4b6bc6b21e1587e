import type { Snapshot, Text } from '../goroutine';

/**
 * The snapshot of an input that broke off before core saw its end: a body cut on its way, an archive that is damaged.
 * Where nothing was read at all, nothing changes.
 */
export function withDamage(snapshot: Snapshot, reason: Text | undefined): Snapshot {
  if (reason === undefined || snapshot.format === undefined) return snapshot;
  const problem = { line: 0, reason, skipped: 0, text: undefined };
  return { ...snapshot, truncated: true, problems: [...snapshot.problems, problem] };
}
