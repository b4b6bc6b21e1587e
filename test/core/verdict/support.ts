/** Dumps drawn as text: groups of goroutines, captured once or several times, and what becomes of them. */
import { analyzeSeries } from '../../../src/core/analyze';
import type { Capture, SeriesOptions } from '../../../src/core/analyze';
import { clusterSamples } from '../../../src/core/cluster';
import type { Analysis, Finding } from '../../../src/core/goroutine';
import { formatText } from '../../../src/core/report/english';
import { read } from '../parse/support';

/** Goroutines that stand at one place. */
export interface Group {
  /** `[first, last]`; or each id. */
  readonly ids: readonly [first: number, last: number] | Float64Array;
  readonly state: string;
  /** Innermost first: `main.worker work.go:12`. */
  readonly stack: readonly string[];
  /** What each frame of the stack was called with; the same for all when absent. */
  readonly args?: readonly string[];
  /** `main.start work.go:5`. */
  readonly by?: string;
  /** Who ran the `go` statement: one for all, or one for each (its id and this much). */
  readonly parent?: number | { readonly idPlus: number };
  /** Printed minutes of the n-th of them; none when absent. */
  readonly minutes?: (n: number) => number;
}

/** The main goroutine, waiting for a signal. */
export const mainGoroutine: Group = {
  ids: [1, 1],
  state: 'chan receive',
  stack: ['main.main main.go:20'],
};

/** The text of one debug=2 dump. `id` and `frame` may rewrite what identifies nothing. */
export function drawn(groups: readonly Group[]): string {
  return groups.flatMap(group => idsOf(group).map((id, n) => block(group, id, n))).join('\n');
}

function idsOf({ ids }: Group): number[] {
  if (ids instanceof Float64Array) return [...ids];
  const [first, last] = ids;
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}

function block({ state, stack, args, by, parent, minutes }: Group, id: number, n: number): string {
  const age = minutes?.(n) ?? 0;
  const frames = stack.map((frame, at) =>
    frameLines(frame, `(${args?.[at] ?? '0xc0000180c0, 0x1'})`),
  );
  const parentId = typeof parent === 'number' ? parent : parent ? id + parent.idPlus : undefined;
  const goroutine = parentId === undefined ? '' : ` in goroutine ${parentId}`;
  const created = by === undefined ? [] : [`created by ${frameLines(by, goroutine)}`];
  const wait = age > 0 ? `${state}, ${age} minutes` : state;
  return [`goroutine ${id} [${wait}]:`, ...frames, ...created, ''].join('\n');
}

function frameLines(frame: string, suffix: string): string {
  const [func = '', place = ''] = frame.split(' ');
  return `${func}${suffix}\n\t/app/${place} +0x1d`;
}

/** One capture of a series. `second`: when it was taken, after the first. */
export function capture(text: string, second?: number): Capture {
  const { samples, ...snapshot } = read(text);
  const known = second !== undefined;
  return {
    snapshot,
    clusters: clusterSamples(samples),
    takenAtMs: known ? 1_700_000_000_000 + 1000 * second : undefined,
    timeFrom: known ? 'snapshot' : undefined,
  };
}

export function judged(
  captures: readonly Capture[],
  options: Partial<SeriesOptions> = {},
): Analysis {
  return analyzeSeries(captures, { source: undefined, leak: undefined, ...options });
}

/** The finding for the goroutines that stand in this function. */
export function findingIn(analysis: Analysis, func: string): Finding {
  const found = analysis.clusters.find(({ frames }) => frames.some(frame => frame.func === func));
  const finding = analysis.findings.find(one => one.clusterSignature === found?.signature);
  if (!finding) throw new Error(`nobody stands in ${func}`);
  return finding;
}

/** `likely leak-growing`. */
export const verdictIn = (analysis: Analysis, func: string): string => {
  const { verdict, rule } = findingIn(analysis, func);
  return `${verdict} ${rule}`;
};

export const sentences = ({ evidence }: Finding): string[] =>
  evidence.map(({ text }) => formatText(text));

/** Findings that would wake somebody. */
export const alarms = ({ findings }: Analysis): string[] =>
  findings
    .filter(({ verdict }) => verdict === 'likely' || verdict === 'proven')
    .map(({ clusterSignature, message }) => `${clusterSignature}: ${formatText(message)}`);
