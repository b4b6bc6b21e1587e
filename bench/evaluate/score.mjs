/**
 * Units → precision and recall. A unit weighs one however often its case was run: what counts is the share of the runs
 * in which it was there (for a leak: had blocked) and was reported.
 */
import { truth } from './corpus.mjs';
import { atLeast } from './units.mjs';

/** Units of all runs → one entry for each case and site, with how often it was there. */
export function tally(units) {
  const entries = new Map();
  for (const unit of units) {
    if (truth[unit.case]?.ignored && unit.site.includes('simple.go')) continue;
    const key = `${unit.case} ${unit.site}`;
    const entry = entries.get(key) ?? { case: unit.case, site: unit.site, leak: false, seen: [] };
    entry.seen.push(unit);
    entry.leak ||= unit.leak;
    entries.set(key, entry);
  }
  return [...entries.values()];
}

/** `{reported, right, leaks, found}` at a level; sums of shares. */
export function score(entries, level) {
  const sums = { reported: 0, right: 0, leaks: 0, found: 0 };
  for (const { leak, seen } of entries) {
    const share = seen.filter(unit => atLeast(unit, level)).length / seen.length;
    sums.reported += share;
    if (!leak) continue;
    sums.leaks++;
    sums.found += share;
    sums.right += share;
  }
  return sums;
}

/** Programs with a leak in which at least one is reported, as `{leaks, found}`. */
export function scorePrograms(units, level) {
  const runs = new Map();
  for (const unit of units.filter(u => u.leak && !truth[u.case]?.ignored)) {
    const runsOfCase = runs.get(unit.case) ?? new Map();
    runsOfCase.set(unit.run, runsOfCase.get(unit.run) || atLeast(unit, level));
    runs.set(unit.case, runsOfCase);
  }
  let found = 0;
  for (const of of runs.values()) found += [...of.values()].filter(Boolean).length / of.size;
  return { leaks: runs.size, found };
}

/** Where the diagnostics of reported leaks stand, as `[place, share]` pairs. */
export function scorePlaces(entries, level) {
  const places = new Map();
  for (const { leak, seen } of entries) {
    const reported = seen.filter(unit => leak && atLeast(unit, level));
    for (const { placed } of reported)
      places.set(placed, (places.get(placed) ?? 0) + 1 / reported.length);
  }
  return [...places].sort((a, b) => b[1] - a[1]);
}
