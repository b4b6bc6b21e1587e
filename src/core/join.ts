/**
 * Several profiles of one moment → one: debug=2 says ids, states and minutes, debug=1 and debug=0 say exact counts and
 * labels, the leak profile proves. They meet by their stacks. Where they do not agree, both numbers are kept.
 *
 * The profiles are taken one after the other: a whole debug=2 lists every goroutine by its id while the world stands
 * still, and its counts stand. Where it was cut or lost goroutines, those of the counting profile do.
 */
import { byCount, clusterSamples } from './cluster';
import type { Cluster, ParseProblem, Snapshot } from './goroutine';
import type { JoinedProfile } from './joined';
import { problemText } from './report/problemTexts';
import { joinCounts } from './joinCounts';
import { joinLeak } from './joinLeak';

export { joinLeak } from './joinLeak';

export interface Joined {
  readonly snapshot: Omit<Snapshot, 'samples'>;
  /** By count descending, then signature; their counts add up to `snapshot.read`. */
  readonly clusters: readonly Cluster[];
}

/**
 * Joins what was taken of one process at one moment.
 *
 * `profiles`: at least one, in any order. `leak`: a goroutineleak profile of that moment in any of its three forms; of
 * debug=2, which lists every goroutine, only what is marked `(leaked)` counts. Without the second argument a leak
 * profile of debug=0 or debug=1 among several `profiles` is taken for it.
 */
export function joinProfiles(profiles: readonly Snapshot[], leak?: Snapshot): Joined {
  const readable = profiles.filter(one => one.format !== undefined);
  const others = readable.filter(one => one.profile !== 'goroutineleak');
  const named = others.length > 0 ? readable.find(one => !others.includes(one)) : undefined;
  const [richest, ...rest] = [...(others.length > 0 ? others : profiles)].sort(byRichness);
  if (!richest) throw new RangeError('there is no profile to join');
  const counted = joinedCounts(richest, rest[0]);
  const proof = leak ?? named;
  const all = [richest, ...rest, ...(proof ? [proof] : [])];
  const snapshot = all.length > 1 ? { ...counted.snapshot, ...told(all) } : counted.snapshot;
  return { snapshot, clusters: proof ? joinLeak(counted.clusters, proof) : counted.clusters };
}

function joinedCounts(richest: Snapshot, counts: Snapshot | undefined): Joined {
  const { samples, ...snapshot } = richest;
  const clusters = clusterSamples(samples);
  // Two counting profiles say the same; only full stacks gain by another.
  if (counts === undefined || isCounting(richest) || !isCounting(counts))
    return { snapshot, clusters };
  const whole = !richest.truncated && richest.read === richest.total;
  const joined = joinCounts(clusters, counts, whole).sort(byCount);
  if (whole) return { snapshot, clusters: joined };
  const read = joined.reduce((sum, cluster) => sum + cluster.count, 0);
  return {
    snapshot: {
      ...snapshot,
      read,
      total: read + counts.total - counts.read,
      // Counts of fewer than the cut stacks alone hold are of another process, or wrong.
      truncated: counts.truncated || (richest.truncated && richest.read > counts.read),
      problems: [...richest.problems.map(counted), ...counts.problems],
    },
    clusters: joined,
  };
}

/** Goroutines that the full stacks lost are in the counts of the other profile. */
function counted(problem: ParseProblem): ParseProblem {
  if (problem.skipped === 0) return problem;
  return { ...problem, reason: problemText('problem.counted', problem.reason), skipped: 0 };
}

/** What every profile can tell, whichever the counts came from. */
function told(profiles: readonly Snapshot[]): Partial<Snapshot> {
  const takenAtMs = profiles.find(one => one.takenAtMs !== undefined)?.takenAtMs;
  const buildId = profiles.find(one => one.buildId !== undefined)?.buildId;
  return {
    goVersionHint: bestHint(profiles.flatMap(one => one.goVersionHint ?? [])),
    joined: profiles.map(joinedProfile),
    ...(takenAtMs === undefined ? {} : { takenAtMs }),
    ...(buildId === undefined ? {} : { buildId }),
  };
}

function joinedProfile({ format, profile, total, read, truncated }: Snapshot): JoinedProfile {
  return { format, profile: profile ?? 'goroutine', total, read, truncated };
}

/** An exact version, else the newest of the lower bounds (`≥1.21`). */
function bestHint(hints: readonly string[]): string | undefined {
  const exact = hints.find(hint => !hint.startsWith('≥'));
  const minor = (hint: string) => Number(hint.split('.')[1]);
  return exact ?? [...hints].sort((a, b) => minor(b) - minor(a))[0];
}

function isCounting({ format }: Snapshot): boolean {
  return format === 'debug=1' || format === 'debug=0';
}

function byRichness(a: Snapshot, b: Snapshot): number {
  return richness(b) - richness(a);
}

/** Full stacks before counts, frames of the runtime before none; of equals the one that read more. */
function richness({ format, read }: Snapshot): number {
  const rank = format === undefined ? -1 : format === 'debug=0' ? 1 : format === 'debug=1' ? 0 : 2;
  return rank + read / (read + 1) / 2;
}
