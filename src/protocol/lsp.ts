/**
 * Every message that the extension and its language server exchange beside plain LSP. Both sides import it; nothing
 * else describes the wire. Goroutines never travel: the server is told where a snapshot lies and reads it itself.
 */
import { NotificationType, RequestType, RequestType0 } from 'vscode-languageserver-protocol';
import type { AnchorReason, LabelCount, RuleId, Verdict, WaitKind } from '../core/goroutine';

/** Path mappings and switches the server needs; sent at start and whenever they change. */
export interface ServerSettings {
  readonly pathMappings: readonly { readonly from: string; readonly to: string }[];
  readonly diagnostics: {
    readonly enabled: boolean;
    readonly minCount: number;
    /** Minutes. */
    readonly minWait: number;
    /** Rule id → `error` | `warning` | `information` | `hint` | `off`. */
    readonly severity: Readonly<Record<string, string>>;
  };
  readonly codeLens: 'off' | 'leaks' | 'all';
  /** Clusters that somebody expects: their findings are hidden, and counted. */
  readonly ignore: readonly WireIgnoreRule[];
}

/** An entry of `goroutineLens.ignore`. */
export interface WireIgnoreRule {
  readonly func?: string;
  readonly file?: string;
  readonly reason: string;
}

export interface InitializationOptions {
  readonly settings: ServerSettings;
  /** File system path of the l10n bundle of the display language; undefined for English. */
  readonly l10nBundle: string | undefined;
  /** BCP 47, for numbers and times. */
  readonly locale: string;
}

/** Where a snapshot lies in the store. Raw bytes are files beside `meta.json` in `dir`. */
export interface SnapshotRef {
  /** Stable id: the folder's name. */
  readonly id: string;
  readonly dir: string;
}

/** A frame of the wire's frame table. Its index is the id by which a face asks to open it. */
export interface WireFrame {
  readonly func: string;
  readonly file?: string;
  readonly line?: number;
  /** Whose code: decides the icon and what "own frames only" hides. */
  readonly origin: 'own' | 'dependency' | 'std' | 'unknown';
}

export interface WirePlace {
  /** `file:` URI of a local file. */
  readonly uri: string;
  /** 1-based. */
  readonly line: number;
}

export interface WireCluster {
  readonly signature: string;
  readonly count: number;
  readonly kind: WaitKind;
  readonly state?: string;
  readonly stateInferred: boolean;
  /** `oldest` and `range` in words: `18 h 39 min`, `12–31 min`. */
  readonly waitMinutes?: {
    readonly min: number;
    readonly max: number;
    readonly oldest: string;
    readonly range: string;
  };
  /** Indices into {@link AnalysisSummary.frames}, leaf first. */
  readonly stack: readonly number[];
  /** Index into `stack`. */
  readonly siteIndex?: number;
  /** Index into {@link AnalysisSummary.frames}. */
  readonly createdBy?: number;
  readonly createdByInferred: boolean;
  readonly leaked: number;
  readonly locked: number;
  readonly labels: readonly LabelCount[];
  /** First 100. */
  readonly ids: readonly number[];
}

export interface WireFinding {
  readonly rule: RuleId;
  readonly verdict: Verdict;
  readonly signature: string;
  /** In the display language. */
  readonly message: string;
  readonly evidence: readonly {
    readonly kind: string;
    readonly text: string;
    readonly points?: number;
  }[];
  readonly anchor?: WirePlace;
  readonly anchorReason: AnchorReason;
  readonly anchorFrame?: number;
  readonly related: readonly (WirePlace & { readonly role: string; readonly func: string })[];
  /** The ignore list hides it: which rule, and why. */
  readonly hidden?: { readonly by: string; readonly reason: string };
  /** Members in each capture that was compared, oldest first. */
  readonly counts?: readonly number[];
  /** Memory that these goroutines keep, with the basis of the figure. */
  readonly retained?: string;
  /** What helps against the causes that the evidence names; in the display language. */
  readonly repairs?: readonly string[];
  /** What would make the verdict wrong, and what a dump cannot tell; in the display language. */
  readonly overturn?: readonly string[];
  readonly unknowable?: readonly string[];
}

