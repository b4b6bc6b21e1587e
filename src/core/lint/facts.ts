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
  | 'GL015';

/** A pattern that holds where goroutines are blocked, or where they were started. */
export interface RuleHit {
  readonly rule: LintRuleId;
  readonly at: 'blocking' | 'creation';
  /** The line that explains it: the select that can leave first, the return before the receive … */
  readonly cause: Place;
  /** One sentence: `The receiver's select at handler.go:92 can return first.` */
  readonly text: Text;
  /** False: a possible cause, not a proven one. */
  readonly certain: boolean;
}

/** An operation on a followed channel. */
export interface ChannelUse {
  readonly kind: 'send' | 'recv' | 'close';
  readonly line: LineNumber;
  /** Runs in a goroutine of its own: inside the literal of a `go` statement (which starts at this line). */
  readonly goLine: LineNumber | undefined;
  /** A case of a select with other cases, or with a default. */
  readonly inSelect: boolean;
  /** Inside a loop of the function or literal that runs it. */
  readonly inLoop: boolean;
}

/** The channel of the blocked operation, as far as syntax can follow it. */
export interface ChannelFacts {
  /** As written at the blocked line: `task.ResultChan`, `ch`. */
  readonly expression: string;
  /**
   * Made in the function around the blocked line and never leaving it: every use is a send, receive, range, close, len or
   * cap in this function or its literals; it is not passed, returned, stored or aliased.
   */
  readonly local: boolean;
  /** The function (as the dump would name it, without closure suffix) that makes a local channel. */
  readonly madeIn: { readonly func: string; readonly place: Place } | undefined;
  /** Constant capacity; `undefined`: not constant, or not known. 0: unbuffered. */
  readonly capacity: number | undefined;
  /** Uses of a local channel; empty when it is not local. */
  readonly uses: readonly ChannelUse[];
  /** Last selector of a field or package-level channel (`ResultChan`): what signal J compares. */
  readonly field: string | undefined;
}

/** A case of the blocking select that ends the wait some day. */
export interface WakeUp {
  readonly kind: 'timer' | 'ticker' | 'context' | 'background-context';
  readonly line: LineNumber;
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
  readonly hits: readonly RuleHit[];
  readonly channel: ChannelFacts | undefined;
  readonly wakes: readonly WakeUp[];
  readonly creation: CreationFacts | undefined;
}
