/** What this window shows: the snapshots, the current one with its analysis, the baseline, a comparison. */
import * as vscode from 'vscode';
import type { AnalysisSummary, CompareResult, SnapshotRef } from '../protocol/lsp';
import type { SnapshotMeta, SnapshotStore } from '../store/store';
import type { Server } from './client';
import { retention } from './config';
import { ContextKey, Memory } from './ids';
import type { ChosenTarget } from './targets';

export interface Current {
  readonly meta: SnapshotMeta;
  readonly summary: AnalysisSummary;
}

export class Session implements vscode.Disposable {
  current: Current | undefined;
  comparison: CompareResult | undefined;
  /** What went wrong with the last request, for the panel. */
  error: string | undefined;
  /** Set when the last capture left full stacks out: what could still be asked. */
  fullTarget:
    | { readonly target: ChosenTarget; readonly goroutines: number; readonly pauseMs: number }
    | undefined;
  /** Findings that the ignore list hides are shown too. */
  showsHidden = false;
  private list: readonly SnapshotMeta[] = [];
  /** Addresses that are asked now. */
  private readonly asked = new Set<string>();
  private refreshes = 0;
  private newestRefresh = 0;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  readonly onDidChange = this.changed.event;

  constructor(
    readonly store: SnapshotStore,
    private readonly server: Server,
    private readonly memory: vscode.Memento,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      server.onDidChangeAnalysis(summary => this.summaryChanged(summary)),
      server.onDidRestart(() => void this.restore()),
    ];
  }

  /** Oldest first. */
  get snapshots(): readonly SnapshotMeta[] {
    return this.list;
  }

  get baseline(): string | undefined {
    const id = this.memory.get<string>(Memory.baseline);
    return this.list.some(meta => meta.id === id) ? id : undefined;
  }

  /** Findings that the ignore list hides. */
  get hiddenCount(): number {
    return this.current?.summary.findings.filter(({ hidden }) => hidden).length ?? 0;
  }

  get isCapturing(): boolean {
    return this.asked.size > 0;
  }

  /** A program is asked by one capture at a time. */
  isAsking(address: string): boolean {
    return this.asked.has(address);
  }

  /** Runs a capture of an address; faces show that one is under way. */
  async capturing<T>(address: string, work: () => Promise<T>): Promise<T> {
    this.asked.add(address);
    // What went wrong before is answered by this attempt.
    this.error = undefined;
    await this.refresh();
    try {
      return await work();
    } finally {
      this.asked.delete(address);
      // Whoever captured goes on to analyse: that waits for no list.
      this.refresh().catch((error: unknown) => this.log.error(String(error)));
    }
  }

  /** Reads the store again and shows what the last window showed. */
  async restore(): Promise<void> {
    await this.refresh();
    const id = this.memory.get<string>(Memory.current);
    if (id === undefined || !this.list.some(meta => meta.id === id)) return;
    await this.show(id).catch((error: unknown) => this.log.error(String(error)));
  }

  /** Analyses a snapshot and puts its findings on the source lines. */
  async show(id: string, token?: vscode.CancellationToken): Promise<Current> {
    const meta = await this.store.get(id);
    if (!meta) throw new Error(vscode.l10n.t('This snapshot was deleted or moved.'));
    const earlier = earlierOf(meta, this.list, this.baseline).map(one => this.refOf(one.id));
    const summary = await this.server.analyze(this.refOf(id), earlier, token);
    const { total, read, truncated, format } = summary;
    await this.store.update(id, {
      total,
      read,
      truncated,
      ...(format !== undefined && { format }),
    });
    this.current = { meta, summary };
    this.error = undefined;
    await this.memory.update(Memory.current, id);
    await this.refresh();
    return this.current;
  }

  /** `exercised`: of a leak check, the capture between the two. */
  async compare(before: string, after: string, exercised?: string): Promise<CompareResult> {
    this.comparison = await this.server.compare({
      before: this.refOf(before),
      after: this.refOf(after),
      ...(exercised !== undefined && { exercised: this.refOf(exercised) }),
    });
    this.changed.fire();
    return this.comparison;
  }

  async showHidden(shown: boolean): Promise<void> {
    this.showsHidden = shown;
    await this.refresh();
  }

  endComparison(): void {
    this.comparison = undefined;
    this.changed.fire();
  }

  async clear(): Promise<void> {
    this.current = undefined;
    this.comparison = undefined;
    await this.memory.update(Memory.current, undefined);
    await this.server.clear();
    await this.refresh();
  }

  async setBaseline(id: string): Promise<void> {
    await this.memory.update(Memory.baseline, id);
    await this.refresh();
  }

  async delete(id: string): Promise<void> {
    if (this.current?.meta.id === id) await this.clear();
    await this.store.delete(id);
    await this.refresh();
  }

  /** Deletes what is beyond the limits, never what is shown or compared with. */
  async applyRetention(): Promise<void> {
    const keep = [this.current?.meta.id, this.baseline].filter(id => id !== undefined);
    const gone = await this.store.applyRetention(retention(), keep);
    if (gone.length > 0) this.log.info(`retention: ${gone.length} snapshots deleted`);
    await this.refresh();
  }

  fail(message: string): void {
    this.error = message;
    this.changed.fire();
  }

  async refresh(): Promise<void> {
    const turn = ++this.refreshes;
    const list = await this.store.list();
    // An answer that was asked for later, and came sooner, knows more.
    if (turn < this.newestRefresh) return;
    this.newestRefresh = turn;
    this.list = list;
    await this.setContext();
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private summaryChanged(summary: AnalysisSummary): void {
    if (this.current?.meta.id !== summary.snapshotId) return;
    this.current = { ...this.current, summary };
    void this.setContext();
    this.changed.fire();
  }

  private refOf(id: string): SnapshotRef {
    return { id, dir: this.store.dir };
  }

  private async setContext(): Promise<void> {
    const keys: readonly (readonly [string, boolean])[] = [
      [ContextKey.hasAnalysis, this.current !== undefined],
      [ContextKey.hasSnapshots, this.list.length > 0],
      [ContextKey.hasTwoSnapshots, this.list.length > 1],
      [ContextKey.hasBaseline, this.baseline !== undefined],
      [ContextKey.canCaptureFull, this.fullTarget !== undefined],
      [ContextKey.hasHidden, this.hiddenCount > 0],
      [ContextKey.isShowingHidden, this.showsHidden],
    ];
    await Promise.all(
      keys.map(([key, value]) => vscode.commands.executeCommand('setContext', key, value)),
    );
  }
}

const mostEarlier = 8;

/** Captures of the same program before this one, oldest first; the baseline is always among them. */
function earlierOf(
  meta: SnapshotMeta,
  all: readonly SnapshotMeta[],
  baseline: string | undefined,
): readonly SnapshotMeta[] {
  const { url } = meta;
  // A file or pasted text does not say which program it is of.
  if (url === undefined) return [];
  const before = all.filter(one => one.url === url && one.takenAt < meta.takenAt);
  const recent = before.slice(-mostEarlier);
  const base = before.find(one => one.id === baseline);
  return base && !recent.includes(base) ? [base, ...recent.slice(1)] : recent;
}
