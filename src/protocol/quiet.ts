/** What an analysis without an open finding may say: the tree and the panel say the same. */
import type { AnalysisSummary, WireFinding } from './lsp';

export type Quiet =
  /** Everything was read, and all of it is known to be at rest. */
  | { readonly kind: 'idle' }
  /** So many goroutines stand in clusters that could not be judged. */
  | { readonly kind: 'unknown'; readonly goroutines: number }
  /** Nothing more than that what was read holds no suspect. */
  | { readonly kind: 'read' };

/** Only a whole reading without an unknown cluster is `idle`. */
export function quietOf(summary: AnalysisSummary): Quiet {
  const { findings, total, read, clustersLeftOut, truncated } = summary;
  const { goroutines } = countOf(summary, ({ verdict }) => verdict === 'unknown');
  if (goroutines > 0) return { kind: 'unknown', goroutines };
  const isWhole = read === total && clustersLeftOut === 0 && !truncated;
  return { kind: isWhole && findings.every(({ verdict }) => verdict === 'idle') ? 'idle' : 'read' };
}

/** What the ignore list hides. */
export function hiddenOf(summary: AnalysisSummary): Counted {
  return countOf(summary, ({ hidden }) => hidden !== undefined);
}

export interface Counted {
  readonly clusters: number;
  readonly goroutines: number;
}

function countOf(
  { findings, clusters }: AnalysisSummary,
  isCounted: (finding: WireFinding) => boolean,
): Counted {
  const wanted = new Set(findings.filter(isCounted).map(({ signature }) => signature));
  const goroutines = clusters
    .filter(({ signature }) => wanted.has(signature))
    .reduce((sum, { count }) => sum + count, 0);
  return { clusters: wanted.size, goroutines };
}
