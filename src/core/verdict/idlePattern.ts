/** One known resting place. */
import type { WaitKind } from '../goroutine';

export interface IdlePattern {
  /** Some frame of the stack. */
  readonly frame?: RegExp;
  /** No frame of the stack. */
  readonly except?: RegExp;
  /** The function that ran the `go` statement. */
  readonly creator?: RegExp;
  /** Only in these waits; any when absent. */
  readonly kinds?: readonly WaitKind[];
  /** Text id of the reason that a person reads. */
  readonly reason: string;
  /** Many of them that only grow in number are a resource that nobody closes: the text that says which call is missing. */
  readonly whenMany?: string;
  /** Stays for the life of the process by design: a proof that it never ends says nothing against it. */
  readonly parksForever?: true;
  /** Others wait there for what these goroutines keep. */
  readonly starves?: { readonly waiters: RegExp; readonly reason: string };
  /** While half as many goroutines are in such a function, the resources are in use. */
  readonly inUse?: RegExp;
}

/** A wait on a channel, and what debug=1 shows where it cannot tell. */
export const channel: readonly WaitKind[] = ['recv', 'select', 'chan', 'select-any', 'unknown'];
export const condition: readonly WaitKind[] = ['cond', 'sema', 'unknown'];
