/** What an analysis without an open finding may say: the tree and the panel say the same. */
import type { AnalysisSummary, WireCluster, WireFinding } from './lsp';

export type Quiet =
  /** Everything was read, and all of it is known to be at rest. */
  | { readonly kind: 'idle' }
  /** So many goroutines stand in clusters that could not be judged. */
  | { readonly kind: 'unknown'; readonly goroutines: number }
  /** Nothing more than that what was read holds no suspect. */
  | { readonly kind: 'read' };

/** Only a whole reading without an unknown cluster is `idle`. What runs does not wait for anything: nothing is unknown about it. */
export function quietOf(summary: AnalysisSummary): Quiet {
  const { findings, clusters, total, read, clustersLeftOut, truncated } = summary;
  const running = new Set(
    clusters.filter(({ kind }) => kind === 'running').map(({ signature }) => signature),
  );
  const judged = findings.filter(
    ({ verdict, signature }) => verdict !== 'unknown' || !running.has(signature),
  );
  const { goroutines } = countOf(clusters, judged, ({ verdict }) => verdict === 'unknown');
  if (goroutines > 0) return { kind: 'unknown', goroutines };
  const isWhole = read === total && clustersLeftOut === 0 && !truncated;
  return { kind: isWhole && judged.every(({ verdict }) => verdict === 'idle') ? 'idle' : 'read' };
}

/** What the ignore list hides. */
export function hiddenOf({ clusters, findings }: AnalysisSummary): Counted {
  return countOf(clusters, findings, ({ hidden }) => hidden !== undefined);
}

export interface Counted {
  readonly clusters: number;
  readonly goroutines: number;
}

function countOf(
  clusters: readonly WireCluster[],
  findings: readonly WireFinding[],
  isCounted: (finding: WireFinding) => boolean,
): Counted {
  const wanted = new Set(findings.filter(isCounted).map(({ signature }) => signature));
  const goroutines = clusters
    .filter(({ signature }) => wanted.has(signature))
    .reduce((sum, { count }) => sum + count, 0);
  return { clusters: wanted.size, goroutines };
}
