/** What the server shows at the moment: one analysed snapshot, and how its findings lie on the source lines. */
import type { Analysis, Cluster, Finding, Place, WaitMinutes } from '../core/goroutine';
import type { ServerSettings } from '../protocol/lsp';
import type { TextOf } from './convert';
import { uriOf } from './convert';

export interface Shown {
  readonly snapshotId: string;
  readonly analysis: Analysis;
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** How many earlier captures the analysis takes into account. */
  readonly earlier: number;
}

/** What a feature answers from. */
export interface View {
  readonly shown: Shown | undefined;
  readonly settings: ServerSettings;
  readonly textOf: TextOf;
}

export interface PlacedFinding {
  readonly finding: Finding;
  readonly cluster: Cluster;
  readonly anchor: Place;
}

const visible: ReadonlySet<string> = new Set(['proven', 'likely', 'suspect']);

/** Findings that have a line in a file, worst first; without a URI: in any file. */
export function placedFindings(view: View, uri?: string): readonly PlacedFinding[] {
  const { shown } = view;
  if (!shown) return [];
  return shown.analysis.findings.flatMap(finding => {
    const cluster = shown.clusters.get(finding.clusterSignature);
    const { anchor } = finding;
    if (!cluster || !anchor) return [];
    return uri === undefined || uriOf(anchor.file) === uri ? [{ finding, cluster, anchor }] : [];
  });
}

/** Proven, likely or suspect, and not expected by anybody: what an editor underlines. */
export function isVisible(finding: Finding): boolean {
  return visible.has(finding.verdict) && finding.hidden === undefined;
}

/** The dump ends in the middle: every count is "at least". */
export function isCut({ shown }: View): boolean {
  return shown?.analysis.snapshot.truncated === true;
}

/** The longest waits of a group; `undefined` where no header prints minutes. */
export function oldestOf(group: readonly PlacedFinding[]): WaitMinutes | undefined {
  let oldest: WaitMinutes | undefined;
  for (const { cluster } of group) {
    const wait = cluster.waitMinutes;
    if (wait && (oldest === undefined || wait.max > oldest.max)) oldest = wait;
  }
  return oldest;
}
