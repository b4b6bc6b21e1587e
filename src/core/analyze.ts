/** Snapshot + source → everything the faces show: cluster, locate, judge. Pure. */
import { compareClusters } from './compare';
import { byCount, clusterSamples, signatureOf } from './cluster';
import type { Analysis, Cluster, IgnoreRule, Snapshot } from './goroutine';
import { cohortsOf } from './cohort/cohorts';
import { sameProcess } from './cohort/process';
import { joinLeak } from './join';
import { withKnownStates } from './knownStates';
import { openSourceReader, type SourceReader } from './lint/sourceFacts';
import { locateClusters } from './locate/locate';
import type { Location } from './locate/locate';
import type { SourcePort } from './locate/port';
import { problemText } from './report/problemTexts';
import { earlierLosses, timeProblems, withTrustedTimes } from './series';
import { judge } from './verdict/judge';

/** What a judgement may know besides the dump and the source. */
export interface JudgingOptions {
  /** What the source says about a located cluster; asked once for each. */
  readonly factsOf?: SourceReader['factsOf'];
  /** The first rule that fits hides the finding. */
  readonly ignore?: readonly IgnoreRule[];
  /**
   * A goroutineleak profile was taken right after this capture and its marks are in `Cluster.leaked`: a cluster without
   * marks may then be told from one that was not asked about.
   */
  readonly leakProfileTaken?: boolean;
}

/** Analyses a snapshot. Without `source` nothing is located, and every `anchorReason` is `no file`. */
export function analyze(
  snapshot: Snapshot,
  source: SourcePort | undefined,
  options: JudgingOptions = {},
): Analysis {
  return analyzeClusters(snapshot, clusterSamples(snapshot.samples), source, options);
}

/** The same from clusters that are already there: what is left to do when only the source has changed. */
export function analyzeClusters(
  snapshot: Omit<Snapshot, 'samples'>,
  read: readonly Cluster[],
  source: SourcePort | undefined,
  options: JudgingOptions = {},
): Analysis {
  const { clusters, locations } = told(read, located(read, source));
  return {
    ...summaryOf(snapshot),
    clusters,
    findings: judge({ clusters, snapshot, locations, source, ...withFacts(source, options) }),
  };
}

/** One moment of a process among several. */
export interface Capture {
  readonly snapshot: Omit<Snapshot, 'samples'>;
  readonly clusters: readonly Cluster[];
  /** Milliseconds since 1970; undefined: only the order is known. */
  readonly takenAtMs: number | undefined;
  /** `snapshot`: recorded when it was taken; `file`: the file's modification time. */
  readonly timeFrom: 'snapshot' | 'file' | undefined;
  /** When the process started, milliseconds since 1970, where a metric tells: another start is another process. */
  readonly processStartMs?: number;
  /** `go_memstats_stack_inuse_bytes` and `go_memstats_heap_inuse_bytes`, where they were read together with the capture. */
  readonly stackInUseBytes?: number;
  readonly heapInUseBytes?: number;
  /** What a problem calls it, a file name for instance; hostile text. */
  readonly name?: string;
}

export interface SeriesOptions extends JudgingOptions {
  readonly source: SourcePort | undefined;
  /** A goroutineleak profile taken right after the newest capture. */
  readonly leak: Snapshot | undefined;
  /** The input that holds the newest capture among other dumps: counts and clusters are reported of the whole of it. */
  readonly whole?: Pick<Capture, 'snapshot' | 'clusters'>;
}

/**
 * Analyses the newest of several captures of one process, oldest first, with what the earlier ones tell. Where `whole` is
 * given, `clusters` cover it, and `newest` are those that the findings speak of.
 */
export function analyzeSeries(taken: readonly Capture[], options: SeriesOptions): Analysis {
  const captures = options.whole ? taken : withKnownStates(taken);
  const last = captures.at(-1);
  if (!last) throw new RangeError('a series holds at least one capture');
  const prove = (read: readonly Cluster[]) => (options.leak ? joinLeak(read, options.leak) : read);
  const { snapshot, clusters } = options.whole ?? last;
  const read = prove(clusters);
  const all = told(read, located(read, options.source));
  const timed = withTrustedTimes(captures);
  const series = timed.map((capture, at) =>
    (at === timed.length - 1 ? prove(capture.clusters) : capture.clusters).map(all.tell),
  );
  const newest = series.at(-1) ?? [];
  const moments = timed.map((capture, at) => ({ ...capture, clusters: series[at] ?? [] }));
  const own = sameProcess(moments).flatMap(at => moments[at] ?? []);
  const { problems, ...summary } = summaryOf(snapshot);
  return {
    ...summary,
    clusters: all.clusters,
    findings: judge({
      clusters: newest,
      snapshot: last.snapshot,
      locations: all.locations,
      cohorts: cohortsOf(own),
      heapGrowth: heapGrowthOf(own),
      source: options.source,
      ...withFacts(options.source, options),
      ...(last.stackInUseBytes !== undefined && { stackInUseBytes: last.stackInUseBytes }),
      ...(options.leak && { leakProfileTaken: true }),
    }),
    problems: [
      ...problems,
      ...timeProblems(captures),
      ...earlierLosses(captures, options.whole),
      ...earlierProcesses(captures.length, own.length),
    ],
    ...(options.whole && { newest, ...dumpsOf(options.whole.snapshot) }),
    ...(captures.length > 1 && { changes: changesOf(series) }),
  };
}

