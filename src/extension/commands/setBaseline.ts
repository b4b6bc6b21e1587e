import * as vscode from 'vscode';
import type { Run } from '../app';
import { snapshotIdOf } from './arguments';

/** "Set as Baseline": the snapshot of the menu, else the one that is shown. */
export const setBaseline: Run = async (app, node) => {
  const id = snapshotIdOf(node) ?? app.session.current?.meta.id;
  if (id === undefined) return;
  await app.session.setBaseline(id);
  vscode.window.setStatusBarMessage(vscode.l10n.t('This snapshot is the baseline'), 3000);
};
