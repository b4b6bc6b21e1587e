/**
 * Every message between the extension host and the analysis panel. The panel asks first (`ready`), the host answers
 * with the whole state; later states replace it. What the panel sends is validated here before the host believes it.
 */
import * as v from 'valibot';
import type { AnalysisSummary, CompareResult } from './lsp';

export interface PanelSnapshot {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly takenAt: number;
  /** Target's or file's name: hostile text. */
  readonly source: string;
  readonly total: number;
  readonly truncated: boolean;
  readonly format: string | undefined;
  readonly baseline: boolean;
}

export interface PanelState {
  readonly type: 'state';
  /** BCP 47. */
  readonly locale: string;
  /** English sentence → display language, for every key of `panel/strings.ts`. Empty in English. */
  readonly strings: Readonly<Record<string, string>>;
  /** Every snapshot of the store, oldest first: the counts over time. */
  readonly snapshots: readonly PanelSnapshot[];
  /** The snapshot shown; undefined: nothing captured yet. */
  readonly current: AnalysisSummary | undefined;
  /** Present while two snapshots are picked. */
  readonly comparison: CompareResult | undefined;
  /** What went wrong with the request behind this state, in the display language. */
  readonly error: string | undefined;
  /** A capture is under way. */
  readonly busy: boolean;
}

/** What to bring into sight: one cluster in the table, the page that explains its finding, or the comparison. */
export type Shown =
  { readonly page: 'clusters' | 'finding'; readonly signature: string } | { readonly page: 'diff' };

export type Reveal = { readonly type: 'reveal' } & Shown;

export type ToPanel = PanelState | Reveal;

const id = v.pipe(v.string(), v.maxLength(200));
const frameIndex = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Two snapshots; of a leak check the one between too. */
const compared = { before: id, after: id, exercised: v.optional(id) };

const FromPanelSchema = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  /** Open a frame of the current analysis (`of: 'current'`) or of the comparison, by its index in the frame table. */
  v.object({
    type: v.literal('openFrame'),
    of: v.picklist(['current', 'comparison']),
    frame: frameIndex,
  }),
  v.object({ type: v.literal('show'), snapshot: id }),
  v.object({ type: v.literal('compare'), ...compared }),
  v.object({ type: v.literal('endCompare') }),
  v.object({ type: v.literal('capture') }),
  v.object({ type: v.literal('guidedCheck') }),
  v.object({ type: v.literal('openFile') }),
  /** The raw text of the snapshot, in a read-only editor. */
  v.object({ type: v.literal('openRaw'), snapshot: id }),
  v.object({ type: v.literal('setBaseline'), snapshot: id }),
  /** Ask why these goroutines are expected, and remember it in the settings. */
  v.object({ type: v.literal('markExpected'), signature: v.pipe(v.string(), v.maxLength(2000)) }),
]);

export type FromPanel = v.InferOutput<typeof FromPanelSchema>;

/** A message of the page, `undefined` when it is of no known form: what a page sends is not believed unseen. */
export function parseFromPanel(message: unknown): FromPanel | undefined {
  const parsed = v.safeParse(FromPanelSchema, message);
  return parsed.success ? parsed.output : undefined;
}

/** What the panel keeps across a reload: view state, never data. */
export const PanelViewStateSchema = v.object({
  current: v.optional(id),
  compare: v.optional(v.object(compared)),
  tab: v.optional(v.picklist(['overview', 'clusters', 'finding', 'flame', 'diff'])),
  filter: v.optional(v.pipe(v.string(), v.maxLength(500))),
  selected: v.optional(id),
});
export type PanelViewState = v.InferOutput<typeof PanelViewStateSchema>;
