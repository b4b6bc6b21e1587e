/**
 * What the source says about a place where goroutines are blocked, and about the place that started them. Types only:
 * `sourceFacts.ts` fills them from syntax, the verdict weighs them.
 *
 * Everything here is read from syntax alone, without types: what cannot be told is left out, never guessed.
 */
import type { LineNumber, Place, Text } from '../goroutine';

/** Leak-prone patterns, one file each in `rules/`. The ids are stable: they are printed. */
export type LintRuleId =
  | 'GL001'
  | 'GL002'
  | 'GL002b'
  | 'GL003'
  | 'GL004'
  | 'GL005'
  | 'GL006'
  | 'GL007'
  | 'GL008'
  | 'GL009'
  | 'GL010'
  | 'GL011'
  | 'GL013'
  | 'GL014'
  | 'GL015'
  | 'GL025'
  | 'GL026'
  | 'GL027'
  | 'GL028'
  | 'GL029'
  | 'GL030'
  | 'GL031'
  | 'GL032'
  | 'GL033';

/** A pattern that holds where goroutines are blocked, or where they were started. */
export interface RuleHit {
  readonly rule: LintRuleId;
  readonly at: 'blocking' | 'creation';
  /** The line that explains it: the select that can leave first, the return before the receive … */
  readonly cause: Place;
  /** The function that holds it, as `normaliseSymbol` writes it: `main.(*Processor).Process`. */
  readonly causeFunction: string;
  /** One sentence: `The receiver's select at handler.go:92 can return first.` */
  readonly text: Text;
  /** False: a possible cause, not a proven one. */
  readonly certain: boolean;
}

/** An operation on a followed channel. */
export interface ChannelUse extends Place {
  readonly kind: 'send' | 'recv' | 'close';
  /** The function that holds it, as `normaliseSymbol` writes it: closures count as the function around them. */
  readonly func: string;
  /** Runs in a goroutine of its own, started by the `go` statement (or `Go` call) at this line of `madeIn`'s function. */
  readonly goLine: LineNumber | undefined;
  /** Runs when a timer or a caller of a function value says so: no goroutine of a dump need show it. */
  readonly later: boolean;
  /** What Go prints for a goroutine that is blocked in it: the line of the select, where that has other cases. */
  readonly waitLine: LineNumber;
  /** It, the call that leads to it, or the start of its goroutine stands in a loop that does not make the channel anew. */
  readonly inLoop: boolean;
}

/** The channel of the blocked operation, as far as syntax can follow it. */
export interface ChannelFacts {
  /** As written at the blocked line: `task.ResultChan`, `ch`. */
  readonly expression: string;
  /**
   * Made in one function and never leaving it: every use is a send, receive, range, close, len or cap in this function, its
   * literals, or functions of the package that it is passed to and that do no more with it; it is not returned, stored or
   * sent on. `uses` are all there are.
   */
  readonly local: boolean;
  /** The function (as the dump would name it, without closure suffix) that makes a local channel. */
  readonly madeIn: { readonly func: string; readonly place: Place } | undefined;
  /** Constant capacity; `undefined`: not constant, or not known. 0: unbuffered. */
  readonly capacity: number | undefined;
  /**
   * Uses in the package: of a local channel all there are; of a field or package-level variable those of any object's
   * field, of other goroutines too (signal J looks for them in the dump). Empty when it cannot be followed.
   */
  readonly uses: readonly ChannelUse[];
  /** Nothing outside `uses` can send, receive or close: local, or an unexported name that is never handed on. */
  readonly complete: boolean;
  /** Last selector of a field or package-level channel (`ResultChan`): what signal J compares. */
  readonly field: string | undefined;
}

/** A case of the blocking select that ends the wait some day. */
export interface WakeUp {
  readonly kind: 'timer' | 'ticker' | 'context' | 'background-context';
  readonly line: LineNumber;
  /** An endless loop around the wait goes on after this case: who wakes comes back. */
  readonly again: boolean;
}

/** What the source says about the `go` statement. */
export interface CreationFacts {
  /** Lexically inside a `for`. */
  readonly inLoop: boolean;
  /** In a function with the shape of a request handler (`http.ResponseWriter`, gRPC method with context and request …). */
  readonly inHandler: boolean;
  /** Constant bound of the loop around it (`for i := 0; i < workers; i++`): the literal's or constant's value. */
  readonly loopBound: number | undefined;
}

/** What the source adds to one located cluster. */
export interface SourceFacts {
  /** A comment at the blocked line or the `go` statement excuses the wait: `//nolint:goroutineleak`, `//leak:ignore reason`. */
  readonly excused:
    { readonly comment: string; readonly reason: string; readonly place: Place } | undefined;
  readonly hits: readonly RuleHit[];
  readonly channel: ChannelFacts | undefined;
  readonly wakes: readonly WakeUp[];
  readonly creation: CreationFacts | undefined;
}