/** The rules read the source once for each analysis. */
function withFacts(source: SourcePort | undefined, options: JudgingOptions): JudgingOptions {
  if (!source || options.factsOf) return options;
  const reader = openSourceReader(source);
  return { ...options, factsOf: (...asked) => reader.factsOf(...asked) };
}

/** Bytes by which the heap grew from the first to the last capture, where both know its size. */
function heapGrowthOf(own: readonly Capture[]): number | undefined {
  const [before, after] = [own[0]?.heapInUseBytes, own.at(-1)?.heapInUseBytes];
  return own.length < 2 || before === undefined || after === undefined ? undefined : after - before;
}

function earlierProcesses(all: number, own: number): Analysis['problems'] {
  if (own === all) return [];
  const reason = problemText('problem.process', all - own, all);
  return [{ line: 0, reason, skipped: 0, text: undefined }];
}

function summaryOf(snapshot: Omit<Snapshot, 'samples'>): Pick<Analysis, 'snapshot' | 'problems'> {
  const { format, total, read, truncated, goVersionHint, prefix, problems } = snapshot;
  return { snapshot: { format, total, read, truncated, goVersionHint, prefix }, problems };
}

function dumpsOf({ series }: Omit<Snapshot, 'samples'>): Pick<Analysis, 'snapshots'> {
  return series
    ? { snapshots: series.map(({ line, total, read }) => ({ line, total, read })) }
    : {};
}

function changesOf(series: readonly (readonly Cluster[])[]) {
  return compareClusters(series[0] ?? [], series.at(-1) ?? [], series.slice(1, -1));
}

function located(read: readonly Cluster[], source: SourcePort | undefined) {
  return source ? locateClusters(read, source) : new Map<string, Location>();
}

interface Told {
  readonly clusters: Cluster[];
  readonly locations: Map<string, Location>;
  /** The same for a cluster of another capture. */
  readonly tell: (cluster: Cluster) => Cluster;
}

/** debug=1 prints neither state nor creator: what the source tells is added, marked, and becomes part of the identity. */
function told(read: readonly Cluster[], found: ReadonlyMap<string, Location>): Told {
  const locations = new Map<string, Location>();
  const taken = new Set(read.map(cluster => cluster.signature));
  const bySignature = new Map<string, Cluster>();
  for (const cluster of read) {
    const location = found.get(cluster.signature);
    const more = location ? inferred(cluster, location) : cluster;
    // Two groups of debug=1 may turn out to be one wait; each keeps an identity of its own.
    const one = taken.has(more.signature) ? { ...more, signature: cluster.signature } : more;
    taken.add(one.signature);
    if (location) locations.set(one.signature, location);
    bySignature.set(cluster.signature, one);
  }
  const tell = (cluster: Cluster): Cluster => {
    const one = bySignature.get(cluster.signature);
    if (!one) return cluster;
    const { signature, kind, state, stateInferred, createdBy, createdByInferred } = one;
    const creator = createdByInferred ? { createdBy, createdByInferred } : {};
    return { ...cluster, signature, kind, state, stateInferred, ...creator };
  };
  return { clusters: [...bySignature.values()].sort(byCount), locations, tell };
}

function inferred(cluster: Cluster, location: Location): Cluster {
  const { inferredKind, inferredState, inferredCreatedBy } = location;
  if (inferredKind === undefined && inferredCreatedBy === undefined) return cluster;
  const kind = inferredKind ?? cluster.kind;
  return {
    ...cluster,
    kind,
    state: inferredState ?? cluster.state,
    stateInferred: inferredState !== undefined || cluster.stateInferred,
    createdBy: inferredCreatedBy ?? cluster.createdBy,
    createdByInferred: inferredCreatedBy !== undefined,
    signature: signatureOf(kind, cluster.frames, undefined),
  };
}
