/** What is kept of the profiles that were joined to one snapshot. Types only. */
import type { DumpFormat } from './goroutine';

/** One of several profiles that were taken of a process at one moment. */
export interface JoinedProfile {
  readonly format: DumpFormat | undefined;
  readonly profile: 'goroutine' | 'goroutineleak';
  readonly total: number;
  readonly read: number;
  readonly truncated: boolean;
}

/** What another profile of the same moment counted on a cluster's stack, where that is not what the cluster holds. */
export interface Disagreement {
  readonly format: DumpFormat | undefined;
  readonly profile: 'goroutine' | 'goroutineleak';
  /** Goroutines that this profile counts on the stack. */
  readonly counted: number;
  /** Goroutines that the joined clusters of this stack hold. */
  readonly listed: number;
}
