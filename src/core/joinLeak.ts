/** Clusters ⊕ a goroutineleak profile of the same moment: which of their goroutines the runtime proves leaked. */
import { clusterSamples } from './cluster';
import { MemberFlag } from './goroutine';
import type { Cluster, Sample, Snapshot, WaitKind } from './goroutine';
import { withDisagreement } from './joinCounts';
import { StackIndex } from './stackIndex';

/**
 * Marks in `clusters` what `leak` proves. By goroutine id where both print ids, else by stack and wait: a count that
 * could belong to several clusters marks in each only what must be its own. What the profile does not list stays as it
 * is: its absence proves nothing.
 */
export function joinLeak(clusters: readonly Cluster[], leak: Snapshot): Cluster[] {
  const ids = leakedIds(leak.samples);
  if (ids.size > 0 && clusters.some(cluster => cluster.ids.length > 0))
    return clusters.map(cluster => marked(cluster, countIds(cluster.ids, ids)));
  const changed = new Map<Cluster, Cluster>();
  for (const { clusters: found, leaked } of provenGroups(clusters, leak)) {
    const listed = found.reduce((sum, cluster) => sum + cluster.count, 0);
    for (const cluster of found) {
      const own = Math.min(cluster.count, leaked - (listed - cluster.count));
      const more = marked(changed.get(cluster) ?? cluster, Math.max(0, own));
      changed.set(cluster, leaked > listed ? withExcess(more, leak, leaked, listed) : more);
    }
  }
  return clusters.map(cluster => changed.get(cluster) ?? cluster);
}

interface ProvenGroup {
  readonly clusters: readonly Cluster[];
  leaked: number;
}

/** What the profile proves, by the clusters that it can be about. */
function provenGroups(clusters: readonly Cluster[], leak: Snapshot): Iterable<ProvenGroup> {
  const index = new StackIndex(clusters);
  const groups = new Map<string, ProvenGroup>();
  for (const proven of clusterSamples(leak.samples)) {
    if (proven.leaked === 0) continue;
    const found = index.find(proven.frames).filter(cluster => mayMeet(proven.kind, cluster.kind));
    if (found.length === 0) continue;
    const key = found.map(cluster => cluster.signature).join('\n');
    const group = groups.get(key) ?? { clusters: found, leaked: 0 };
    group.leaked += proven.leaked;
    groups.set(key, group);
  }
  return groups.values();
}

/** Leaked since the other profile was taken, or the two are not of one moment: both numbers are kept. */
function withExcess(cluster: Cluster, leak: Snapshot, counted: number, listed: number): Cluster {
  return withDisagreement(cluster, {
    format: leak.format,
    profile: 'goroutineleak',
    counted,
    listed,
  });
}

function marked(cluster: Cluster, leaked: number): Cluster {
  return leaked > cluster.leaked ? { ...cluster, leaked } : cluster;
}

/** Ids of the goroutines that a leak profile of debug=2 marks. */
function leakedIds(samples: readonly Sample[]): ReadonlySet<number> {
  const ids = new Set<number>();
  for (const members of samples.flatMap(sample => sample.members ?? []))
    members.flags.forEach((flags, row) => {
      const id = members.ids[row] ?? 0;
      if (flags & MemberFlag.leaked && id > 0) ids.add(id);
    });
  return ids;
}

function countIds(ids: Float64Array, wanted: ReadonlySet<number>): number {
  let found = 0;
  for (const id of ids) if (wanted.has(id)) found++;
  return found;
}

/** Waits that the other profile prints in another word: nil channels and debug=1 say less, Go ≤ 1.23 says `semacquire`. */
const families: Partial<Record<WaitKind, readonly string[]>> = {
  send: ['send'],
  'send-nil': ['send'],
  recv: ['recv'],
  'recv-nil': ['recv'],
  chan: ['send', 'recv'],
  select: ['select'],
  'select-none': ['select'],
  'select-any': ['select'],
  mutex: ['lock'],
  rlock: ['lock'],
  wlock: ['lock'],
  waitgroup: ['lock'],
  sema: ['lock'],
  cond: ['cond'],
};

/** Whether a leaked goroutine of kind `a` can be one that another profile shows as `b`. */
function mayMeet(a: WaitKind, b: WaitKind): boolean {
  if (a === 'unknown' || b === 'unknown' || a === b) return true;
  const others = families[b] ?? [];
  return (families[a] ?? []).some(family => others.includes(family));
}
