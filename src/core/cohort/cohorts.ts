/** Captures of one process → what became of the goroutines of each cluster of the newest. */
import type { Cluster, Cohort, Snapshot } from '../goroutine';
import { StackIndex } from '../stackIndex';
import { populationOf, type Population } from './population';

/** One moment of the process; see `Capture`. */
export interface Moment {
  readonly snapshot: Omit<Snapshot, 'samples'>;
  readonly clusters: readonly Cluster[];
  readonly takenAtMs: number | undefined;
  readonly timeFrom: 'snapshot' | 'file' | undefined;
}

/** A cohort, and what only the judge needs of it. */
export interface CohortFacts extends Cohort {
  readonly leavingRank: number | undefined;
  /** Members of the newest capture that stood here in an earlier one. */
  readonly persisted: number;
  /** Members that were started since the first capture: who is only new here may have worked elsewhere before. */
  readonly started: number;
}

/**
 * The cohort of each cluster of the newest capture, by its signature. `captures`: of one process, oldest first. Captures that
 * tell of the very same moment (the same input given twice) count once, and captures that were cut not at all: who is missing
 * there may just not have been printed. Empty for fewer than two moments.
 */
export function cohortsOf(captures: readonly Moment[]): ReadonlyMap<string, CohortFacts> {
  const moments = distinctMoments(captures.filter(({ snapshot }) => !snapshot.truncated));
  const newest = captures.at(-1);
  const cohorts = new Map<string, CohortFacts>();
  if (!newest || moments.at(-1) !== newest || moments.length < 2) return cohorts;
  const indices = moments.map(({ clusters }) => new ClusterIndex(clusters));
  const own = indices.at(-1);
  for (const cluster of newest.clusters) {
    const alone = own?.alike(cluster).length === 1;
    const seen = indices.flatMap((index, at) => {
      const found = index.find(cluster, alone);
      const moment = moments[at];
      return found && moment ? [{ moment, found, index }] : [];
    });
    if (seen.length > 1) cohorts.set(cluster.signature, cohortOf(seen));
  }
  return cohorts;
}

/** How many there were, and who, where the format says. */
interface Found {
  readonly count: number;
  readonly ids: Float64Array | undefined;
}

class ClusterIndex {
  private readonly bySignature = new Map<string, Cluster>();
  private readonly printsIds: boolean;
  private stacks: StackIndex | undefined;
  private largest: number | undefined;

  constructor(private readonly clusters: readonly Cluster[]) {
    for (const cluster of clusters) this.bySignature.set(cluster.signature, cluster);
    this.printsIds = clusters.some(({ ids }) => ids.length > 0);
  }

  /** Goroutine ids rise: whoever has a larger one was started later. */
  largestId(): number {
    return (this.largest ??= this.clusters.reduce(
      (largest, { ids }) => Math.max(largest, ids.at(-1) ?? 0),
      0,
    ));
  }

  alike({ frames }: Cluster): readonly Cluster[] {
    return (this.stacks ??= new StackIndex(this.clusters)).find(frames);
  }

  /**
   * The goroutines of `cluster` in this capture. Formats that print less are asked by stack, where one cluster `alone` has
   * that stack; `undefined`: this capture cannot tell.
   */
  find(cluster: Cluster, alone: boolean): Found | undefined {
    const same = this.bySignature.get(cluster.signature);
    if (same) return foundIn(same);
    if (this.printsIds && cluster.ids.length > 0) return { count: 0, ids: new Float64Array() };
    const alike = this.alike(cluster);
    if (alike.length === 0)
      return { count: 0, ids: this.printsIds ? new Float64Array() : undefined };
    if (!alone) return undefined;
    return { count: alike.reduce((sum, { count }) => sum + count, 0), ids: undefined };
  }
}

function foundIn({ count, ids }: Cluster): Found {
  return { count, ids: ids.length === count ? ids : undefined };
}

function cohortOf(
  seen: readonly { readonly moment: Moment; readonly found: Found; readonly index: ClusterIndex }[],
): CohortFacts {
  const counts = seen.map(({ found }) => found.count);
  const listed = seen.flatMap(({ found: { ids }, index }) => (ids ? [{ ids, index }] : []));
  const [oldest] = listed;
  const whole = listed.length > 1 && seen.at(-1)?.found.ids !== undefined;
  const lists = listed.map(({ ids }) => ids);
  const population = oldest && whole ? populationOf(lists, oldest.index.largestId()) : undefined;
  const times = seen.map(({ moment }) => moment.takenAtMs);
  return {
    counts,
    population: population && withoutRank(population),
    leavingRank: population?.leavingRank,
    persisted: population?.persisted ?? 0,
    started: population?.started ?? 0,
    spanMinutes: spanOf(times),
    slopePerMinute: slopeOf(counts, times),
    byFileTime: seen.some(({ moment }) => moment.timeFrom === 'file'),
  };
}

function withoutRank({ births, deaths, survivors }: Population): Cohort['population'] {
  return { births, deaths, survivors };
}

/** Times that do not rise with the order say nothing. */
function rising(times: readonly (number | undefined)[]): readonly number[] | undefined {
  const known = times.filter(time => time !== undefined);
  const whole = known.length === times.length;
  const sorted = known.every((time, at) => at === 0 || time >= (known[at - 1] ?? time));
  return whole && sorted && (known.at(-1) ?? 0) > (known[0] ?? 0) ? known : undefined;
}

const msPerMinute = 60_000;

function spanOf(times: readonly (number | undefined)[]): number | undefined {
  const known = rising(times);
  return known && ((known.at(-1) ?? 0) - (known[0] ?? 0)) / msPerMinute;
}

/** Least squares: one restless capture must not make the slope. */
function slopeOf(
  counts: readonly number[],
  times: readonly (number | undefined)[],
): number | undefined {
  const known = rising(times);
  if (!known) return undefined;
  const minutes = known.map(time => (time - (known[0] ?? 0)) / msPerMinute);
  const meanTime = mean(minutes);
  const meanCount = mean(counts);
  let above = 0;
  let below = 0;
  minutes.forEach((minute, at) => {
    above += (minute - meanTime) * ((counts[at] ?? 0) - meanCount);
    below += (minute - meanTime) ** 2;
  });
  return above / below;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The same input given twice is one moment, whatever the times of its files say. */
function distinctMoments(captures: readonly Moment[]): Moment[] {
  const distinct: Moment[] = [];
  for (const capture of captures) {
    const last = distinct.at(-1);
    if (last && isSameMoment(last, capture)) distinct.pop();
    distinct.push(capture);
  }
  return distinct;
}

/** Only where goroutines are listed one by one: equal counts alone are a quiet process. */
function isSameMoment(a: Moment, b: Moment): boolean {
  const recorded = a.timeFrom === 'snapshot' && b.timeFrom === 'snapshot';
  if (recorded && a.takenAtMs !== b.takenAtMs) return false;
  if (a.clusters.length !== b.clusters.length || a.snapshot.total !== b.snapshot.total)
    return false;
  const others = new Map(b.clusters.map(cluster => [cluster.signature, cluster]));
  return a.clusters.every(cluster => {
    const other = others.get(cluster.signature);
    return other !== undefined && isSameGroup(cluster, other);
  });
}

function isSameGroup(a: Cluster, b: Cluster): boolean {
  return (
    a.count === b.count &&
    a.ids.length > 0 &&
    a.ids.length === b.ids.length &&
    a.ids.every((id, at) => id === b.ids[at]) &&
    JSON.stringify(a.waitMinutes) === JSON.stringify(b.waitMinutes)
  );
}
