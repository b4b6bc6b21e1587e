import path from 'node:path';
import * as vscode from 'vscode';
import { readBytes, richestBody } from '../../store/readSnapshotFile';
import type { App, Run } from '../app';
import { Command, rawScheme } from '../ids';
import { snapshotIdOf } from './arguments';

/** "Open Raw Dump": the text as it came, unpacked, in a read-only editor. A profile in binary form has none. */
export const openRaw: Run = async (app, node) => {
  const id = snapshotIdOf(node) ?? app.session.current?.meta.id;
  const meta = id === undefined ? undefined : await app.session.store.get(id);
  const body = meta && richestBody(meta);
  if (!meta || !body) {
    void vscode.window.showWarningMessage(vscode.l10n.t('This snapshot was deleted or moved.'));
    return;
  }
  if (!(await isText(path.join(app.session.store.dir, meta.id, body.file))))
    return explainBinary(app, meta.id);
  // The last part is what the tab is called; the file itself is named by its content.
  const name = `/${meta.id}/${body.file}/${body.name}-debug${body.debug}.txt`;
  const uri = vscode.Uri.from({ scheme: rawScheme, path: name });
  await vscode.commands.executeCommand('vscode.open', uri);
};

/** The messages of profile.proto are full of small numbers; no text holds these characters. */
async function isText(file: string): Promise<boolean> {
  for await (const chunk of readBytes(file)) return !chunk.subarray(0, 1024).some(byte => byte < 9);
  return true;
}

async function explainBinary(app: App, id: string): Promise<void> {
  const message = vscode.l10n.t(
    'This capture is a profile in binary form: the analysis shows what it holds, an export keeps it as it is.',
  );
  const open = vscode.l10n.t('Open Analysis');
  const save = vscode.l10n.t('Export Snapshot…');
  const picked = await vscode.window.showInformationMessage(message, open, save);
  if (picked === open) {
    if (app.session.current?.meta.id !== id) await app.session.show(id);
    app.panel.show();
  } else if (picked === save) await vscode.commands.executeCommand(Command.exportSnapshot, id);
}
