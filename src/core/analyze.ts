/** Snapshot + source → everything the faces show: cluster, locate, judge. Pure. */
import { compareClusters } from './compare';
import { byCount, clusterSamples, signatureOf } from './cluster';
import type { Analysis, Cluster, IgnoreRule, Snapshot } from './goroutine';
import { joinLeak } from './join';
import type { SourceFacts } from './lint/facts';
import { locateClusters } from './locate/locate';
import type { Location } from './locate/locate';
import type { SourcePort } from './locate/port';
import { judge } from './verdict/judge';

/** What a judgement may know besides the dump and the source. */
export interface JudgingOptions {
  /** What the source says about a located cluster; asked once for each. */
  readonly factsOf?: (cluster: Cluster, location: Location) => SourceFacts | undefined;
  /** The first rule that fits hides the finding. */
  readonly ignore?: readonly IgnoreRule[];
  /**
   * A goroutineleak profile was taken right after this capture and its marks are in `Cluster.leaked`: a cluster without
   * marks may then be told from one that was not asked about.
   */
  readonly leakProfileTaken?: boolean;
  /** `go_memstats_stack_inuse_bytes` of the process when the capture was taken. */
  readonly stackInUseBytes?: number;
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
  const found = source ? locateClusters(read, source) : new Map<string, Location>();
  const { clusters, locations } = withInference(read, found);
  const { format, total, truncated, goVersionHint, prefix, problems } = snapshot;
  return {
    snapshot: { format, total, read: snapshot.read, truncated, goVersionHint, prefix },
    clusters,
    findings: judge({ clusters, total, locations, ...options }),
    problems,
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
  /** `go_memstats_heap_inuse_bytes`, where it was read together with the capture. */
  readonly heapInUseBytes?: number;
}

export interface SeriesOptions extends JudgingOptions {
  readonly source: SourcePort | undefined;
  /** A goroutineleak profile taken right after the newest capture. */
  readonly leak: Snapshot | undefined;
}

/** Analyses the newest of several captures of one process, oldest first, with what the earlier ones tell. */
export function analyzeSeries(captures: readonly Capture[], options: SeriesOptions): Analysis {
  const newest = captures.at(-1);
  const oldest = captures[0];
  if (!newest || !oldest) throw new RangeError('a series holds at least one capture');
  const { leak } = options;
  const read = leak ? joinLeak(newest.clusters, leak) : newest.clusters;
  const analysis = analyzeClusters(newest.snapshot, read, options.source, options);
  if (captures.length < 2) return analysis;
  return { ...analysis, changes: compareClusters(oldest.clusters, newest.clusters) };
}

/** debug=1 prints neither state nor creator: what the source tells is added, marked, and becomes part of the identity. */
function withInference(
  read: readonly Cluster[],
  found: ReadonlyMap<string, Location>,
): { clusters: Cluster[]; locations: Map<string, Location> } {
  const locations = new Map<string, Location>();
  const taken = new Set(read.map(cluster => cluster.signature));
  const clusters = read.map(cluster => {
    const location = found.get(cluster.signature);
    const more = location ? inferred(cluster, location) : cluster;
    // Two groups of debug=1 may turn out to be one wait; each keeps an identity of its own.
    const told = taken.has(more.signature) ? { ...more, signature: cluster.signature } : more;
    taken.add(told.signature);
    if (location) locations.set(told.signature, location);
    return told;
  });
  return { clusters: clusters.sort(byCount), locations };
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
