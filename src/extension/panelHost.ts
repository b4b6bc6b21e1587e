/** The analysis panel's other end: makes the page, answers its questions from the session, believes none of its messages. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { parseFromPanel } from '../protocol/panel';
import type { FromPanel, PanelState, Shown, ToPanel } from '../protocol/panel';
import type { App } from './app';
import { showSnapshot } from './captureFlow';
import { Command, panelType } from './ids';
import { failureSentence } from './notify';
import { openFrame } from './openFrame';
import type { Session } from './session';

export class PanelHost implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  /** Asked for before the page was ready. */
  private reveal: Shown | undefined;
  private isReady = false;
  private app: App | undefined;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly session: Session,
  ) {
    this.subscription = session.onDidChange(() => this.post());
  }

  /** The commands need the panel and the panel runs commands: told once, at activation. */
  attach(app: App): void {
    this.app = app;
  }

  /** Opens the panel, or brings it to the front, on the page where it was left or on the one that is to be seen. */
  show(shown?: Shown, { preserveFocus = false } = {}): void {
    this.reveal = shown;
    if (this.panel) {
      this.panel.reveal(undefined, preserveFocus);
      this.sendReveal();
      return;
    }
    const viewColumn = preserveFocus ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const title = vscode.l10n.t('Goroutine Analysis');
    this.adopt(vscode.window.createWebviewPanel(panelType, title, { viewColumn, preserveFocus }));
  }

  /** Takes a panel that VS Code has restored after a reload. */
  adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    this.isReady = false;
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.extensionUri, 'media', 'panel-light.svg'),
      dark: vscode.Uri.joinPath(this.extensionUri, 'media', 'panel-dark.svg'),
    };
    panel.webview.options = {
      enableScripts: true,
      enableForms: false,
      enableCommandUris: false,
      localResourceRoots: [
        vscode.Uri.joinPath(this.extensionUri, 'dist'),
        vscode.Uri.joinPath(this.extensionUri, 'media'),
      ],
    };
    panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message));
    panel.onDidChangeViewState(() => {
      // A hidden page is gone: the next one asks again, and what is sent before that is lost.
      if (!panel.visible) this.isReady = false;
      this.post();
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.isReady = false;
    });
    panel.webview.html = this.page(panel.webview);
  }

  dispose(): void {
    this.subscription.dispose();
    this.panel?.dispose();
  }

  private async receive(message: unknown): Promise<void> {
    const parsed = parseFromPanel(message);
    if (parsed === undefined || !this.app) return;
    try {
      await this.handle(parsed, this.app);
    } catch (error) {
      this.session.fail(failureSentence(error));
    }
  }

  private async handle(message: FromPanel, app: App): Promise<unknown> {
    switch (message.type) {
      case 'ready':
        this.isReady = true;
        this.post();
        return this.sendReveal();
      case 'openFrame':
        return this.openFrame(message.of, message.frame, app);
      case 'show':
        return showSnapshot(app, message.snapshot);
      case 'compare':
        return this.session.compare(message.before, message.after, message.exercised);
      case 'endCompare':
        return this.session.endComparison();
      case 'capture':
        return vscode.commands.executeCommand(Command.capture);
      case 'guidedCheck':
        return vscode.commands.executeCommand(Command.guidedCheck);
      case 'openFile':
        return vscode.commands.executeCommand(Command.openFile);
      case 'openRaw':
        return vscode.commands.executeCommand(Command.openRaw, message.snapshot);
      case 'setBaseline':
        return this.session.setBaseline(message.snapshot);
      case 'markExpected':
        return vscode.commands.executeCommand(Command.markExpected, message.signature);
    }
  }

  /** The page names a frame by its index in the host's own table, never by a path. */
  private async openFrame(of: 'current' | 'comparison', index: number, app: App): Promise<void> {
    const { current, comparison } = this.session;
    const frames = of === 'current' ? current?.summary.frames : comparison?.frames;
    const frame = frames?.[index];
    if (frame) await openFrame(app, frame);
  }

  private sendReveal(): void {
    if (this.reveal === undefined || !this.isReady) return;
    this.send({ type: 'reveal', ...this.reveal });
    this.reveal = undefined;
  }

  private post(): void {
    if (this.isReady && this.panel?.visible) this.send(stateOf(this.session));
  }

  private send(message: ToPanel): void {
    void this.panel?.webview.postMessage(message);
  }

  private page(webview: vscode.Webview): string {
    const nonce = randomBytes(16).toString('base64');
    const uri = (...parts: string[]) =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.extensionUri, ...parts)).toString();
    const policy = [
      `default-src 'none'`,
      `script-src 'nonce-${nonce}'`,
      `style-src ${webview.cspSource}`,
      `font-src ${webview.cspSource}`,
      `img-src ${webview.cspSource} data:`,
    ].join('; ');
    return `<!DOCTYPE html>
<html lang="${/^[A-Za-z-]+$/.exec(vscode.env.language)?.[0] ?? 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${uri('media', 'panel.css')}">
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" src="${uri('dist', 'panel.js')}"></script>
</body>
</html>`;
  }
}

function stateOf(session: Session): PanelState {
  const { baseline, current, comparison } = session;
  return {
    type: 'state',
    locale: vscode.env.language,
    strings: stringsOf(vscode.l10n.bundle),
    snapshots: session.snapshots.map(meta => ({
      id: meta.id,
      takenAt: meta.takenAt,
      source: meta.source,
      total: meta.total ?? meta.announced ?? 0,
      truncated: meta.truncated ?? false,
      format: meta.format,
      baseline: meta.id === baseline,
    })),
    current: current?.summary,
    comparison,
    error: session.error,
    busy: session.isCapturing,
  };
}

/** The display language's table, without comments for translators. */
function stringsOf(bundle: typeof vscode.l10n.bundle): Record<string, string> {
  const strings: Record<string, string> = {};
  for (const [key, value] of Object.entries(bundle ?? {}))
    if (typeof value === 'string') strings[key] = value;
  return strings;
}
