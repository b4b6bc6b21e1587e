/** Several dumps in one input: a snapshot of them all, which keeps each. */
import type { ParseProblem, Snapshot } from '../goroutine';
import { problemText } from '../report/problemTexts';
import { sumOf } from './part';
import type { ReadDump } from './part';

/** One snapshot of everything that an input holds; `undefined` when that is nothing. */
export function inputOf(read: readonly ReadDump[]): Snapshot | undefined {
  const [first, ...others] = read;
  if (first === undefined) return undefined;
  if (others.length === 0) return first.snapshot;
  const dumps = read.map(({ line, snapshot }) => ({ ...snapshot, line }));
  const samples = dumps.flatMap(dump => dump.samples);
  return {
    format: first.snapshot.format,
    total: sumOf(dumps, dump => dump.total),
    read: sumOf(dumps, dump => dump.read),
    truncated: dumps.some(dump => dump.truncated),
    goVersionHint: [...dumps].reverse().find(dump => dump.goVersionHint !== undefined)
      ?.goVersionHint,
    prefix: dumps.find(dump => dump.prefix !== undefined)?.prefix,
    samples,
    problems: [several, ...dumps.flatMap(dump => dump.problems)],
    series: dumps,
  };
}

const several: ParseProblem = {
  line: 0,
  reason: problemText('problem.several'),
  skipped: 0,
  text: undefined,
};
