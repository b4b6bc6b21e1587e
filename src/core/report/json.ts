/** The whole Analysis as JSON: English in every locale, keys as documented, order total and stable. */
import type { Survivors } from '../cohort/survivors';
import type {
  Analysis,
  Change,
  Cluster,
  Cohort,
  Evidence,
  Finding,
  Frame,
  LabelCount,
} from '../goroutine';
import type { Disagreement } from '../joined';
import { repairsOf } from '../verdict/repairs';
import { formatText, plainEnglish } from './english';

const listedIds = 100;
const listedLabelValues = 50;
const otherLabelValues = '…';

/** One capture of a watch. */
export interface CaptureRecord {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** The richest profile that was taken: `goroutine?debug=2`. */
  readonly profile: string;
  readonly total: number;
}

export interface JsonOptions {
  /**
   * Absolute folder that located files are printed relative to, `/` as separator; a file outside stays absolute.
   * `undefined`: no source was given, nothing is located.
   */
  readonly sourceDir: string | undefined;
  /** What a watch took, oldest first. */
  readonly captures?: readonly CaptureRecord[] | undefined;
  /** Who was started during the use and stayed, of a leak check. */
  readonly survivors?: readonly Survivors[] | undefined;
}

/** Plain data for `JSON.stringify`. */
export function toJson(
  analysis: Analysis,
  { sourceDir, captures, survivors }: JsonOptions,
): object {
  const { snapshot, snapshots, changes } = analysis;
  const judged = new Map((analysis.newest ?? analysis.clusters).map(one => [one.signature, one]));
  return {
    total: snapshot.total,
    read: snapshot.read,
    truncated: snapshot.truncated,
    ...(snapshots && { snapshots }),
    format: snapshot.format ?? null,
    prefix: snapshot.prefix ?? null,
    goVersionHint: snapshot.goVersionHint ?? null,
    clusters: analysis.clusters.map(clusterJson),
    findings: analysis.findings.map(finding =>
      findingJson(finding, judged.get(finding.clusterSignature), sourceDir),
    ),
    ...(changes && { changes: changes.map(changeJson) }),
    ...(survivors && { survivors }),
    ...(captures && { captures: captures.map(captureJson) }),
    problems: analysis.problems.map(({ line, reason, skipped }) => ({
      line,
      reason: plainEnglish(reason),
      skipped,
    })),
  };
}

function clusterJson(cluster: Cluster) {
  const { waitMinutes, siteIndex } = cluster;
  const site = siteIndex === undefined ? undefined : cluster.frames[siteIndex];
  return {
    signature: cluster.signature,
    count: cluster.count,
    state: cluster.state ?? null,
    stateInferred: cluster.stateInferred,
    waitMinutes: waitMinutes ? { min: waitMinutes.min, max: waitMinutes.max } : null,
    site: site ? frameJson(site) : null,
    createdBy: cluster.createdBy ? frameJson(cluster.createdBy) : null,
    createdByInferred: cluster.createdByInferred,
    frames: cluster.frames.map(frameJson),
    ids: Array.from(cluster.ids.subarray(0, listedIds)),
    parents: Array.from(cluster.parentIds.subarray(0, listedIds)),
    parentCount: cluster.parentIds.length,
    leaked: cluster.leaked,
    locked: cluster.locked,
    framesElided: cluster.framesElided,
    labels: labelsJson(cluster.labels),
    ...(cluster.disagreements && { disagreements: cluster.disagreements.map(disagreementJson) }),
  };
}

function findingJson(
  finding: Finding,
  cluster: Cluster | undefined,
  sourceDir: string | undefined,
) {
  const { anchor, hidden, retained, cohort } = finding;
  const repairs = repairsOf(finding);
  return {
    rule: finding.rule,
    verdict: finding.verdict,
    message: formatText(finding.message),
    evidence: finding.evidence.filter(isSignal).map(({ kind, text, points }) => ({
      kind,
      text: formatText(text),
      ...(points === undefined ? {} : { points }),
    })),
    ...(repairs.length > 0 && { repairs: repairs.map(plainEnglish) }),
    clusterSignature: finding.clusterSignature,
    count: cluster?.count ?? 0,
    anchor: anchor ? { file: relative(anchor.file, sourceDir), line: anchor.line } : null,
    anchorReason: finding.anchorReason,
    related: finding.related.map(({ role, file, line, func }) => ({
      role,
      file: relative(file, sourceDir),
      line,
      func,
    })),
    ...(cohort && { cohort: cohortJson(cohort) }),
    ...(hidden && { hidden: { by: hidden.by, reason: hidden.reason } }),
    ...(retained && {
      retained: {
        bytes: retained.bytes,
        mostBytes: retained.mostBytes ?? null,
        basis: formatText(retained.basis),
        ...(retained.observedBytesEach !== undefined && {
          observedBytesEach: retained.observedBytesEach,
        }),
      },
    }),
  };
}

function cohortJson({ counts, population, spanMinutes, slopePerMinute, byFileTime }: Cohort) {
  return {
    counts,
    ...population,
    minutes: spanMinutes ?? null,
    perMinute: slopePerMinute ?? null,
    byFileTime,
  };
}

function captureJson({ atMs, profile, total }: CaptureRecord) {
  return { at: new Date(atMs).toISOString(), profile, total };
}

/** `library` is no signal: `anchorReason` says it. */
function isSignal({ kind }: Evidence): boolean {
  return kind !== 'library';
}

function changeJson({ signature, before, after, kind, matchedBy }: Change) {
  return { signature, before, after, kind, matchedBy };
}

/** `profile`: as its address names it, e.g. `goroutine?debug=1`. */
function disagreementJson({ profile, format, counted, listed }: Disagreement) {
  return { profile: format === undefined ? profile : `${profile}?${format}`, counted, listed };
}

function frameJson({ func, file, line }: Frame) {
  return { func, file: file ?? null, line: line ?? null };
}

function labelsJson(labels: readonly LabelCount[]) {
  const byKey = new Map<string, Map<string, number>>();
  for (const { key, value, count } of labels) {
    const values = byKey.get(key) ?? new Map<string, number>();
    byKey.set(key, values);
    const named = values.size - (values.has(otherLabelValues) ? 1 : 0);
    const kept = values.has(value) || named < listedLabelValues ? value : otherLabelValues;
    values.set(kept, (values.get(kept) ?? 0) + count);
  }
  // A label may be called `__proto__`: an object from `fromEntries` has it as an own key.
  return Object.fromEntries([...byKey].map(([key, values]) => [key, Object.fromEntries(values)]));
}

/** Path of `file` from `sourceDir`, or the file as it is when it lies outside. */
export function relative(file: string, sourceDir: string | undefined): string {
  const slashed = file.replaceAll('\\', '/');
  const base = sourceDir?.replaceAll('\\', '/').replace(/\/$/, '');
  return base !== undefined && slashed.startsWith(`${base}/`)
    ? slashed.slice(base.length + 1)
    : slashed;
}
