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
  // The last part is what the tab is called; the file itself is named by its content.
  const path = `/${meta.id}/${body.file}/${body.name}-debug${body.debug}.txt`;
  const uri = vscode.Uri.from({ scheme: rawScheme, path });
  await vscode.commands.executeCommand('vscode.open', uri);
};
