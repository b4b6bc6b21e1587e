/**
 * The vocabulary of the product: plain, readonly, serialisable data. Types only.
 *
 * Unknown is `undefined`, never `0` or `''`. Identity is a signature string, never an object reference or an index.
 */
import type { Disagreement, JoinedProfile } from './joined';
import type { PointersInHand } from './pointers';

/** 1-based, as Go prints it. */
export type LineNumber = number;
export type Minutes = number;

/** One call on a stack, exactly as Go printed it. A C frame may have no place. */
export interface Frame {
  /** The symbol without arguments and without `+0x…`; `%2e` is not decoded. */
  readonly func: string;
  readonly file: string | undefined;
  readonly line: LineNumber | undefined;
}

/** The form of an input. `debug=2` also stands for a SIGQUIT or panic dump: the text grammar is the same. */
export type DumpFormat = 'debug=2' | 'debug=1' | 'debug=0' | 'delve' | 'goleak' | 'race';

/** How many of the members carry this label value. At most 50 values a key are kept; `"…"` sums up the rest. */
export interface LabelCount {
  readonly key: string;
  readonly value: string;
  readonly count: number;
}

/**
 * What goroutine headers said, in columns (one entry a goroutine, in order of reading). A dump holds a million goroutines:
 * an object for each would cost more than the dump, and one long column more than several short ones.
 */
export interface Members {
  /** Goroutine ids: below 2^53 in any process that can exist; `0` where the text names none (and for g0 of SIGQUIT). */
  readonly ids: Float64Array;
  /** `-1` where the header prints no minutes: not the same as zero. */
  readonly waitMinutes: Int32Array;
  /** Id of the goroutine that ran the `go` statement; `0` where it is not printed (goroutine ids start at 1). */
  readonly parentIds: Float64Array;
  /** Line of the `go` statement; `0` where it is not printed. The place may differ inside one cluster. */
  readonly createdByLines: Int32Array;
  /** Address of the mutex this goroutine waits for (`sync.(*Mutex).lockSlow(0x…)`); `0` where none is printed. */
  readonly lockAddresses: Float64Array;
  /** Bits of {@link MemberFlag}. */
  readonly flags: Uint8Array;
}

/** Bits in {@link Members.flags}. */
export const MemberFlag = {
  leaked: 1,
  lockedToThread: 2,
  synctest: 4,
  scan: 8,
  durable: 16,
} as const;

/**
 * Goroutines that were printed with the same state and the same stack: one group of debug=1, or the blocks of
 * debug=2 that differ only in what identifies a single goroutine (id, minutes, parent id, arguments, addresses).
 */
export interface Sample {
  readonly count: number;
  /** As Go prints it, with `(nil chan)` and `(no cases)`, without flags and minutes; `undefined` in debug=1. */
  readonly state: string | undefined;
  /** Leaf first. */
  readonly stack: readonly Frame[];
  /** Frames that Go left out in the middle of this stack (`...N frames elided...`); -1: some, number not printed. */
  readonly framesElided: number;
  readonly createdBy: Frame | undefined;
  /** GODEBUG=tracebackancestors: the chain behind `createdBy`, nearest first. */
  readonly ancestors: readonly { readonly id: number; readonly frames: readonly Frame[] }[];
  readonly labels: readonly LabelCount[];
  /** Formats that print goroutines one by one, some thousand in each; `undefined` in debug=1. */
  readonly members: readonly Members[] | undefined;
  /**
   * debug=1 only: the hidden PCs before the first printed frame, e.g. `0x48a04e 0x4195bc 0x4191b7`. Their number tells
   * the wait kind (3: a channel operation, 2: select), the list labels siblings of one binary (verdicts, fact 4).
   */
  readonly hiddenPcs: readonly string[] | undefined;
  /** `state` was concluded from the frames (debug=0), not printed. */
  readonly stateInferred?: true;
  /** What the first of them have in hand, where the format prints arguments. */
  readonly inHand?: readonly PointersInHand[];
  /** How many of them a goroutineleak profile of debug=0 or debug=1 lists. Absent where the format cannot say. */
  readonly leaked?: number;
  /** Line of the input where the first of them begins. */
  readonly line: LineNumber;
}

/** What could not be read. `line` is 1-based; 0 means the whole input. */
export interface ParseProblem {
  readonly line: LineNumber;
  readonly reason: Text;
  /** Goroutines that are in `total` and not in `read` because of this; 0 for a mere remark. */
  readonly skipped: number;
  /** Begin of the text that could not be read, at most 200 characters; raw: treat as hostile. */
  readonly text: string | undefined;
}

