/** Whether goroutines that are blocked may still be served by somebody that the dump shows. */
import type { Cluster, Frame } from '../goroutine';
import { normaliseSymbol } from '../symbol';
import { onceWaitOf } from './once';
import { lockKinds, pilingKinds, workingKinds } from './waits';
import { weight } from './weights';
import type { Facts } from './facts';

/**
 * In one capture age and number do not tell a leak from a queue that moves slowly. Others of the same path that are further
 * on were served; a parent that is alive may be the one that serves.
 */
export function mayBeServed(facts: Facts): boolean {
  const { cluster, around, cohort } = facts;
  if (isPassed(facts)) return true;
  const { population, leavingRank } = cohort ?? {};
  if (population && leavingRank !== undefined && population.deaths > 0)
    return leavingRank < weight.cohort.movingRank;
  const gone = around.parentsGone(cluster);
  return gone !== undefined && 100 * gone < weight.orphans.percent;
}

/**
 * Others came along the same path and are further on: a queue or a semaphore that moves. Not so when all of them are stuck
 * where they are now; and who is blocked behind a lock holds it, which is no sign that it is ever free.
 */
export function isPassed(facts: Facts): boolean {
  const { cluster, around } = facts;
  return around
    .passers(cluster)
    .some(other => !staysBlocked(facts, other) && !(lockKinds.has(cluster.kind) && blocked(other)));
}

/** By the source, or by a sync.Once, the lock that `waiter` waits for is held, or will be released, by somebody who is at work. */
export function isLockAtWork({ lockGraph, around }: Facts, waiter: Cluster): boolean {
  const once = onceWaitOf(waiter, around.clusters);
  if (once?.runners.some(({ kind }) => workingKinds.has(kind))) return true;
  const found = lockGraph.holdersOf(waiter);
  if (!found) return false;
  return (
    found.releaser !== undefined || found.holders.some(({ other }) => workingKinds.has(other.kind))
  );
}

function blocked({ kind }: Cluster): boolean {
  return pilingKinds.has(kind);
}

/**
 * They stood still, and the runtime dates one unbroken wait of theirs. By its id alone a goroutine that takes and releases a lock
 * in a loop stands still too, whenever it is looked at.
 */
export function staysBlocked(facts: Facts, other: Cluster): boolean {
  return standsStill(facts, other) && (other.waitMinutes?.max ?? 0) >= weight.kind.lockMinutes;
}

/**
 * Of those who queued for a lock nobody has left since, for a minute or more: a mutex hands itself over to the one that waits
 * longest (starvation mode, after 1 ms), so none of them got it. Not so while one that was handed it has yet to run.
 */
export function queueStands(facts: Facts): boolean {
  const { cluster, cohort, around } = facts;
  if (!lockKinds.has(cluster.kind) || !cohort?.population) return false;
  const { population, persisted, spanMinutes = 0 } = cohort;
  const { persistedLeast, fixedMinutes } = weight.cohort;
  if (population.deaths > 0 || persisted < persistedLeast || spanMinutes < fixedMinutes)
    return false;
  if (isLockAtWork(facts, cluster)) return false;
  const site = cluster.frames[cluster.siteIndex ?? -1];
  return !around
    .inFunction(normaliseSymbol(site?.func ?? ''))
    .some(({ kind, frames }) => kind === 'running' && frames.some(frame => isAt(frame, site)));
}

function isAt(frame: Frame, site: Frame | undefined): boolean {
  return frame.func === site?.func && frame.line === site.line;
}

/** The same goroutines at the same place in captures a minute or more apart, and nobody new. */
export function standsStill({ cohortOf }: Facts, other: Cluster): boolean {
  const seen = cohortOf(other);
  if (!seen?.population || (seen.spanMinutes ?? 0) < weight.cohort.fixedMinutes) return false;
  const { births, deaths, survivors } = seen.population;
  return births === 0 && deaths === 0 && survivors > 0;
}
