/** Goroutine Lens in the extension host. */
import * as vscode from 'vscode';
import { openStore } from '../store/store';
import { registerAnswers } from './answers';
import type { App, Run } from './app';
import { Server } from './client';
import { addTargetCommand } from './commands/addTarget';
import { analyzeFile } from './commands/analyzeFile';
import { analyzeClipboard } from './commands/analyzeClipboard';
import { capture } from './commands/capture';
import { captureFull } from './commands/captureFull';
import { captureLeak } from './commands/captureLeak';
import { clear } from './commands/clear';
import { compareSnapshots } from './commands/compareSnapshots';
import { compareWithBaseline } from './commands/compareWithBaseline';
import { copyStack } from './commands/copyStack';
import { deleteSnapshot } from './commands/deleteSnapshot';
import { explainFinding } from './commands/explainFinding';
import { explainRule } from './commands/explainRule';
import { exportSnapshot } from './commands/exportSnapshot';
import { forgetCredentials } from './commands/forgetCredentials';
import { guidedCheck } from './commands/guidedCheck';
import { mapFolder } from './commands/mapFolder';
import { markExpected } from './commands/markExpected';
import { openFile } from './commands/openFile';
import { openFrameCommand } from './commands/openFrame';
import { openLocation } from './commands/openLocation';
import { openRaw } from './commands/openRaw';
import { restartServer } from './commands/restartServer';
import { setBaseline } from './commands/setBaseline';
import { setCredentials } from './commands/setCredentials';
import { hideHidden, showHidden } from './commands/showHidden';
import { showLog } from './commands/showLog';
import { showPanel } from './commands/showPanel';
import { showSnapshotCommand } from './commands/showSnapshot';
import { showStacks } from './commands/showStacks';
import { configuredTargets } from './config';
import { CredentialStore } from './credentialStore';
import { Command, panelType } from './ids';
import { redactingLog } from './log';
import { failureSentence, messageOf } from './notify';
import { PanelHost } from './panelHost';
import { registerRawDocuments } from './rawDocuments';
import { Session } from './session';
import { createInsecureTlsBanner, createStatusBar } from './statusBar';
import { dumpDrop } from './views/dropDump';
import { createFindingsView } from './views/findings';
import { createSnapshotsView } from './views/snapshots';

const commands: Readonly<Record<keyof typeof Command, Run>> = {
  capture,
  captureFull,
  captureLeak,
  exportSnapshot,
  openFile,
  analyzeFile,
  analyzeClipboard,
  addTarget: addTargetCommand,
  setCredentials,
  forgetCredentials,
  showPanel,
  clear,
  showSnapshot: showSnapshotCommand,
  compareSnapshots,
  compareWithBaseline,
  setBaseline,
  deleteSnapshot,
  openRaw,
  mapFolder,
  showStacks,
  openFrame: openFrameCommand,
  copyStack,
  markExpected,
  showHidden,
  hideHidden,
  guidedCheck,
  explainFinding,
  restartServer,
  showLog,
  openLocation,
  explainRule,
};

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const channel = vscode.window.createOutputChannel('Goroutine Lens', { log: true });
  const log = redactingLog(channel, secretHeaders);
  const folder = context.storageUri ?? context.globalStorageUri;
  const store = await openStore(vscode.Uri.joinPath(folder, 'snapshots').fsPath);
  const server = new Server(context, log);
  const session = new Session(store, server, context.workspaceState, log);
  const panel = new PanelHost(context.extensionUri, session);
  const credentials = new CredentialStore(context.secrets, context.globalState, remotePlace());
  const app: App = { context, log, server, session, credentials, panel };
  panel.attach(app);
  context.subscriptions.push(
    log,
    server,
    session,
    panel,
    registerRawDocuments(store.dir),
    registerAnswers(),
    createStatusBar(session),
    createInsecureTlsBanner(),
    createFindingsView(session, dumpDrop(app)),
    createSnapshotsView(session, dumpDrop(app)),
    vscode.window.registerWebviewPanelSerializer(panelType, {
      deserializeWebviewPanel: restored => {
        panel.adopt(restored);
        return Promise.resolve();
      },
    }),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('goroutineLens')) void server.settingsChanged();
    }),
    ...register(app),
  );
  await session.restore();
}

/** Names of headers whose values are secret. */
function secretHeaders(): readonly string[] {
  return configuredTargets().flatMap(({ headers = [] }) => headers);
}

/** Which machine requests run on, as the remote names it; empty on the person's own. */
function remotePlace(): string {
  const { remoteName } = vscode.env;
  if (remoteName === undefined) return '';
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return folder?.uri.authority || remoteName;
}

function register(app: App): vscode.Disposable[] {
  return Object.entries(commands).map(([name, run]) =>
    vscode.commands.registerCommand(
      Command[name as keyof typeof Command],
      async (...args: unknown[]) => {
        try {
          await run(app, ...args);
        } catch (error) {
          app.log.error(`${name}: ${messageOf(error)}`);
          void vscode.window.showErrorMessage(failureSentence(error));
        }
      },
    ),
  );
}