/** One process at one moment, as one input told it. */
export interface Snapshot {
  readonly format: DumpFormat | undefined;
  /** Goroutines that the input names: headers, or the sum of counts in debug=1. */
  readonly total: number;
  /** Goroutines understood. `total - read` are accounted for in `problems`. */
  readonly read: number;
  /** The input ends in mid-goroutine or was cut at a limit: every count is "at least". */
  readonly truncated: boolean;
  /** E.g. `≥1.21`: what the text itself gives away about the Go version. */
  readonly goVersionHint: string | undefined;
  /** What stands before every line (a log prefix, an indent), as found on the first header. */
  readonly prefix: string | undefined;
  readonly samples: readonly Sample[];
  readonly problems: readonly ParseProblem[];
  /** Set for a goroutineleak profile that lists leaked goroutines only (debug=0 and debug=1). */
  readonly profile?: 'goroutineleak';
  /** The dumps that the input holds, in its order, where it holds several; the fields above cover all of them. */
  readonly series?: readonly ReadPart[];
  /** The input is a profile that cannot be read as goroutines: why. */
  readonly refused?: Text;
  /** When the profile says so itself (debug=0), milliseconds since 1970. */
  readonly takenAtMs?: number;
  /** Build id of the binary (debug=0): the same program was built only once. */
  readonly buildId?: string;
  /** The runtime ended the program, as none of these goroutines could ever go on; `bubble`: none of a synctest bubble. */
  readonly deadlock?: 'process' | 'bubble';
  /** A leak check of tests lists these: they were still there some time after a test. */
  readonly listedAfterTest?: boolean;
  /** The profiles of one moment that this snapshot was made of, richest first, where there were several. */
  readonly joined?: readonly JoinedProfile[];
}

/** One of several dumps in an input, and the line where it begins. */
export type ReadPart = Snapshot & { readonly line: LineNumber };

/** What a goroutine waits for. `chan` and `chan-or-select` are what debug=1 gives away. */
export type WaitKind =
  | 'send'
  | 'recv'
  | 'send-nil'
  | 'recv-nil'
  | 'select'
  | 'select-none'
  | 'mutex'
  | 'rlock'
  | 'wlock'
  | 'waitgroup'
  | 'cond'
  | 'sema'
  | 'sleep'
  | 'io'
  | 'syscall'
  | 'running'
  | 'coroutine'
  | 'synctest'
  /** A plain channel operation of unknown direction, nil channel or not (debug=1, three hidden PCs). */
  | 'chan'
  /** `select` or `select {}` (debug=1, two hidden PCs). */
  | 'select-any'
  /** The runtime's own waits: GC workers, finalizers … */
  | 'runtime'
  | 'unknown';

/** Minutes as headers print them; approximate (a goroutine's wait is measured from a garbage collection). */
export interface WaitMinutes {
  readonly min: Minutes;
  readonly max: Minutes;
  /** `[minutes, goroutines]`, ascending; only members that print minutes. */
  readonly distribution: readonly (readonly [Minutes, number])[];
}

/** Goroutines with one wait kind, one normalised stack and one creation function. The unit of every verdict. */
export interface Cluster {
  /** Stable across runs, machines and captures of one build. */
  readonly signature: string;
  readonly count: number;
  readonly kind: WaitKind;
  readonly state: string | undefined;
  /** `state` was concluded, not printed. */
  readonly stateInferred: boolean;
  readonly waitMinutes: WaitMinutes | undefined;
  /** Leaf first, as printed by the first member. */
  readonly frames: readonly Frame[];
  /** Index into `frames` of the blocking frame (first one outside the runtime and sync packages). */
  readonly siteIndex: number | undefined;
  /** The most frequent `go` line of the cluster; ties by file, then line. */
  readonly createdBy: Frame | undefined;
  /** `createdBy` was concluded from the source (debug=1 prints none). */
  readonly createdByInferred: boolean;
  /**
   * Every id of the cluster that was printed, ascending; empty where the format prints none. Fewer than `count` where the
   * full stacks were cut and another profile of the moment counted the rest.
   */
  readonly ids: Float64Array;
  /** Distinct ids of the goroutines that ran the `go` statement, ascending; empty where none is printed. */
  readonly parentIds: Float64Array;
  /** Mutex addresses that members wait for, most first, at most 100. Evidence only: an address means nothing elsewhere. */
  readonly lockAddresses: readonly (readonly [address: string, count: number])[];
  /** What some of its members have in hand, where the format prints arguments. */
  readonly inHand?: readonly PointersInHand[];
  readonly leaked: number;
  readonly locked: number;
  /** Members that only their own synctest bubble could wake. */
  readonly durable?: number;
  /** Members whose stack Go shortened. */
  readonly framesElided: number;
  readonly labels: readonly LabelCount[];
  readonly hiddenPcs: readonly string[] | undefined;
  /** Where several profiles of one moment were joined and do not agree on this stack: evidence, never averaged. */
  readonly disagreements?: readonly Disagreement[];
}

/** A sentence that core does not make: a key of the table in `report/english.ts`, and its arguments. */
export interface Text {
  readonly id: string;
  /** A list is a series over time: `40 → 312 → 584`; a text is a sentence, or words, inside this one. */
  readonly args: readonly (string | number | readonly (string | number)[] | Text)[];
}

