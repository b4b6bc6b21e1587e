/** Why a profile was not taken, in the words that a person reads. English is the key of the translation. */
import type { CaptureText } from './errors';

const rows = {
  pauseTooLong: {
    english: 'Full stacks were not taken: {0} goroutines would pause the program for about {1} ms.',
  },
  countUnknown: {
    english:
      'Full stacks were not taken: how many goroutines there are is unknown, so the pause cannot be predicted.',
  },
  stacksNotAsked: { english: 'Full stacks were not asked for.' },
  stacksHoldMore: { english: 'Not needed: the full stacks were taken.' },
  binaryHoldsCounts: { english: 'Not needed: the binary profile holds the same counts.' },
  leftAlone: { english: 'Not asked for: the profile before it could not be had.' },
  notServed: { english: 'This server does not have it.' },
  leakNotAsked: { english: 'Not asked for: it runs a garbage collection in the program.' },
} as const;

export const reasons = {
  pauseTooLong: (goroutines: number, pauseMs: number): CaptureText => ({
    ...rows.pauseTooLong,
    args: [goroutines, pauseMs],
  }),
  countUnknown: (): CaptureText => ({ ...rows.countUnknown, args: [] }),
  stacksNotAsked: (): CaptureText => ({ ...rows.stacksNotAsked, args: [] }),
  stacksHoldMore: (): CaptureText => ({ ...rows.stacksHoldMore, args: [] }),
  binaryHoldsCounts: (): CaptureText => ({ ...rows.binaryHoldsCounts, args: [] }),
  leftAlone: (): CaptureText => ({ ...rows.leftAlone, args: [] }),
  notServed: (): CaptureText => ({ ...rows.notServed, args: [] }),
  leakNotAsked: (): CaptureText => ({ ...rows.leakNotAsked, args: [] }),
} as const;
