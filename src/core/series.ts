/** Several captures as one story: which moments an input holds, and what is wrong with their times. */
import type { Capture } from './analyze';
import { clusterSamples } from './cluster';
import type { ParseProblem, Snapshot, Text } from './goroutine';
import { problemText } from './report/problemTexts';

/** File times of copies differ by chance, by less than this. */
const sameMomentMs = 1000;

/** When an input was taken, and how that is known. */
export type TakenAt = Pick<Capture, 'takenAtMs' | 'timeFrom'>;

/**
 * The moments that an input holds, oldest first: each of its dumps, or the input itself where it holds one. `taken` is the
 * time of the input, which is that of its last dump; `name` is what problems call it.
 */
export function capturesOf(
  input: Pick<Capture, 'snapshot' | 'clusters'>,
  taken: TakenAt,
  name: string,
): Capture[] {
  const dumps = input.snapshot.series ?? [];
  if (dumps.length < 2) return [{ ...input, ...ownTime(input.snapshot, taken), name }];
  return dumps.map(({ samples, ...snapshot }, index) => ({
    snapshot,
    clusters: clusterSamples(samples),
    ...ownTime(snapshot, index === dumps.length - 1 ? taken : unknownTime),
    name: `${name}:${snapshot.line}`,
  }));
}

const unknownTime: TakenAt = { takenAtMs: undefined, timeFrom: undefined };

function ownTime({ takenAtMs }: Pick<Snapshot, 'takenAtMs'>, taken: TakenAt): TakenAt {
  return takenAtMs === undefined ? taken : { takenAtMs, timeFrom: 'snapshot' };
}

/** The order given wins; where the times say otherwise, that is said. */
export function timeProblems(captures: readonly Capture[]): ParseProblem[] {
  return captures.flatMap((capture, index) => {
    const before = captures[index - 1];
    if (!before || !contradicts(before, capture)) return [];
    const [older, newer] = [nameOf(captures, index - 1), nameOf(captures, index)];
    return [remark(problemText('problem.order', older, clockOf(before, capture), newer))];
  });
}

/** The captures without their times where these contradict the order: no rate can be told from them. */
export function withTrustedTimes(captures: readonly Capture[]): readonly Capture[] {
  if (timeProblems(captures).length === 0) return captures;
  return captures.map(capture => ({ ...capture, ...unknownTime }));
}

/** What the earlier captures lost: the counts before are then "at least". `whole` accounts for its own dumps. */
export function earlierLosses(
  captures: readonly Capture[],
  whole: Pick<Capture, 'snapshot'> | undefined,
): ParseProblem[] {
  const own = whole?.snapshot.series?.length ?? 1;
  return captures.slice(0, -own).flatMap(({ snapshot }, index) => {
    const name = nameOf(captures, index);
    const lost = snapshot.total - snapshot.read;
    const reasons = [
      ...(lost > 0 ? [problemText('problem.earlier.lost', name, lost, snapshot.total)] : []),
      ...(snapshot.truncated ? [problemText('problem.earlier.cut', name)] : []),
    ];
    return reasons.map(remark);
  });
}

function contradicts(before: Capture, after: Capture): boolean {
  if (before.takenAtMs === undefined || after.takenAtMs === undefined) return false;
  const tolerance = before.timeFrom === 'file' || after.timeFrom === 'file' ? sameMomentMs : 0;
  return before.takenAtMs - after.takenAtMs > tolerance;
}

function clockOf(before: Capture, after: Capture): Text {
  const isOfFile = before.timeFrom === 'file' || after.timeFrom === 'file';
  return problemText(isOfFile ? 'problem.order.file' : 'problem.order.own');
}

function nameOf(captures: readonly Capture[], index: number): string | Text {
  return captures[index]?.name ?? problemText('problem.capture', index + 1);
}

/** About the whole input, and no goroutine of it is lost by this. */
function remark(reason: Text): ParseProblem {
  return { line: 0, reason, skipped: 0, text: undefined };
}
