/** Which captures stand for one process: a restart or a deploy begins a new one, and its ids mean other goroutines. */
import type { Cluster, Snapshot } from '../goroutine';

/** What tells processes apart in one capture. */
export interface Identity {
  readonly clusters: readonly Cluster[];
  readonly snapshot: Pick<Snapshot, 'buildId'>;
  readonly processStartMs?: number;
}

/** A start time that is read from a metric twice may differ by its rounding. */
const startToleranceMs = 2000;

/** Of the ids that both could list, so many may be lost or misread. */
const lostShare = 0.05;

/**
 * The scheduler hands out ids in batches: a P takes this many at once and gives them out, rising, whenever it next starts a
 * goroutine (`_GoidCacheBatch` in runtime/proc.go). So a goroutine may be younger than another one with a larger id.
 */
const batchSize = 16;

/** Of the batches with ids that an earlier capture does not list, so many may contradict the order of a batch. */
const contradictedShare = 0.05;

/** So many of the ids that are not listed are looked at: enough to tell. */
const mostExamined = 2000;

/**
 * The captures that surely belong to the process of the newest, as indices, oldest first. `captures` is oldest first. What
 * lies between the newest capture of another process and the first one that is known again is left out: it may be of either.
 */
export function sameProcess(captures: readonly Identity[]): number[] {
  const newest = captures.length - 1;
  const kept: number[] = [];
  let known = newest;
  for (let index = newest; index >= 0; index--) {
    const verdict = index === newest ? 'same' : compare(captures[index], captures[known]);
    if (verdict === 'other') return kept.filter(one => one >= known).reverse();
    kept.push(index);
    if (verdict === 'same') known = index;
  }
  return kept.reverse();
}

/** `unknown`: nothing contradicts, and nothing but the order of the captures speaks for it. */
function compare(
  older: Identity | undefined,
  newer: Identity | undefined,
): 'same' | 'other' | 'unknown' {
  if (!older || !newer) return 'unknown';
  const starts = [older.processStartMs, newer.processStartMs] as const;
  if (starts[0] !== undefined && starts[1] !== undefined)
    return Math.abs(starts[0] - starts[1]) > startToleranceMs ? 'other' : 'same';
  const builds = [older.snapshot.buildId, newer.snapshot.buildId] as const;
  if (builds[0] !== undefined && builds[1] !== undefined && builds[0] !== builds[1]) return 'other';
  if (otherAddresses(older.clusters, newer.clusters)) return 'other';
  return compareIds(older.clusters, newer.clusters);
}

/** debug=1 prints where code lies: what every wait passes through first (`runtime.gopark`) is at one address in one process. */
function otherAddresses(older: readonly Cluster[], newer: readonly Cluster[]): boolean {
  const known = new Set(older.flatMap(({ hiddenPcs }) => hiddenPcs?.[0] ?? []));
  const found = newer.flatMap(({ hiddenPcs }) => hiddenPcs?.[0] ?? []);
  return known.size > 0 && found.length > 0 && !found.some(pc => known.has(pc));
}

/**
 * Ids are given out once, and a goroutine never changes its creator: what the later capture holds below the largest id of the
 * earlier one was there already, or is the rest of a batch. The largest id itself may fall: the youngest may have ended.
 */
function compareIds(
  older: readonly Cluster[],
  newer: readonly Cluster[],
): 'same' | 'other' | 'unknown' {
  const creators = creatorsOf(older);
  const largest = largestId(older);
  const unlisted: number[] = [];
  let known = 0;
  let changed = 0;
  for (const { ids, createdBy } of newer)
    for (const id of ids) {
      if (id > largest) break;
      known++;
      if (!creators.has(id)) unlisted.push(id);
      else if (creators.get(id) !== createdBy?.func) changed++;
    }
  const lost = lostShare * known;
  if (changed > lost) return 'other';
  if (unlisted.length + changed > lost && !areRests(unlisted, creators)) return 'other';
  // Goroutine 1 alone is in every process.
  return known > 1 ? 'same' : 'unknown';
}

/**
 * Whether ids that the earlier capture does not list can be what was left of its batches. The first id of a batch is given
 * out at once, and none after a larger one of the same batch. Where batches begin is not known: cgo takes single ids.
 */
function areRests(unlisted: readonly number[], earlier: ReadonlyMap<number, unknown>): boolean {
  const examined = unlisted.slice(0, mostExamined);
  for (let offset = 0; offset < batchSize; offset++)
    if (contradicted(examined, earlier, offset) <= contradictedShare) return true;
  return false;
}

/** The share of the batches with such ids that contradict, when batches begin `offset` after a multiple of their size. */
function contradicted(
  unlisted: readonly number[],
  earlier: ReadonlyMap<number, unknown>,
  offset: number,
): number {
  const batches = new Map<number, boolean>();
  for (const id of unlisted) {
    const place = (id - 1 - offset + batchSize) % batchSize;
    const first = id - place;
    let impossible = place === 0;
    for (let later = id + 1; later < first + batchSize; later++) impossible ||= earlier.has(later);
    batches.set(first, impossible || (batches.get(first) ?? false));
  }
  return [...batches.values()].filter(Boolean).length / batches.size;
}

function creatorsOf(clusters: readonly Cluster[]): Map<number, string | undefined> {
  const creators = new Map<number, string | undefined>();
  for (const { ids, createdBy } of clusters)
    for (const id of ids) creators.set(id, createdBy?.func);
  return creators;
}

function largestId(clusters: readonly Cluster[]): number {
  let largest = 0;
  for (const { ids } of clusters) largest = Math.max(largest, ids.at(-1) ?? 0);
  return largest;
}