export type Verdict = 'proven' | 'likely' | 'suspect' | 'idle' | 'unknown';
export type RuleId =
  'leak-confirmed' | 'leak-growing' | 'blocked-long' | 'blocked-many' | 'idle' | 'unclassified';

export interface Evidence {
  /** The signal that speaks: `P1` … `P4`, `A` … `K`, `idle`. */
  readonly kind: string;
  readonly text: Text;
  readonly points: number | undefined;
}

/** A line of a local file. `file` is absolute, in the machine's own form. */
export interface Place {
  readonly file: string;
  readonly line: LineNumber;
}

export type AnchorReason = 'exact' | 'moved' | 'no file' | 'source differs' | 'not your code';

export interface RelatedPlace extends Place {
  readonly role: 'createdBy' | 'blockedIn' | 'cause';
  readonly func: string;
}

/** What the captures of one process say about one cluster. Only captures that stand for this process are counted. */
export interface Cohort {
  /** Members in each capture, oldest first; the last is the newest capture's. */
  readonly counts: readonly number[];
  /**
   * By goroutine id, from the oldest to the newest capture that print ids: `births` are only in the newest, `deaths` only in
   * the oldest, `survivors` stand here in both. `undefined` where fewer than two captures print ids.
   */
  readonly population:
    { readonly births: number; readonly deaths: number; readonly survivors: number } | undefined;
  /** Minutes from the oldest to the newest capture; `undefined` when only their order is known. */
  readonly spanMinutes: number | undefined;
  /** Goroutines a minute, over all captures (least squares); `undefined` without times. */
  readonly slopePerMinute: number | undefined;
  /** A time is a file's modification time, not one that was recorded with the capture. */
  readonly byFileTime: boolean;
}

/** Clusters that somebody expects. Every part that is given must fit; a rule without parts fits nothing. */
export interface IgnoreRule {
  /**
   * The function on top of the stack: the leaf as Go prints it, or the blocking frame. A symbol as printed or without its
   * closure suffix; `*` stands for any text.
   */
  readonly func?: string;
  /** Any function of the stack, in the same form. */
  readonly anyFunc?: string;
  /** A file of the blocking frame: as printed or located, or its end (`worker/pool.go`). */
  readonly file?: string;
  /** The function that ran the `go` statement. */
  readonly createdBy?: string;
  /** Why these goroutines are expected, for a person to read. */
  readonly reason: string;
  /** Who says so: `goroutineLens.ignore`, `goleak.IgnoreTopFunction in main_test.go:12`. */
  readonly by: string;
}

/** Our verdict on one cluster. Every cluster gets exactly one; faces filter. */
export interface Finding {
  readonly rule: RuleId;
  readonly verdict: Verdict;
  readonly clusterSignature: string;
  readonly message: Text;
  readonly evidence: readonly Evidence[];
  readonly points: number;
  /** Where the squiggle goes; `undefined` when no line may carry it, and `anchorReason` says why. */
  readonly anchor: Place | undefined;
  readonly anchorReason: AnchorReason;
  /** Index into the cluster's frames of the frame the anchor stands for; `undefined`: the creation site, or no anchor. */
  readonly anchorFrame: number | undefined;
  readonly related: readonly RelatedPlace[];
  /** The ignore list hides it: which rule, and its reason. Faces count hidden findings and can show them. */
  readonly hidden?: { readonly by: string; readonly reason: string };
  /** Memory that these goroutines keep, at least; `most` where a measurement allows it. */
  readonly retained?: {
    readonly bytes: number;
    readonly mostBytes: number | undefined;
    readonly basis: Text;
    /** Growth of the heap for each new goroutine between two captures: observed, never a fact. */
    readonly observedBytesEach?: number;
  };
  /** Present where several captures of one process were compared. */
  readonly cohort?: Cohort;
}

/** What became of one cluster between the oldest and the newest capture. */
export interface Change {
  /** The later capture's, or the earlier one's when the cluster is gone. */
  readonly signature: string;
  readonly before: number;
  readonly after: number;
  readonly kind: 'new' | 'grown' | 'shrunk' | 'gone' | 'same';
  /** `stack`: without wait kind or creator (debug=1 prints neither); `function`: across builds, by function path. */
  readonly matchedBy: 'signature' | 'stack' | 'function';
}

/** Everything the faces show about one snapshot. */
export interface Analysis {
  readonly snapshot: Omit<Snapshot, 'samples' | 'problems'>;
  /** By count descending, then signature. */
  readonly clusters: readonly Cluster[];
  /** proven, likely, suspect, unknown, idle; inside by rank. */
  readonly findings: readonly Finding[];
  readonly problems: readonly ParseProblem[];
  /** Where the input holds several dumps: each with its first line. */
  readonly snapshots?: readonly Pick<ReadPart, 'line' | 'total' | 'read'>[];
  /** The clusters that the findings speak of, where `clusters` cover several dumps: those of the newest. */
  readonly newest?: readonly Cluster[];
  /** Where several captures were compared: every cluster of both ends, largest difference first. */
  readonly changes?: readonly Change[];
}
