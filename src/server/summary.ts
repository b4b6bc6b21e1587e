/** Analysis → what travels to the extension: ids into one frame table, sentences in the display language. */
import type { Capture } from '../core/analyze';
import { survivorsOf } from '../core/cohort/survivors';
import type { Survivors } from '../core/cohort/survivors';
import { compareClusters, matchClusters } from '../core/compare';
import type { Analysis, Cluster, Finding, Frame, WaitMinutes } from '../core/goroutine';
import { frameOrigin } from '../core/locate/locate';
import type { SourcePort } from '../core/locate/port';
import type {
  AnalysisSummary,
  ClusterChange,
  CompareResult,
  WireCluster,
  WireFinding,
  WireFrame,
} from '../protocol/lsp';
import { explain } from '../core/verdict/explain';
import { wirePlace } from './convert';
import { minutes, number, sentence, t } from './language';
import { isVisible } from './state';
import type { Shown } from './state';

const maxClusters = 10_000;
const listedIds = 100;

/** The summary of an analysis. Clusters beyond 10,000 are counted, not sent. */
export function summaryOf(shown: Shown, source: SourcePort | undefined): AnalysisSummary {
  const { snapshot, clusters, findings, problems } = shown.analysis;
  const table = new FrameTable(source);
  const sent = clusters.slice(0, maxClusters);
  const signatures = new Map(sent.map(cluster => [cluster.signature, cluster]));
  return {
    snapshotId: shown.snapshotId,
    total: snapshot.total,
    read: snapshot.read,
    truncated: snapshot.truncated,
    ...(snapshot.format !== undefined && { format: snapshot.format }),
    ...(snapshot.goVersionHint !== undefined && { goVersionHint: snapshot.goVersionHint }),
    clusters: sent.map(cluster => wireCluster(cluster, table)),
    frames: table.frames,
    clustersLeftOut: clusters.length - sent.length,
    findings: findings.flatMap(finding => {
      const cluster = signatures.get(finding.clusterSignature);
      return cluster ? [wireFinding(finding, cluster)] : [];
    }),
    earlier: shown.earlier,
    ...(snapshot.prefix !== undefined && { prefix: snapshot.prefix }),
    problems: problems.map(({ line, reason }) => ({
      line,
      reason: sentence(reason),
    })),
  };
}

interface Side {
  readonly id: string;
  readonly analysis: Analysis;
}

/** What a leak check adds to a comparison of its first and its last capture. */
export interface Check {
  readonly check: NonNullable<CompareResult['check']>;
  readonly survivors: readonly Survivors[];
}

/** Who was started by a use and stayed. `id`: of the capture right after the use. */
export function checkOf(
  id: string,
  [before, exercised, settled]: readonly [Capture, Capture, Capture],
  { newest, clusters }: Analysis,
): Check {
  const found = survivorsOf(before, exercised, { ...settled, clusters: newest ?? clusters });
  return typeof found === 'string'
    ? { check: { exercised: id, untold: found }, survivors: [] }
    : { check: { exercised: id, by: found[0]?.by ?? 'ids' }, survivors: found };
}

/** Every cluster's before → after, and what became of the findings. */
export function comparisonOf(
  { before, after }: { readonly before: Side; readonly after: Side },
  source: SourcePort | undefined,
  check?: Check,
): CompareResult {
  const table = new FrameTable(source);
  const [old, now] = [before.analysis.clusters, after.analysis.clusters];
  const clusters = new Map([...old, ...now].map(cluster => [cluster.signature, cluster]));
  const outcomes = outcomesOf(before.analysis, after.analysis);
  const survivors = new Map(check?.survivors.map(({ signature, count }) => [signature, count]));
  const changes = compareClusters(old, now).flatMap(change => {
    const cluster = clusters.get(change.signature);
    if (!cluster) return [];
    const outcome = outcomes.get(change.signature);
    const survived = survivors.get(change.signature);
    return {
      ...change,
      stack: cluster.frames.map(frame => table.indexOf(frame)),
      ...(cluster.siteIndex !== undefined && { siteIndex: cluster.siteIndex }),
      ...(cluster.state !== undefined && { state: cluster.state }),
      ...(outcome && { outcome }),
      ...(survived !== undefined && { survivors: survived }),
    };
  });
  return {
    before: sideOf(before),
    after: sideOf(after),
    ...(check && { check: check.check }),
    frames: table.frames,
    changes,
  };
}

/** By the signature that a change carries. A finding that is hidden counts as none. */
function outcomesOf(before: Analysis, after: Analysis): Map<string, Outcome> {
  const had = visibleSignatures(before);
  const has = visibleSignatures(after);
  const isCut = { before: before.snapshot.truncated, after: after.snapshot.truncated };
  const outcomes = new Map<string, Outcome>();
  for (const match of matchClusters(before.clusters, after.clusters)) {
    const was = match.before.filter(cluster => had.has(cluster.signature));
    const is = match.after.some(cluster => has.has(cluster.signature));
    const signature = (match.after[0] ?? match.before[0])?.signature ?? '';
    const outcome = is ? outcomeNow(was, isCut.before) : outcomeThen(was, match, isCut.after);
    if (outcome) outcomes.set(signature, outcome);
  }
  return outcomes;
}

type Outcome = NonNullable<ClusterChange['outcome']>;

