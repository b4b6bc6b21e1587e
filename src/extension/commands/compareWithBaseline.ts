import * as vscode from 'vscode';
import type { Run } from '../app';
import { snapshotIdOf } from './arguments';

/** "Compare with Baseline": the snapshot of the menu, else the one that is shown. */
export const compareWithBaseline: Run = async (app, node) => {
  const { baseline, current } = app.session;
  const after = snapshotIdOf(node) ?? current?.meta.id;
  if (baseline === undefined || after === undefined) return;
  if (after === baseline) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('This snapshot is the baseline itself: capture again, then compare.'),
    );
    return;
  }
  await app.session.compare(baseline, after);
  app.panel.show({ page: 'diff' });
};
