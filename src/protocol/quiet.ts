/** What an analysis without an open finding may say: the tree and the panel say the same. */
import type { AnalysisSummary } from './lsp';

export type Quiet =
  /** Everything was read, and all of it is known to be at rest. */
  | { readonly kind: 'idle' }
  /** So many goroutines stand in clusters that could not be judged. */
  | { readonly kind: 'unknown'; readonly goroutines: number }
  /** Nothing more than that what was read holds no suspect. */
  | { readonly kind: 'read' };

/** Only a whole reading without an unknown cluster is `idle`. */
export function quietOf(summary: AnalysisSummary): Quiet {
  const { findings, clusters, total, read, clustersLeftOut, truncated } = summary;
  const unknown = new Set(
    findings.filter(({ verdict }) => verdict === 'unknown').map(({ signature }) => signature),
  );
  const goroutines = clusters
    .filter(({ signature }) => unknown.has(signature))
    .reduce((sum, { count }) => sum + count, 0);
  if (goroutines > 0) return { kind: 'unknown', goroutines };
  const isWhole = read === total && clustersLeftOut === 0 && !truncated;
  return { kind: isWhole && findings.every(({ verdict }) => verdict === 'idle') ? 'idle' : 'read' };
}
