/** Snapshot + source → everything the faces show: cluster, locate, judge. Pure. */
import { compareClusters } from './compare';
import { byCount, clusterSamples, signatureOf } from './cluster';
import type { Analysis, Cluster, Snapshot } from './goroutine';
import { locateClusters } from './locate/locate';
import type { Location } from './locate/locate';
import type { SourcePort } from './locate/port';
import { judge } from './verdict/judge';

/** Analyses a snapshot. Without `source` nothing is located, and every `anchorReason` is `no file`. */
export function analyze(snapshot: Snapshot, source: SourcePort | undefined): Analysis {
  return analyzeClusters(snapshot, clusterSamples(snapshot.samples), source);
}

/** The same from clusters that are already there: what is left to do when only the source has changed. */
export function analyzeClusters(
  snapshot: Omit<Snapshot, 'samples'>,
  read: readonly Cluster[],
  source: SourcePort | undefined,
): Analysis {
  const found = source ? locateClusters(read, source) : new Map<string, Location>();
  const { clusters, locations } = withInference(read, found);
  const { format, total, truncated, goVersionHint, prefix, problems } = snapshot;
  return {
    snapshot: { format, total, read: snapshot.read, truncated, goVersionHint, prefix },
    clusters,
    findings: judge({ clusters, total, locations }),
    problems,
    ...(snapshot.series ? { snapshots: snapshot.series.map(placeAndCounts) } : {}),
  };
}

function placeAndCounts({ line, total, read }: { line: number; total: number; read: number }) {
  return { line, total, read };
}

/** One moment of a process among several. */
export interface Capture {
  readonly snapshot: Omit<Snapshot, 'samples'>;
  readonly clusters: readonly Cluster[];
  /** Milliseconds since 1970; undefined: only the order is known. */
  readonly takenAtMs: number | undefined;
  /** `snapshot`: recorded when it was taken; `file`: the file's modification time. */
  readonly timeFrom: 'snapshot' | 'file' | undefined;
}

export interface SeriesOptions {
  readonly source: SourcePort | undefined;
  /** A goroutineleak profile taken right after the newest capture. */
  readonly leak: Snapshot | undefined;
}

/** Analyses the newest of several captures of one process, oldest first, with what the earlier ones tell. */
export function analyzeSeries(captures: readonly Capture[], options: SeriesOptions): Analysis {
  const newest = captures.at(-1);
  const oldest = captures[0];
  if (!newest || !oldest) throw new RangeError('a series holds at least one capture');
  const analysis = analyzeClusters(newest.snapshot, newest.clusters, options.source);
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
