import type { Cohort, Text } from '../../goroutine';
import { isPassed, queueStands } from '../abandoned';
import { countText } from '../../report/english';
import { spanText } from '../../report/spans';
import { servesConnection } from '../network';
import { orphans } from './orphans';
import { isServed } from './partner';
import { hasBlockingPattern } from './rules';
import { lockKinds, passiveKinds, pilingKinds } from '../waits';
import { weight } from '../weights';
import { startedByMain, type Facts, type Signal, type SignalOf } from '../facts';

type Population = NonNullable<Cohort['population']>;

const { cohort: w } = weight;

/** A: who came, who stayed and who left between captures of one process. */
export const cohort: SignalOf = facts => {
  const { cohort: seen } = facts;
  if (!seen) return [];
  return drained(seen) ?? (seen.population ? byIds(facts, seen.population) : byCounts(facts));
};

function byIds(facts: Facts, population: Population): readonly Signal[] {
  const { births, deaths, survivors } = population;
  if (turnsOver(population)) {
    const percent = Math.round((100 * deaths) / Math.max(1, deaths + survivors));
    return [signal({ id: 'A.turnover', args: [percent] }, w.turnover)];
  }
  if (isMoving(facts, population)) return [signal({ id: 'A.moving', args: [deaths] }, w.turnover)];
  if (births >= w.births && deaths < w.leavers * births)
    return [accumulation(facts, population), ...sleepers(facts)];
  if (births === 0 && deaths === 0) return still(facts, population);
  return [];
}

function turnsOver({ births, deaths, survivors }: Population): boolean {
  if (deaths > w.replaced * (deaths + survivors)) return true;
  const [least, most] = w.balance;
  const balanced = births > 0 && deaths >= least * births && deaths <= most * births;
  return balanced && deaths >= 2;
}

/** Waiters of one queue are served in their order: the ones that left were the oldest. */
function isMoving({ cohort: seen }: Facts, { deaths }: Population): boolean {
  const rank = seen?.leavingRank;
  return rank !== undefined && deaths >= w.movingDeaths && rank < w.movingRank;
}

function accumulation(facts: Facts, { births, deaths }: Population): Signal {
  const strong = growthDecides(facts) && lasts(facts);
  const mailbox = passiveKinds.has(facts.cluster.kind) && isServed(facts);
  const points = strong ? w.accumulates : mailbox ? w.countsRiseWithLoad : w.growsWithLoad;
  return { ...signal(newText(facts.cohort, births, deaths), points), strong };
}

/**
 * A sleep ends, and still they come, and do not go: each sleeps again and again. What `main` starts may have been started for the
 * life of the process.
 */
function sleepers(facts: Facts): Signal[] {
  const { cluster, cohort: seen } = facts;
  if (cluster.kind !== 'sleep' || startedByMain(cluster) || !lasts(facts)) return [];
  if ((seen?.spanMinutes ?? 0) < w.bothMinutes || (seen?.started ?? 0) < w.births) return [];
  const text = { id: 'A.sleepers', args: [seen?.persisted ?? 0] };
  return [{ kind: 'A', text, points: undefined, floor: 'suspect' }];
}

/** Some of them stood here before: goroutines that are all new may be a burst that is over in a moment. */
function lasts({ cluster, cohort: seen }: Facts): boolean {
  const persisted = seen?.persisted ?? 0;
  return persisted >= Math.max(w.persistedLeast, w.persistedShare * cluster.count);
}

function newText(seen: Cohort | undefined, births: number, deaths: number): Text {
  const span = seen?.spanMinutes;
  if (span === undefined) return { id: 'A.new', args: [births, deaths] };
  const file = seen?.byFileTime ? '.file' : '';
  return span < 1
    ? { id: `A.new.seconds${file}`, args: [births, deaths, Math.round(span * 60)] }
    : { id: `A.new.minutes${file}`, args: [births, deaths, spanText(Math.round(span))] };
}

/**
 * Growth proves something only where a healthy program under rising load does not grow. Receivers and selects are streams
 * and mailboxes as often as leaks; senders that others get past, or whose receiver is there, stand in a queue; a lock that a
 * slow load holds for seconds gathers waiters too.
 */
