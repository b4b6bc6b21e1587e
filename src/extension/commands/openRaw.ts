import * as vscode from 'vscode';
import { richestBody } from '../../store/readSnapshotFile';
import type { Run } from '../app';
import { rawScheme } from '../ids';
import { snapshotIdOf } from './arguments';

/** "Open Raw Dump": the bytes as they came, in a read-only editor. */
export const openRaw: Run = async (app, node) => {
  const id = snapshotIdOf(node) ?? app.session.current?.meta.id;
  const meta = id === undefined ? undefined : await app.session.store.get(id);
  const body = meta && richestBody(meta);
  if (!meta || !body) {
    void vscode.window.showWarningMessage(vscode.l10n.t('This snapshot was deleted or moved.'));
    return;
  }
  const uri = vscode.Uri.from({ scheme: rawScheme, path: `/${meta.id}/${body.file}` });
  await vscode.commands.executeCommand('vscode.open', uri);
};
