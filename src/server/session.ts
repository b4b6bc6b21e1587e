/** The server's state between messages: source, settings, the snapshot shown, and what was published for it. */
import fs from 'node:fs';
import { setImmediate as immediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { analyzeSeries } from '../core/analyze';
import type { Capture } from '../core/analyze';
import type { Analysis, IgnoreRule } from '../core/goroutine';
import { relative } from '../core/report/json';
import { testRules } from '../core/verdict/ignore';
import { analysisChanged } from '../protocol/lsp';
import type {
  AnalysisSummary,
  CompareParams,
  CompareResult,
  ServerSettings,
  SnapshotRef,
  WireFinding,
} from '../protocol/lsp';
import { openSourceReader } from '../core/lint/sourceFacts';
import { openGoSource } from '../source/goSource';
import type { GoSource } from '../source/goSource';
import { uriOf } from './convert';
import { diagnosticsOf } from './features/diagnostics';
import { t } from './language';
import { CancelledError, SnapshotCache } from './snapshots';
import type { LoadedSnapshot } from './snapshots';
import type { Shown, View } from './state';
import { checkOf, comparisonOf, summaryOf } from './summary';

/** After an edit: long enough that typing does not analyse each letter. */
const settleMs = 300;

const defaults: ServerSettings = {
  pathMappings: [],
  diagnostics: { enabled: true, minCount: 10, minWait: 1, severity: {} },
  codeLens: 'leaks',
  ignore: [],
};

export class Session {
  /** Opened at start: finding modules takes a while, and the first capture should not wait for it. */
  source!: Promise<GoSource>;
  private settings = defaults;
  private roots: readonly string[] = [];
  private loaded: LoadedSnapshot | undefined;
  /** Captures of the same program before {@link loaded}, oldest first. */
  private earlier: readonly LoadedSnapshot[] = [];
  private shown: Shown | undefined;
  private published = new Map<string, string>();
  /** Counts what was asked for: an answer that comes after a newer question must not replace its findings. */
  private asked = 0;
  private leftOut = 0;
  /** What the extension knows of {@link shown}. */
  private told: readonly WireFinding[] = [];
  private pending: NodeJS.Timeout | undefined;
  private readonly snapshots = new SnapshotCache();

  constructor(
    private readonly connection: Connection,
    private readonly documents: TextDocuments<TextDocument>,
    private readonly wasmDir: string,
  ) {}

  get view(): View {
    const texts = new Map<string, string | undefined>();
    const textOf = (file: string) => {
      if (!texts.has(file)) texts.set(file, this.textOf(file));
      return texts.get(file);
    };
    return { shown: this.shown, settings: this.settings, textOf };
  }

  /** Begins to look at the source below `roots`; without settings the defaults hold. */
  start(settings: ServerSettings | undefined, roots: readonly string[]): void {
    this.settings = settings ?? this.settings;
    this.roots = roots;
    const { pathMappings } = this.settings;
    const openText = (file: string) => this.documents.get(uriOf(file))?.getText();
    this.source = openGoSource({ roots, pathMappings, wasmDir: this.wasmDir, openText });
  }

  /**
   * Analyses a snapshot and publishes its findings before it answers. Earlier captures that are not in memory are read
   * afterwards: what they add is published, and told, a moment later.
   */
  async show(
    ref: SnapshotRef,
    earlier: readonly SnapshotRef[],
    isCancelled: () => boolean,
  ): Promise<AnalysisSummary> {
    const request = ++this.asked;
    const isStale = () => request !== this.asked || isCancelled();
    const loaded = await this.snapshots.load(ref, isStale);
    const source = await this.source;
    if (isStale()) throw new CancelledError();
    this.loaded = loaded;
    this.earlier = earlier.flatMap(one => this.snapshots.inMemory(one) ?? []);
    const shown = this.analyse(loaded, source);
    // The diagnostics leave before the summary is made: its size grows with the number of clusters.
    await immediate();
    const summary = this.summaryOf(shown, source);
    this.told = summary.findings;
    if (this.earlier.length < earlier.length) void this.loadEarlier(earlier, isStale);
    return summary;
  }

  private async loadEarlier(refs: readonly SnapshotRef[], isStale: () => boolean): Promise<void> {
    const loaded: LoadedSnapshot[] = [];
    for (const ref of refs) {
      // One that was deleted or damaged meanwhile is one capture less to compare with.
      const one = await this.snapshots.load(ref, isStale).catch(() => undefined);
      if (isStale()) return;
      if (one) loaded.push(one);
    }
    this.earlier = loaded;
    await this.analyseAgain();
  }

  /** Every cluster of two snapshots, and what became of the findings; nothing is published. */
  async compare(params: CompareParams, isCancelled: () => boolean): Promise<CompareResult> {
    const before = await this.snapshots.load(params.before, isCancelled);
    const after = await this.snapshots.load(params.after, isCancelled);
    const exercised =
      params.exercised && (await this.snapshots.load(params.exercised, isCancelled));
    const source = await this.source;
    const sides = {
      before: { id: before.id, analysis: this.judged([before], source) },
      after: { id: after.id, analysis: this.judged([before, after], source) },
    };
    return comparisonOf(
      sides,
      source,
      exercised &&
        checkOf(
          exercised.id,
          [newestOf(before), newestOf(exercised), newestOf(after)],
          sides.after.analysis,
        ),
    );
  }

  clear(): void {
    this.asked++;
    clearTimeout(this.pending);
    this.loaded = undefined;
    this.earlier = [];
    this.shown = undefined;
    this.publish();
  }

  changeSettings(settings: ServerSettings): void {
    const old = this.settings;
    this.settings = settings;
    if (!isDeepStrictEqual(old.pathMappings, settings.pathMappings)) this.refreshSource();
    else if (!isDeepStrictEqual(old.ignore, settings.ignore)) void this.analyseAgain();
    else this.publish();
  }

  changeRoots(added: readonly string[], removed: readonly string[]): void {
    this.roots = [...this.roots.filter(root => !removed.includes(root)), ...added];
    this.refreshSource();
  }

  /** Files changed on disk or in an editor: findings follow their lines once the edits settle. */
  sourceChanged(files: readonly string[]): void {
    const goFiles = files.filter(file => /\.go$|[/\\]go\.(?:mod|work)$/.test(file));
    if (goFiles.length === 0) return;
    void this.source.then(source => {
      for (const file of goFiles) source.invalidate(file);
    });
    this.analyseSoon();
  }

  private refreshSource(): void {
    const { roots } = this;
    const { pathMappings } = this.settings;
    void this.source
      .then(source => source.refresh({ roots, pathMappings }))
      .then(() => this.analyseSoon());
  }

  private analyseSoon(): void {
    clearTimeout(this.pending);
    if (this.loaded) this.pending = setTimeout(() => void this.analyseAgain(), settleMs);
  }

  private async analyseAgain(): Promise<void> {
    const source = await this.source;
    if (!this.loaded) return;
    const summary = this.summaryOf(this.analyse(this.loaded, source), source);
    // Opening, closing or saving a file mostly changes nothing that is shown.
    if (isDeepStrictEqual(summary.findings, this.told)) return;
    this.told = summary.findings;
    await this.connection.sendNotification(analysisChanged, summary);
  }

  private summaryOf(shown: Shown, source: GoSource): AnalysisSummary {
    const summary = summaryOf(shown, source);
    return this.leftOut > 0 ? { ...summary, diagnosticsLeftOut: this.leftOut } : summary;
  }

  private analyse(loaded: LoadedSnapshot, source: GoSource): Shown {
    const analysis = this.judged([...this.earlier, loaded], source);
    const clusters = new Map(analysis.clusters.map(cluster => [cluster.signature, cluster]));
    const shown = { snapshotId: loaded.id, analysis, clusters, earlier: this.earlier.length };
    this.shown = shown;
    this.publish();
    return shown;
  }

  /** Judges the newest snapshot of several of one program, oldest first. */
  private judged(loaded: readonly LoadedSnapshot[], source: GoSource): Analysis {
    const newest = loaded.at(-1);
    const reader = openSourceReader(source);
    return analyzeSeries(
      loaded.flatMap(({ captures }) => captures),
      {
        source,
        leak: undefined,
        leakProfileTaken: newest?.leakProfileTaken ?? false,
        ...(newest?.whole && { whole: newest.whole }),
        factsOf: (...asked) => reader.factsOf(...asked),
        ignore: [...ignoreRules(this.settings), ...this.testRules(source)],
      },
    );
  }

  /** The workspace's own tests say which goroutines its authors expect to stay. */
  private testRules(source: GoSource): IgnoreRule[] {
    const nameOf = (file: string) =>
      relative(
        file,
        this.roots.find(root => file.startsWith(root)),
      );
    const reason = t("The project's own tests expect it.");
    return testRules(source.ignoredFunctions?.() ?? [], reason, nameOf);
  }

  /** Sends only what differs from what stands there, so that Problems does not flicker. */
  private publish(): void {
    const { byUri: next, leftOut } = diagnosticsOf(this.view);
    this.leftOut = leftOut;
    const sent = new Map<string, string>();
    for (const [uri, diagnostics] of next) {
      const text = JSON.stringify(diagnostics);
      sent.set(uri, text);
      if (this.published.get(uri) !== text)
        void this.connection.sendDiagnostics({ uri, diagnostics });
    }
    for (const uri of this.published.keys())
      if (!next.has(uri)) void this.connection.sendDiagnostics({ uri, diagnostics: [] });
    this.published = sent;
    this.connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
  }

  private textOf(file: string): string | undefined {
    const open = this.documents.get(uriOf(file));
    if (open) return open.getText();
    try {
      return fs.readFileSync(file, 'utf8');
    } catch {
      return undefined;
    }
  }
}

/** The moment that a snapshot stands for: the last of those that it holds. */
function newestOf({ captures }: LoadedSnapshot): Capture {
  return captures.at(-1) ?? captures[0];
}

function ignoreRules({ ignore }: ServerSettings): IgnoreRule[] {
  return ignore.map(rule => ({ ...rule, by: 'goroutineLens.ignore' }));
}
