/** The whole Analysis as JSON: English in every locale, keys as documented, order total and stable. */
import type { Analysis, Cluster, Finding, Frame, LabelCount } from '../goroutine';
import { formatText } from './english';

const listedIds = 100;

/**
 * `sourceDir`: absolute folder that located files are printed relative to, `/` as separator; a file outside stays
 * absolute. `undefined`: no source was given, nothing is located.
 */
export function toJson(analysis: Analysis, sourceDir: string | undefined): object {
  const { snapshot } = analysis;
  return {
    total: snapshot.total,
    read: snapshot.read,
    truncated: snapshot.truncated,
    format: snapshot.format ?? null,
    prefix: snapshot.prefix ?? null,
    goVersionHint: snapshot.goVersionHint ?? null,
    ...(analysis.snapshots ? { snapshots: analysis.snapshots } : {}),
    clusters: analysis.clusters.map(clusterJson),
    findings: analysis.findings.map(finding => findingJson(finding, sourceDir)),
    problems: analysis.problems.map(({ line, reason }) => ({ line, reason })),
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
  };
}

function findingJson(finding: Finding, sourceDir: string | undefined) {
  const { anchor } = finding;
  return {
    rule: finding.rule,
    verdict: finding.verdict,
    message: formatText(finding.message),
    evidence: finding.evidence.map(({ kind, text, points }) => ({
      kind,
      text: formatText(text),
      ...(points === undefined ? {} : { points }),
    })),
    clusterSignature: finding.clusterSignature,
    anchor: anchor ? { file: relative(anchor.file, sourceDir), line: anchor.line } : null,
    anchorReason: finding.anchorReason,
    related: finding.related.map(({ role, file, line }) => ({
      role,
      file: relative(file, sourceDir),
      line,
    })),
  };
}

function frameJson({ func, file, line }: Frame) {
  return { func, file: file ?? null, line: line ?? null };
}

function labelsJson(labels: readonly LabelCount[]) {
  // A label may be called `__proto__`: an object from `fromEntries` has it as an own key.
  const byKey = new Map<string, [string, number][]>();
  for (const { key, value, count } of labels) {
    const values = byKey.get(key) ?? [];
    byKey.set(key, values);
    values.push([value, count]);
  }
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
