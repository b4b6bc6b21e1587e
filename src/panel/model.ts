/** What the tabs show, derived once from each state of the host. */
import type { Verdict } from '../core/goroutine';
import type {
  AnalysisSummary,
  ClusterChange,
  CompareResult,
  WireCluster,
  WireFinding,
  WireFrame,
} from '../protocol/lsp';
import { t } from './l10n';
import { visible } from './names';
import type { Subject } from './query';

export interface ClusterRow extends Subject {
  readonly cluster: WireCluster;
  readonly finding: WireFinding | undefined;
  readonly verdict: Verdict;
  /** Longest wait in words. */
  readonly oldest: string | undefined;
  /** 0…1 of the snapshot's goroutines. */
  readonly share: number;
  readonly site: WireFrame | undefined;
  readonly createdBy: WireFrame | undefined;
}

export interface ChangeRow extends Subject {
  readonly change: ClusterChange['kind'];
  readonly wire: ClusterChange;
  readonly delta: number;
  readonly site: WireFrame | undefined;
}

/** Goroutines of one state over all clusters. */
export interface StateCount {
  readonly state: string;
  readonly count: number;
}

/** One row a cluster, in the order of the wire (count descending). */
export function clusterRows(analysis: AnalysisSummary): readonly ClusterRow[] {
  const findings = new Map(analysis.findings.map(finding => [finding.signature, finding]));
  return analysis.clusters.map(cluster => {
    const finding = findings.get(cluster.signature);
    return {
      cluster,
      finding,
      verdict: finding?.verdict ?? 'unknown',
      oldest: cluster.waitMinutes?.oldest,
      share: cluster.count / Math.max(1, analysis.total),
      stack: cluster.stack,
      state: stateOf(cluster),
      wait: cluster.waitMinutes?.max,
      labels: cluster.labels,
      site: siteOf(cluster, analysis.frames),
      createdBy: cluster.createdBy === undefined ? undefined : analysis.frames[cluster.createdBy],
    };
  });
}

/** One row a change, in the order of the wire (difference descending). */
export function changeRows(comparison: CompareResult): readonly ChangeRow[] {
  return comparison.changes.map(wire => ({
    wire,
    change: wire.kind,
    delta: wire.after - wire.before,
    stack: wire.stack,
    state: wire.state === undefined ? t('unknown') : visible(wire.state),
    site: siteOf(wire, comparison.frames),
  }));
}

/** States by count, most first. The clusters that the wire left out are not in it. */
export function stateCounts(rows: readonly ClusterRow[]): readonly StateCount[] {
  const counts = new Map<string, number>();
  for (const { state, cluster } of rows)
    counts.set(state, (counts.get(state) ?? 0) + cluster.count);
  return [...counts]
    .map(([state, count]) => ({ state, count }))
    .sort((a, b) => b.count - a.count || (a.state < b.state ? -1 : 1));
}

export function isSuspicious(verdict: Verdict): boolean {
  return verdict === 'proven' || verdict === 'likely' || verdict === 'suspect';
}

/** The state as printed, else what the kind says: debug=1 prints none. */
function stateOf(cluster: WireCluster): string {
  if (cluster.state !== undefined) return visible(cluster.state);
  return cluster.kind === 'unknown' ? t('unknown') : cluster.kind;
}

/** The blocking frame; of a stack that is all runtime, its leaf. */
function siteOf(
  of: { readonly stack: readonly number[]; readonly siteIndex?: number },
  frames: readonly WireFrame[],
): WireFrame | undefined {
  const index = of.stack[of.siteIndex ?? 0];
  return index === undefined ? undefined : frames[index];
}