function growthDecides(facts: Facts): boolean {
  const { cluster, cohort: seen } = facts;
  if (!pilingKinds.has(cluster.kind) || isPassed(facts) || isServed(facts)) return false;
  if (mayComeBack(facts) && !isDated(facts)) return false;
  if (!lockKinds.has(cluster.kind)) return true;
  const minutes = Math.max(cluster.waitMinutes?.max ?? 0, seen?.spanMinutes ?? 0);
  return minutes >= weight.kind.lockDecisiveMinutes;
}

/**
 * The same goroutine may have been served and be here again: then its id says nothing, only the age of its wait. Goroutines
 * whose starter has returned are hardly loops. Without ids nothing of this can be told.
 */
function mayComeBack({ cluster, cohort: seen, around }: Facts): boolean {
  if (servesConnection(cluster)) return true;
  const gone = around.parentsGone(cluster);
  return (
    seen?.population !== undefined && gone !== undefined && 100 * gone < weight.orphans.percent
  );
}

/** Some of them print the minutes of one unbroken wait. */
function isDated({ cluster: { waitMinutes, count } }: Facts): boolean {
  const dated = (waitMinutes?.distribution ?? []).reduce((sum, [, members]) => sum + members, 0);
  return dated >= Math.max(w.persistedLeast, w.persistedShare * count);
}

/** Nobody came and nobody left: a pool at rest, or goroutines that are stuck. */
function still(facts: Facts, { survivors }: Population): Signal[] {
  const { cluster, cohort: seen } = facts;
  const span = seen?.spanMinutes ?? 0;
  const captures = seen?.counts.length ?? 0;
  if (passiveKinds.has(cluster.kind))
    return span >= w.fixedMinutes && mayBePool(facts)
      ? [signal({ id: 'A.fixed', args: [survivors, captures] }, w.fixed)]
      : [];
  if (!pilingKinds.has(cluster.kind) || span < w.bothMinutes) return [];
  // The printed minutes have said so already.
  const minutes = cluster.waitMinutes?.max ?? 0;
  const aged = lockKinds.has(cluster.kind) && minutes >= weight.kind.lockDecisiveMinutes;
  if (aged || queueStands(facts)) return [];
  return [signal(countText('A.both', survivors, [survivors]), w.both)];
}

/**
 * What leaked once stays as it is, too: one goroutine is no pool, a pool's starter is mostly still there, and workers of one
 * do not stand where a pattern of the source says that nobody can serve them.
 */
function mayBePool(facts: Facts): boolean {
  return facts.cluster.count > 1 && !hasBlockingPattern(facts) && orphans(facts).length === 0;
}

function byCounts(facts: Facts): readonly Signal[] {
  const counts = facts.cohort?.counts ?? [];
  const first = counts[0] ?? 0;
  const rise = (counts.at(-1) ?? 0) - first;
  const rising = counts.every((count, at) => at === 0 || count >= (counts[at - 1] ?? 0));
  if (!rising) return [];
  if (counts.length >= w.countsCaptures && rise >= Math.max(w.countsLeast, w.countsShare * first)) {
    const strong = growthDecides(facts);
    const points = strong ? w.countsRise : w.countsRiseWithLoad;
    return [{ ...signal(risingText(facts.cohort), points), strong }];
  }
  if (rise < Math.max(w.twoCountsLeast, w.twoCountsShare * first)) return [];
  const points = pilingKinds.has(facts.cluster.kind) ? w.twoCounts : w.countsRiseWithLoad;
  return [signal(risingText(facts.cohort), points)];
}

function risingText(seen: Cohort | undefined): Text {
  const counts = seen?.counts ?? [];
  const slope = seen?.slopePerMinute;
  return slope === undefined
    ? { id: 'A.counts', args: [counts] }
    : { id: 'A.counts.slope', args: [counts, rounded(slope)] };
}

/** Two digits are enough for a slope. */
function rounded(value: number): number {
  return value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
}

function drained({ counts }: Cohort): readonly Signal[] | undefined {
  const most = Math.max(...counts);
  const now = counts.at(-1) ?? 0;
  if (most < 2 || now > (1 - w.drainedShare) * most) return undefined;
  const points = 2 * now <= most ? w.drainedHalf : w.drained;
  return [signal({ id: 'A.drained', args: [most, now] }, points)];
}

function signal(text: Text, points: number): Signal {
  return { kind: 'A', text, points };
}
