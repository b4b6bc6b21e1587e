/** What the command line is pointed at → what was read there. */
import type { Capture } from '../core/analyze';
import type { ParseProblem, Snapshot } from '../core/goroutine';
import { joinProfiles } from '../core/join';
import type { ProcessMetrics } from '../core/parse/metrics';
import { capturesOf } from '../core/series';
import type { TakenAt } from '../core/series';
import { isAddress } from './capturing';
import type { CaptureWishes } from './capturing';
import { UnreadableInput } from './exit';
import { readFileInput, readStandardInput } from './fileInput';
import { t } from './language';
import { captureInput } from './live';

/** One argument, read. */
export interface Input {
  /** The profiles of its moment, at least one. */
  readonly profiles: readonly Snapshot[];
  /** As a person calls it; without a password. */
  readonly name: string;
  readonly taken: TakenAt;
  /** What a stored snapshot knows of its process. */
  readonly figures?: ProcessMetrics;
  /** What was not taken, or broke off, of a running program. */
  readonly remarks: readonly ParseProblem[];
}

export interface InputOptions {
  readonly wishes: CaptureWishes;
  /** An address that names no profile stands for the leak profile. */
  readonly leak?: boolean;
  /** What stands before every line of a file, in place of what the reader finds out. */
  readonly prefix?: string | undefined;
}

/** Reads a file, `-` for standard input, or an address. Rejects with what a person can read. */
export async function readInput(argument: string, options: InputOptions): Promise<Input> {
  if (isAddress(argument)) return captureInput(argument, options);
  return argument === '-'
    ? readStandardInput(options.prefix)
    : readFileInput(argument, options.prefix);
}

/**
 * The moments of an input, oldest first; the whole of it where there are several; and its leak profile where it holds one
 * beside others.
 */
export function momentsOf({ profiles, taken, name, figures }: Input): {
  readonly captures: readonly Capture[];
  readonly whole: Pick<Capture, 'snapshot' | 'clusters'> | undefined;
  readonly leak: Snapshot | undefined;
} {
  const joined = joinProfiles(profiles);
  const captures = capturesOf(joined, taken, name).map(capture => ({ ...capture, ...figures }));
  const leak = profiles.find(profile => profile.profile === 'goroutineleak');
  return {
    captures,
    whole: captures.length > 1 ? joined : undefined,
    leak: profiles.length > 1 ? leak : undefined,
  };
}

/**
 * Reads `--leak`: a goroutineleak profile in any of its forms. Of debug=2, which lists every goroutine, only the marks
 * count. Rejects when it is another profile: read as one of leaks it would say that nothing leaks.
 */
export async function readLeakInput(argument: string, options: InputOptions): Promise<Snapshot> {
  const { profiles, name } = await readInput(argument, { ...options, leak: true });
  const leak = profiles.find(isLeakProfile);
  if (leak) return leak;
  throw new UnreadableInput(
    t(
      '{0} is not a goroutineleak profile. Save /debug/pprof/goroutineleak?debug=1 of the program.',
      name,
    ),
  );
}

function isLeakProfile({ format, profile }: Snapshot): boolean {
  return profile === 'goroutineleak' || format === 'debug=2';
}