export interface AnalysisSummary {
  readonly snapshotId: string;
  readonly total: number;
  readonly read: number;
  readonly truncated: boolean;
  readonly format?: string;
  readonly goVersionHint?: string;
  readonly frames: readonly WireFrame[];
  /** By count descending; at most 10,000, `clustersLeftOut` says how many more there are. */
  readonly clusters: readonly WireCluster[];
  readonly clustersLeftOut: number;
  /** One for each cluster on the wire, worst first. */
  readonly findings: readonly WireFinding[];
  /** Reasons in the display language. */
  readonly problems: readonly { readonly line: number; readonly reason: string }[];
  /** Earlier captures of the same program that the findings take into account. */
  readonly earlier: number;
  /** What stands before every line of the input, as found. */
  readonly prefix?: string;
  /** Lines with a finding that got no diagnostic because 200 is the most the editor is given; absent: none. */
  readonly diagnosticsLeftOut?: number;
}

export interface AnalyzeParams {
  /** The snapshot whose findings go on the source lines; undefined clears them. */
  readonly current: SnapshotRef | undefined;
  /** Earlier captures of the same program, oldest first: what grew and what survived is judged over them. */
  readonly earlier?: readonly SnapshotRef[];
}

export interface CompareParams {
  readonly before: SnapshotRef;
  readonly after: SnapshotRef;
  /** Of a leak check: the capture between, right after the use. */
  readonly exercised?: SnapshotRef | undefined;
}

export interface ClusterChange {
  readonly signature: string;
  readonly before: number;
  readonly after: number;
  readonly kind: 'new' | 'grown' | 'shrunk' | 'gone' | 'same';
  /** How the two sides were matched: `stack` = without wait kind or creator, `function` = across builds. */
  readonly matchedBy: 'signature' | 'stack' | 'function';
  /** The stack to show: of `after`, or of `before` when it is gone. Indices into {@link CompareResult.frames}. */
  readonly stack: readonly number[];
  readonly siteIndex?: number;
  readonly state?: string;
  /**
   * What became of a finding; absent where neither side had one, or where an input that was cut cannot tell. `fewer now`: no
   * finding any more, but some still wait there.
   */
  readonly outcome?: 'fixed' | 'fewer now' | 'still there' | 'new finding';
  /** Of a leak check: how many were started by the use and are still here; absent: none. */
  readonly survivors?: number;
}

export interface CompareResult {
  readonly before: {
    readonly id: string;
    readonly total: number;
    readonly read: number;
    readonly truncated: boolean;
  };
  readonly after: {
    readonly id: string;
    readonly total: number;
    readonly read: number;
    readonly truncated: boolean;
  };
  /** Of a leak check: the capture between, and what the survivors were told by, or why they cannot be. */
  readonly check?: { readonly exercised: string } & (
    | { readonly by: 'ids' | 'counts'; readonly untold?: never }
    | { readonly untold: 'cut' | 'restarted'; readonly by?: never }
  );
  readonly frames: readonly WireFrame[];
  /** By absolute difference, then signature. */
  readonly changes: readonly ClusterChange[];
}

export interface ResolveFrameParams {
  readonly func: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
}

export type ResolveFrameResult =
  /** `moved`: the line is where the code stands now. `differs`: the file is right, the line is as recorded. */
  | {
      readonly kind: 'found';
      readonly place: WirePlace;
      readonly how: 'exact' | 'moved' | 'differs';
    }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly WirePlace[] }
  | { readonly kind: 'none' };

/** Analyse a snapshot and put its findings on the source lines. Also the way to restore them after a restart. */
export const analyzeRequest = new RequestType<AnalyzeParams, AnalysisSummary | null, void>(
  'goroutineLens/analyze',
);
/** Every cluster's before → after of two snapshots. Does not touch diagnostics. */
export const compareRequest = new RequestType<CompareParams, CompareResult, void>(
  'goroutineLens/compare',
);
/** A frame as printed → a local file. */
export const resolveFrameRequest = new RequestType<ResolveFrameParams, ResolveFrameResult, void>(
  'goroutineLens/resolveFrame',
);
/** Remove every finding from the source lines. */
export const clearRequest = new RequestType0<null, void>('goroutineLens/clear');
export const settingsChanged = new NotificationType<ServerSettings>(
  'goroutineLens/settingsChanged',
);
/** The current snapshot was analysed again because source changed: anchors and messages are new. */
export const analysisChanged = new NotificationType<AnalysisSummary>(
  'goroutineLens/analysisChanged',
);

/** Commands that lenses, hovers and code actions of the server may name; the extension registers them. */
export const ServerCommand = {
  showStacks: 'goroutineLens.showStacks',
  openFrame: 'goroutineLens.openLocation',
  explainFinding: 'goroutineLens.explainFinding',
  explainRule: 'goroutineLens.explainRule',
  markExpected: 'goroutineLens.markExpected',
} as const;
