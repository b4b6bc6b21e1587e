import { standsStill } from '../abandoned';
import { idlePatternOf } from '../idleCatalogue';
import { normaliseSymbol } from '../../symbol';
import { weight } from '../weights';
import { isMain } from '../facts';
import type { Facts, Signal, SignalOf } from '../facts';

const waitingKinds = new Set([
  'recv',
  'select',
  'waitgroup',
  'sema',
  'io',
  'cond',
  'sleep',
  'chan',
  'select-any',
]);

/** H: a known resting place. Caps the verdict at `idle`, unless there are many and they only become more. */
export const idle: SignalOf = facts => {
  const { cluster } = facts;
  if (isMain(cluster) && waitingKinds.has(cluster.kind)) return [resting('idle.main')];
  if (cluster.kind === 'runtime') return [resting('idle.runtime')];
  const response = responseOf(facts);
  if (response) return [response];
  const pattern = idlePatternOf(cluster);
  if (!pattern) return [];
  const { whenMany, inUse, starves, reason } = pattern;
  const used = inUse !== undefined && 2 * countIn(facts, inUse) >= facts.cluster.count;
  if (used) return [resting(reason)];
  if (starves && keepsFrom(facts, starves.waiters)) return [unclosed(starves.reason)];
  if (whenMany !== undefined && growsUnserved(facts)) return [unclosed(whenMany)];
  return [resting(reason)];
};

const readLoop = 'net/http.(*persistConn).readLoop';
const readingResponse =
  /^net\/http\.\(\*(?:persistConn\)\.roundTrip|body\)\.Read|bodyEOFSignal\)\.Read|cancelTimerBody\)\.Read)$/;

/**
 * The reader of an HTTP client's connection: between requests it waits for the network; while the caller waits for the answer
 * too. In `select` the response is in somebody's hands: where nobody in the dump waits for one or reads one, bodies were left
 * open. Open streams look the same, but for their readers.
 */
function responseOf(facts: Facts): Signal | undefined {
  const { cluster } = facts;
  const isReader = cluster.frames.some(({ func }) => normaliseSymbol(func) === readLoop);
  if (!isReader) return undefined;
  if (2 * countIn(facts, readingResponse) >= cluster.count) return resting('idle.http.response');
  if (cluster.kind !== 'select' && cluster.kind !== 'select-any') return undefined;
  const many = cluster.count >= weight.idleMany || growsUnserved(facts);
  return many ? unclosed('many.http.body') : undefined;
}

/** At least some, more in each capture, and (nearly) nobody left. */
function growsUnserved({ cluster, cohort }: Facts): boolean {
  const { cohort: w } = weight;
  if (!cohort || cluster.count < weight.idleMany / 2) return false;
  const { population, counts } = cohort;
  if (population)
    return population.births >= w.births && population.deaths < w.leavers * population.births;
  const rise = cluster.count - (counts[0] ?? 0);
  const rising = counts.every((count, at) => at === 0 || count >= (counts[at - 1] ?? 0));
  return rising && counts.length >= w.countsCaptures && rise >= w.countsLeast;
}

/** A limit keeps them from growing: all are the same as before, and at least as many wait for one of them to end. */
function keepsFrom(facts: Facts, waiters: RegExp): boolean {
  const { cluster } = facts;
  return (
    cluster.count > 1 && standsStill(facts, cluster) && countIn(facts, waiters) >= cluster.count
  );
}

/** Goroutines of the dump that are in such a function. */
function countIn({ around }: Facts, functions: RegExp): number {
  return around.clusters
    .filter(({ frames }) => frames.some(({ func }) => functions.test(normaliseSymbol(func))))
    .reduce((sum, { count }) => sum + count, 0);
}

function resting(id: string): Signal {
  return { kind: 'H', text: { id, args: [] }, points: weight.idle, cap: 'idle' };
}

function unclosed(id: string): Signal {
  return { kind: 'H', text: { id, args: [] }, points: 0, cap: 'suspect', floor: 'suspect' };
}
