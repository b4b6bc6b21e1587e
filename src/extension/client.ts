/** The language server, as the extension host sees it: started when first needed, started again when it dies. */
import * as vscode from 'vscode';
import { LanguageClient, State, TransportKind } from 'vscode-languageclient/node';
import type { LanguageClientOptions } from 'vscode-languageclient/node';
import {
  analysisChanged,
  analyzeRequest,
  clearRequest,
  compareRequest,
  resolveFrameRequest,
  settingsChanged,
} from '../protocol/lsp';
import type {
  AnalysisSummary,
  CompareParams,
  CompareResult,
  InitializationOptions,
  ResolveFrameResult,
  SnapshotRef,
  WireFrame,
} from '../protocol/lsp';
import { serverSettings } from './config';
import { Command } from './ids';

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private starting: Promise<LanguageClient> | undefined;
  private readonly changed = new vscode.EventEmitter<AnalysisSummary>();
  private readonly restarted = new vscode.EventEmitter<void>();
  /** The source changed under the findings. */
  readonly onDidChangeAnalysis = this.changed.event;
  /** The server died and is back, with nothing in its memory. */
  readonly onDidRestart = this.restarted.event;

  constructor(
    private readonly extension: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Starts the server before it is needed: its first look at the source takes a moment. */
  warmUp(): void {
    this.ready().catch((error: unknown) => this.log.error(String(error)));
  }

  /** `earlier`: captures of the same program, oldest first. */
  async analyze(
    current: SnapshotRef,
    earlier: readonly SnapshotRef[],
    token?: vscode.CancellationToken,
  ): Promise<AnalysisSummary> {
    const client = await this.ready();
    const summary = await client.sendRequest(analyzeRequest, { current, earlier }, token);
    if (summary === null) throw new Error('the server answered without an analysis');
    return summary;
  }

  async compare(params: CompareParams): Promise<CompareResult> {
    return (await this.ready()).sendRequest(compareRequest, params);
  }

  async resolveFrame({ func, file, line }: WireFrame): Promise<ResolveFrameResult> {
    return (await this.ready()).sendRequest(resolveFrameRequest, { func, file, line });
  }

  async clear(): Promise<void> {
    if (this.client) await this.client.sendRequest(clearRequest);
  }

  async settingsChanged(): Promise<void> {
    if (this.client) await this.client.sendNotification(settingsChanged, serverSettings());
  }

  async restart(): Promise<void> {
    const client = await this.ready();
    await client.restart();
  }

  dispose(): void {
    this.changed.dispose();
    this.restarted.dispose();
    void this.client?.dispose();
  }

  private ready(): Promise<LanguageClient> {
    this.starting ??= this.start();
    return this.starting;
  }

  private async start(): Promise<LanguageClient> {
    const module = vscode.Uri.joinPath(this.extension.extensionUri, 'dist', 'server.js').fsPath;
    const run = { module, transport: TransportKind.ipc };
    const client = new LanguageClient(
      'goroutineLens',
      'Goroutine Lens',
      { run, debug: run },
      this.clientOptions(),
    );
    client.onNotification(analysisChanged, summary => this.changed.fire(summary));
    try {
      await client.start();
    } catch (error) {
      // The next request may try again.
      this.starting = undefined;
      throw error;
    }
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) this.restarted.fire();
    });
    return client;
  }

  private clientOptions(): LanguageClientOptions {
    const initializationOptions: InitializationOptions = {
      settings: serverSettings(),
      l10nBundle: vscode.l10n.uri?.fsPath,
      locale: vscode.env.language,
    };
    const watch = vscode.workspace.createFileSystemWatcher('**/{*.go,go.mod,go.work}');
    return {
      documentSelector: [{ scheme: 'file', language: 'go' }],
      initializationOptions,
      diagnosticCollectionName: 'goroutineLens',
      outputChannel: this.log,
      synchronize: { fileEvents: watch },
      // Links in hovers may run these and nothing else; their arguments are ids.
      markdown: {
        isTrusted: {
          enabledCommands: [
            Command.openLocation,
            Command.showStacks,
            Command.explainFinding,
            Command.explainRule,
            Command.markExpected,
          ],
        },
        supportThemeIcons: true,
      },
    };
  }
}
