/**
 * The careful way up: the index page (how many goroutines), then counts, then full stacks only where the pause that they
 * cost is short or was agreed to. debug=2 stops the world, in every version of Go; the counts do not.
 */
import { CaptureError } from './errors';
import type { CaptureText } from './errors';
import { readIndex } from './indexPage';
import { takeProfile } from './profile';
import type { ByteSink, ProfileResult } from './profile';
import type { Target } from './target';

export type { ByteSink } from './profile';

/** The snapshot that is being written: a file for each profile. */
export interface CaptureSink {
  open(name: string): Promise<ByteSink>;
}

export interface CaptureProgress {
  readonly stage: 'index' | 'counts' | 'stacks';
  /** Bytes of the current profile. */
  readonly bytes: number;
  readonly announced: number | undefined;
}

export interface CaptureOptions {
  /** The person has seen the predicted pause and wants full stacks. */
  readonly full: boolean;
  readonly maxPauseMs: number;
  readonly idleTimeoutMs: number;
  /** Of a whole request; absent: 60 s or four times the predicted time, whichever is longer. */
  readonly requestTimeoutMs?: number;
  readonly maxBytes: number;
  /** Where requests run, `SSH: devbox`; absent on the person's own machine. */
  readonly from?: string;
  readonly signal: AbortSignal;
  onProgress(progress: CaptureProgress): void;
}

export interface CapturedBody {
  readonly name: 'goroutine';
  readonly debug: 1 | 2;
  /** As it was opened in the sink. */
  readonly file: string;
  readonly bytes: number;
  readonly complete: boolean;
}

export interface CaptureResult {
  /** Goroutines by the index page, else by the counts. */
  readonly announced: number | undefined;
  readonly bodies: readonly CapturedBody[];
  readonly leakProfileOffered: boolean;
  readonly skipped: readonly { readonly profile: string; readonly reason: CaptureText }[];
  /** What full stacks cost, or would have cost. */
  readonly predictedPauseMs: number;
  /** Profiles that broke off, or could not be taken while another could. */
  readonly problems: readonly CaptureError[];
}

/** Above this many goroutines full stacks are never taken without asking. */
export const maxGoroutinesUnasked = 10_000;
const unknownFrames = 12;
const skippedText = {
  english: 'Full stacks were not taken: {0} goroutines would pause the program for about {1} ms.',
} as const;

/**
 * Pause of the target while it prints every stack, in milliseconds: goroutines × (3 + 0.4 × mean frames) µs, measured on
 * two cores. It underestimates very deep stacks.
 */
export function predictPauseMs(goroutines: number, meanFrames: number = unknownFrames): number {
  return Math.round((goroutines * (3 + 0.4 * meanFrames)) / 1000);
}

/**
 * Takes what may be taken. Bodies are in the sink before this resolves; one that broke off is listed with
 * `complete: false` and its problem. Rejects with a {@link CaptureError} when there is nothing at all, with an
 * `AbortError` when it was cancelled.
 */
export async function captureGoroutines(
  target: Target,
  sink: CaptureSink,
  options: CaptureOptions,
): Promise<CaptureResult> {
  options.onProgress({ stage: 'index', bytes: 0, announced: undefined });
  const index = await readIndex(target, options);
  const counts = await take(target, sink, options, 1, index.goroutines);
  const announced = index.goroutines ?? (counts.result?.goroutines || undefined);
  const predicted = predictPauseMs(announced ?? 0, counts.result?.meanFrames);
  const allowed = announced !== undefined && isCheap(announced, predicted, options);
  const wantsStacks = options.full || allowed;
  const stacks = wantsStacks
    ? await take(target, sink, options, 2, announced, predicted)
    : undefined;
  const taken = [counts, ...(stacks ? [stacks] : [])];
  const bodies = taken.flatMap(({ body }) => (body ? [body] : []));
  const problems = taken.flatMap(({ problem }) => (problem ? [problem] : []));
  const [first] = problems;
  if (bodies.length === 0) throw first ?? new CaptureError('E2', [target.name]);
  return {
    announced,
    bodies,
    leakProfileOffered: index.leakProfile,
    skipped: wantsStacks ? [] : [skippedStacks(announced ?? 0, predicted)],
    predictedPauseMs: predicted,
    problems,
  };
}

function isCheap(goroutines: number, predictedMs: number, { maxPauseMs }: CaptureOptions) {
  return goroutines <= maxGoroutinesUnasked && predictedMs <= maxPauseMs;
}

function skippedStacks(goroutines: number, predictedMs: number) {
  const { english } = skippedText;
  return { profile: 'goroutine?debug=2', reason: { english, args: [goroutines, predictedMs] } };
}

interface Taken {
  readonly body: CapturedBody | undefined;
  readonly result: ProfileResult | undefined;
  readonly problem: CaptureError | undefined;
}

async function take(
  target: Target,
  sink: CaptureSink,
  options: CaptureOptions,
  debug: 1 | 2,
  announced: number | undefined,
  predictedMs = 0,
): Promise<Taken> {
  const file = `goroutine.debug${debug}.txt`;
  const stage = debug === 1 ? 'counts' : 'stacks';
  options.onProgress({ stage, bytes: 0, announced });
  try {
    const result = await takeProfile({
      target,
      path: `goroutine?debug=${debug}`,
      debug,
      idleTimeoutMs: options.idleTimeoutMs,
      requestTimeoutMs: options.requestTimeoutMs ?? Math.max(60_000, 4 * 5 * predictedMs),
      maxBytes: options.maxBytes,
      from: options.from,
      signal: options.signal,
      open: () => sink.open(file),
      onBytes: bytes => options.onProgress({ stage, bytes, announced }),
    });
    const complete = result.problem === undefined;
    const body = { name: 'goroutine', debug, file, bytes: result.bytes, complete } as const;
    return { body, result, problem: result.problem };
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    return { body: undefined, result: undefined, problem: error };
  }
}
