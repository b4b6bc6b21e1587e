import path from 'node:path';
import * as vscode from 'vscode';
import type { Run } from '../app';
import { snapshotIdOf } from './arguments';

/** "Export Snapshot…": one file that a colleague opens with "Open Dump File…" or analyses in a terminal. */
export const exportSnapshot: Run = async (app, node) => {
  const id = snapshotIdOf(node) ?? app.session.current?.meta.id;
  const meta = id === undefined ? undefined : await app.session.store.get(id);
  if (!meta) return;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const file = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(folder, `goroutines-${meta.id}.glens`)),
    filters: { 'Goroutine Lens': ['glens'] },
    title: vscode.l10n.t('The file holds the raw dump with all its labels'),
  });
  if (!file) return;
  await app.session.store.exportFile(meta.id, file.fsPath);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Snapshot exported'), 3000);
};