/** Of a finding of the newer side. What an input that was cut does not show may have been in it. */
function outcomeNow(was: readonly Cluster[], isCut: boolean): Outcome | undefined {
  if (was.length > 0) return 'still there';
  return isCut ? undefined : 'new finding';
}

/** Of a finding of the older side alone. Some that wait as they did may be a leak that has just begun again: not fixed. */
function outcomeThen(
  was: readonly Cluster[],
  match: { readonly before: readonly Cluster[]; readonly after: readonly Cluster[] },
  isCut: boolean,
): Outcome | undefined {
  if (was.length === 0) return undefined;
  const kinds = new Set(was.map(({ kind }) => kind));
  const left = match.after.filter(({ kind }) => kinds.has(kind) || kind === 'unknown');
  if (left.length === 0) return isCut ? undefined : 'fixed';
  return sumOf(left) < sumOf(was) ? 'fewer now' : 'still there';
}

function sumOf(clusters: readonly Cluster[]): number {
  return clusters.reduce((sum, { count }) => sum + count, 0);
}

function visibleSignatures({ findings }: Analysis): ReadonlySet<string> {
  return new Set(findings.filter(isVisible).map(finding => finding.clusterSignature));
}

function sideOf({ id, analysis }: Side) {
  const { total, read, truncated } = analysis.snapshot;
  return { id, total, read, truncated };
}

function waitOf({ min, max }: WaitMinutes): NonNullable<WireCluster['waitMinutes']> {
  return { min, max, oldest: minutes(max), range: minutes(min, max) };
}

function wireCluster(cluster: Cluster, table: FrameTable): WireCluster {
  const { waitMinutes } = cluster;
  return {
    signature: cluster.signature,
    count: cluster.count,
    kind: cluster.kind,
    ...(cluster.state !== undefined && { state: cluster.state }),
    stateInferred: cluster.stateInferred,
    ...(waitMinutes && { waitMinutes: waitOf(waitMinutes) }),
    stack: cluster.frames.map(frame => table.indexOf(frame)),
    ...(cluster.siteIndex !== undefined && { siteIndex: cluster.siteIndex }),
    ...(cluster.createdBy && { createdBy: table.indexOf(cluster.createdBy) }),
    createdByInferred: cluster.createdByInferred,
    leaked: cluster.leaked,
    locked: cluster.locked,
    labels: cluster.labels,
    ids: Array.from(cluster.ids.subarray(0, listedIds)),
  };
}

function wireFinding(finding: Finding, cluster: Cluster): WireFinding {
  const { evidence, repairs, overturn, unknowable } = explain(finding, cluster);
  return {
    rule: finding.rule,
    verdict: finding.verdict,
    signature: finding.clusterSignature,
    message: sentence(finding.message),
    evidence: evidence.map(({ kind, text, points }) => ({
      kind,
      text: sentence(text),
      ...(points !== undefined && { points }),
    })),
    ...(finding.anchor && { anchor: wirePlace(finding.anchor) }),
    anchorReason: finding.anchorReason,
    ...(finding.anchorFrame !== undefined && { anchorFrame: finding.anchorFrame }),
    related: finding.related.map(place => ({
      ...wirePlace(place),
      role: place.role,
      func: place.func,
    })),
    ...(repairs.length > 0 && { repairs: repairs.map(sentence) }),
    overturn: overturn.map(sentence),
    unknowable: unknowable.map(sentence),
    ...(finding.retained && { retained: retainedText(finding.retained) }),
    ...(finding.hidden && { hidden: finding.hidden }),
    ...(finding.cohort && { counts: finding.cohort.counts }),
  };
}

/** `Keeps at least 5.2 MB. At least 2,600 bytes each: …`; the least is rounded down, the most up. */
function retainedText(retained: NonNullable<Finding['retained']>): string {
  const { bytes, mostBytes, basis, observedBytesEach: each } = retained;
  const range =
    mostBytes === undefined
      ? t('Keeps at least {0}.', sizeText(bytes, Math.floor))
      : t('Keeps {0} to {1}.', sizeText(bytes, Math.floor), sizeText(mostBytes, Math.ceil));
  const parts = [range, sentence(basis)];
  if (each !== undefined)
    parts.push(
      t(
        'The heap grew by about {0} bytes for each that came: observed, other things grow too.',
        number(each),
      ),
    );
  return parts.join(' ');
}

function sizeText(bytes: number, round: (n: number) => number): string {
  return bytes < 100_000
    ? t('{0} kB', number(round(bytes / 1000)))
    : t('{0} MB', number(round(bytes / 100_000) / 10));
}

/** Frames once each: stacks share most of theirs. */
class FrameTable {
  readonly frames: WireFrame[] = [];
  private readonly indices = new Map<string, number>();

  constructor(private readonly source: SourcePort | undefined) {}

  indexOf(frame: Frame): number {
    const key = `${frame.func}\0${frame.file ?? ''}\0${frame.line ?? 0}`;
    const known = this.indices.get(key);
    if (known !== undefined) return known;
    const index = this.frames.length;
    this.frames.push({
      func: frame.func,
      ...(frame.file !== undefined && { file: frame.file }),
      ...(frame.line !== undefined && { line: frame.line }),
      origin: frameOrigin(frame, this.source),
    });
    this.indices.set(key, index);
    return index;
  }
}
