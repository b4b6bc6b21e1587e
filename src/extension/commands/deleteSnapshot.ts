import * as vscode from 'vscode';
import type { Run } from '../app';
import { snapshotIdOf } from './arguments';

/** "Delete Snapshot": asked first, because the raw bytes go too. Several can be selected. */
export const deleteSnapshot: Run = async (app, node, selected) => {
  const ids = (Array.isArray(selected) ? selected : [node]).flatMap(one => snapshotIdOf(one) ?? []);
  if (ids.length === 0) return;
  const message =
    ids.length === 1
      ? vscode.l10n.t('Delete this snapshot and its raw dump?')
      : vscode.l10n.t('Delete {0} snapshots and their raw dumps?', ids.length);
  const remove = vscode.l10n.t('Delete');
  const picked = await vscode.window.showWarningMessage(message, { modal: true }, remove);
  if (picked !== remove) return;
  for (const id of ids) await app.session.delete(id);
};
