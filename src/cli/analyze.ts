/** `goroutine-lens analyze` and `goroutine-lens compare`. */
import { analyzeSeries } from '../core/analyze';
import type { Capture } from '../core/analyze';
import { fixedFindings } from '../core/fixed';
import type { ParseProblem, Snapshot } from '../core/goroutine';
import { messageOf, UnreadableInput } from './exit';
import { isAddress, untilInterrupted } from './capturing';
import { momentsOf, readInput, readLeakInput } from './input';
import type { Input, InputOptions } from './input';
import { t } from './language';
import { readFigures } from './metrics';
import type { ReadFigures } from './metrics';
import { remark } from './fileInput';
import { printAnalysis } from './output';
import { sourceFolder, withSource } from './sourceFolder';

export interface AnalyzeOptions {
  readonly source?: string;
  readonly leak?: string;
  /** One for the newest input, or one for each. */
  readonly metrics?: readonly string[];
  readonly full?: boolean;
  readonly json?: boolean;
  readonly prefix?: string;
}

/** Reads `input`, prints the analysis, sets the exit code. Rejects when nothing could be read. */
export function analyzeCommand(input: string, options: AnalyzeOptions): Promise<void> {
  return run([input], options);
}

/** Reads the inputs, oldest first, and judges the newest by what became of the others. Rejects when one cannot be read. */
export async function compareCommand(
  inputs: readonly string[],
  options: AnalyzeOptions,
): Promise<void> {
  if (inputs.length < 2)
    throw new UnreadableInput(
      t('A comparison needs two inputs or more: the oldest first, the newest last.'),
    );
  if (inputs.filter(input => input === '-').length > 1)
    throw new UnreadableInput(t('Standard input can be read only once.'));
  await run(inputs, options);
}

type ReadMoments = ReturnType<typeof momentsOf> & Pick<Input, 'remarks'>;

async function momentsIn(argument: string, options: InputOptions): Promise<ReadMoments> {
  const input = await readInput(argument, options);
  return { ...momentsOf(input), remarks: input.remarks };
}

async function run(inputs: readonly string[], options: AnalyzeOptions): Promise<void> {
  const { metrics = [] } = options;
  if (metrics.length > 1 && metrics.length !== inputs.length)
    throw new UnreadableInput(
      t('Give --metrics one input, for the newest, or as many as there are.'),
    );
  const sourceDir = sourceFolder(options.source);
  const json = options.json ?? false;
  const reading: InputOptions = {
    wishes: { full: options.full ?? false },
    prefix: options.prefix,
  };
  const moments: ReadMoments[] = [];
  // Goroutine by goroutine an input is large: only its clusters are kept when the next one is read.
  for (const input of inputs) moments.push(await momentsIn(input, reading));
  refuseLeaksAmong(moments.flatMap(moment => moment.captures));
  const { leak, remarks } = await leakProfile(options.leak, reading);
  const figures = await figuresOf(metrics, inputs.length);
  const captures = moments.flatMap((moment, at) => measured(moment.captures, figures[at]));
  const newest = moments.at(-1);
  const { analysis, fixed } = await withSource(sourceDir, source => ({
    analysis: analyzeSeries(captures, {
      ...source,
      leak: leak ?? newest?.leak,
      ...(newest?.whole && { whole: newest.whole }),
    }),
    fixed: json ? [] : fixedFindings(captures, source),
  }));
  const problems = [
    ...analysis.problems,
    ...moments.flatMap(moment => moment.remarks),
    ...remarks,
    ...figures.flatMap(figure => figure.remarks),
  ];
  printAnalysis({ ...analysis, problems }, { json, sourceDir, fixed });
}

/** The figures of each input, in their order; where not all are named, of the newest. */
async function figuresOf(named: readonly string[], inputs: number): Promise<ReadFigures[]> {
  const all = [...Array<undefined>(inputs - named.length).fill(undefined), ...named];
  return untilInterrupted(async signal => {
    const figures: ReadFigures[] = [];
    for (const one of all) figures.push(await readFigures(one, signal));
    return figures;
  });
}

/** The figures are those of an input's last moment. */
function measured(captures: readonly Capture[], figures: ReadFigures | undefined): Capture[] {
  const last = captures.length - 1;
  return captures.map((capture, at) =>
    at === last ? { ...capture, ...figures?.metrics } : capture,
  );
}

/** Beside full captures a profile of leaks alone would say that everything else is gone. */
function refuseLeaksAmong(captures: readonly Capture[]): void {
  const leaks = captures.filter(({ snapshot }) => snapshot.profile === 'goroutineleak');
  const [first] = leaks;
  if (!first || leaks.length === captures.length) return;
  throw new UnreadableInput(
    t('{0} lists leaked goroutines alone: give it with --leak.', first.name ?? '?'),
  );
}

/** A leak profile that a program does not give is a remark: what else was captured still tells something. */
async function leakProfile(
  argument: string | undefined,
  options: InputOptions,
): Promise<{ leak: Snapshot | undefined; remarks: readonly ParseProblem[] }> {
  if (argument === undefined) return { leak: undefined, remarks: [] };
  try {
    return { leak: await readLeakInput(argument, options), remarks: [] };
  } catch (error) {
    if (!isAddress(argument)) throw error;
    return { leak: undefined, remarks: [remark(messageOf(error))] };
  }
}
