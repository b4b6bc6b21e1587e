/** The host's state as the page keeps it: what did not change stays the same object, so that nothing is derived twice. */
import type { AnalysisSummary } from '../protocol/lsp';
import type { PanelState } from '../protocol/panel';

/** `next`, with every part that equals its old one replaced by the old one. */
export function keepEqualParts(old: PanelState | undefined, next: PanelState): PanelState {
  if (!old) return next;
  return {
    ...next,
    snapshots: keepEqual(old.snapshots, next.snapshots),
    comparison: keepEqual(old.comparison, next.comparison),
    current: keepAnalysis(old.current, next.current),
  };
}

/** Clusters apart from findings: a source file that was edited moves findings, and the stacks stay. */
function keepAnalysis(
  old: AnalysisSummary | undefined,
  next: AnalysisSummary | undefined,
): AnalysisSummary | undefined {
  if (!old || !next) return next;
  const kept = {
    ...next,
    frames: keepEqual(old.frames, next.frames),
    clusters: keepEqual(old.clusters, next.clusters),
    findings: keepEqual(old.findings, next.findings),
    problems: keepEqual(old.problems, next.problems),
  };
  const keys = Object.keys(kept) as (keyof AnalysisSummary)[];
  return keys.every(key => kept[key] === old[key]) ? old : kept;
}

function keepEqual<T>(old: T, next: T): T {
  return isEqual(old, next) ? old : next;
}

/** Equality of plain data as it comes through a message. */
function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(key =>
    isEqual((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}
