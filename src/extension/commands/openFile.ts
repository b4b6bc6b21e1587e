import * as vscode from 'vscode';
import type { Run } from '../app';
import { showSnapshot } from '../captureFlow';
import { baseName } from '../names';

/** "Open Dump File…": copies the file into the store and analyses it. A URI may come from the explorer. */
export const openFile: Run = async (app, uri) => {
  const file = uri instanceof vscode.Uri ? uri : await chooseFile();
  if (!file) return;
  const { mtime } = await vscode.workspace.fs.stat(file);
  const meta = await app.session.store.importFile(file.fsPath, baseName(file.fsPath), mtime);
  await showSnapshot(app, meta.id);
  await app.session.applyRetention();
};

async function chooseFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    canSelectMany: false,
    openLabel: vscode.l10n.t('Analyze'),
    title: vscode.l10n.t('Open Dump File…'),
  });
  return picked?.[0];
}
