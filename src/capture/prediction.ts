/** What a profile costs the target: predicted from a table of measurements, refined by what this target itself took. */

/** Mean frames of a stack where none were counted. */
const unknownFrames = 12;
/** debug=2 stops the world up to seven times, each for the time of a whole walk: the request takes about five pauses. */
const pausesPerRequest = 5;
/** Of the counts (debug=0 and 1), which stop the world only for an instant: 2.3 s for a million goroutines. */
const countMicroseconds = 2.5;
/** The buffer of debug=2 begins at 1 MiB and doubles to 64 MiB; each attempt is a pause. */
const firstBuffer = 1024 * 1024;
const maxAttempts = 7;
/** The last attempts print more than the first: their pause against the mean of all. */
const lastAgainstMean = 1.5;
const weekMs = 7 * 24 * 60 * 60 * 1000;
const remembered = 5;
/** Below this the network decides how long an answer takes, not the pause. */
const leastMs = 10;

/** One debug=2 that a target answered. */
export interface PauseObservation {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly goroutines: number;
  /** By the table alone, milliseconds. */
  readonly predictedMs: number;
  readonly observedMs: number;
}

/** What earlier captures of an origin took. The store keeps it on disk. */
export interface PauseHistory {
  /** Oldest first; empty for an unknown origin. */
  observations(origin: string): Promise<readonly PauseObservation[]>;
  add(origin: string, observation: PauseObservation): Promise<void>;
}

/**
 * Pause of the target while it prints every stack, in milliseconds: goroutines × (3 + 0.4 × mean frames) µs, measured on
 * two cores. It underestimates very deep stacks, which is what `factor` ({@link factorOf}) is for.
 */
export function predictPauseMs(
  goroutines: number,
  meanFrames: number = unknownFrames,
  factor = 1,
): number {
  return Math.round((goroutines * (3 + 0.4 * meanFrames) * factor) / 1000);
}

/** Duration of a whole request in milliseconds; for the limit on it, so rather too long. */
export function predictRequestMs(debug: 0 | 1 | 2, goroutines: number, pauseMs: number): number {
  return debug === 2 ? pausesPerRequest * pauseMs : (goroutines * countMicroseconds) / 1000;
}

/**
 * The longest pause behind a debug=2 answer of `bytes` whose first byte came after `firstByteMs`: it is printed whole
 * before it is sent. `roundTripMs` is what an answer that costs nothing takes.
 */
export function observedPauseMs(bytes: number, firstByteMs: number, roundTripMs: number): number {
  const attempts = Math.min(
    maxAttempts,
    1 + Math.max(0, Math.ceil(Math.log2(bytes / firstBuffer))),
  );
  const mean = Math.max(0, firstByteMs - roundTripMs) / attempts;
  return Math.round(attempts === 1 ? mean : mean * lastAgainstMean);
}

/**
 * How this target's pauses compare with the table: the median of what its last captures took. 1 without any; observations
 * older than a week say nothing about today's program.
 */
export function factorOf(observations: readonly PauseObservation[], now: number): number {
  const factors = observations
    .filter(({ at, predictedMs }) => now - at < weekMs && predictedMs >= leastMs)
    .slice(-remembered)
    .map(({ observedMs, predictedMs }) => observedMs / predictedMs)
    .sort((a, b) => a - b);
  const median = factors[Math.floor(factors.length / 2)] ?? 1;
  return Math.min(20, Math.max(0.5, median));
}
