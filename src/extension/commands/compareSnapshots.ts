import * as vscode from 'vscode';
import type { App, Run } from '../app';
import { dateTime } from '../times';
import { tickedSnapshots } from '../views/snapshots';
import { snapshotIdOf } from './arguments';

/** "Compare Snapshots": the two that are selected or ticked, else two that are picked. */
export const compareSnapshots: Run = async (app, _node, selected) => {
  const [before, after] = inOrder(app, await chooseTwo(app, selected));
  if (before === undefined || after === undefined) return;
  await app.session.compare(before, after);
  app.panel.show({ page: 'diff' });
};

async function chooseTwo(app: App, selected: unknown): Promise<readonly string[]> {
  const marked = Array.isArray(selected) ? selected.flatMap(node => snapshotIdOf(node) ?? []) : [];
  if (marked.length === 2) return marked;
  const ticked = tickedSnapshots(app.session);
  return ticked.length === 2 ? ticked : pickTwo(app);
}

async function pickTwo(app: App): Promise<readonly string[]> {
  const items = [...app.session.snapshots].reverse().map((meta, index) => ({
    label: dateTime(meta.takenAt),
    description: `${meta.source.slice(0, 80)} · ${(meta.total ?? 0).toLocaleString(vscode.env.language)}`,
    picked: index < 2,
    id: meta.id,
  }));
  const placeHolder = vscode.l10n.t('Pick two snapshots');
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder,
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!picked) return [];
  if (picked.length !== 2)
    void vscode.window.showInformationMessage(vscode.l10n.t('Pick two snapshots'));
  return picked.length === 2 ? picked.map(item => item.id) : [];
}

/** Before is the one that was taken first. */
function inOrder(app: App, ids: readonly string[]): readonly string[] {
  return app.session.snapshots.filter(meta => ids.includes(meta.id)).map(meta => meta.id);
}
