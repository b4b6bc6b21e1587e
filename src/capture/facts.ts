/** What is kept of a capture beside its bytes. */
import { fill } from './errors';
import type { CapturedBody, CaptureResult } from './ladder';

export interface CaptureFacts {
  readonly bodies: readonly CapturedBody[];
  readonly announced?: number;
  readonly leakProfileOffered: boolean;
  readonly predictedPauseMs: number;
  readonly observedPauseMs?: number;
  readonly skipped: readonly { readonly profile: string; readonly reason: string }[];
  readonly problems: readonly string[];
}

/** The metadata of a snapshot, in English: plain data for the store, without a secret in it. */
export function factsOf(result: CaptureResult): CaptureFacts {
  const { announced, bodies, leakProfileOffered, predictedPauseMs, observedPauseMs } = result;
  return {
    bodies,
    leakProfileOffered,
    predictedPauseMs,
    ...(announced !== undefined && { announced }),
    ...(observedPauseMs !== undefined && { observedPauseMs }),
    skipped: result.skipped.map(({ profile, reason }) => ({
      profile,
      reason: fill(reason.english, reason.args),
    })),
    problems: result.problems.map(problem => problem.message),
  };
}
