/** What each signal of the model is worth: the same measurement without it. */
import { comparisons, judgeHealthy } from './healthyJudge.mjs';
import { measureTraining } from './training.mjs';

/** The signals, and the proof from source and dump. */
const parts = {
  A: 'captures over time',
  B: 'how long they wait',
  C: 'what they wait for',
  D: 'how many they are',
  E: 'who started them',
  F: 'a rule of the source fits',
  G: 'the wait has a timer or a context',
  H: 'known to be idle',
  I: 'whoever started them is gone',
  J: 'the other side of the wait',
  K: 'who holds the lock',
  P4: 'proof from source and dump',
};

/** Conditions in which all signals can speak: several captures, without and with the source. */
export const ablated = ['c', 'g'];

/** A difference shows with fewer runs of the cases that depend on timing. */
const mostRuns = 3;

/** `[{part, title, training: [measured], healthy: [reading]}]`; the first is the whole model. */
export async function measureParts(options, series) {
  const rows = [];
  const runs = Math.min(options.runs, mostRuns);
  // While the load ramps up, most can be taken for a leak.
  const start = series.map(one => ({
    ...one,
    full: one.full.slice(0, 3),
    counts: one.counts.slice(0, 3),
  }));
  for (const [part, title] of [[undefined, 'the whole model'], ...Object.entries(parts)]) {
    const training = [];
    for (const name of ablated)
      training.push(await measureTraining(name, { ...options, runs, leftOut: part }));
    const healthy = await judgeHealthy(start, options.engine, {
      only: comparisons,
      leftOut: part,
    });
    rows.push({ part, title, training, healthy });
  }
  return rows;
}
