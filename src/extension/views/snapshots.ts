/** The Snapshots view: every capture and opened dump, newest first; two of them can be ticked and compared. */
import * as vscode from 'vscode';
import type { SnapshotMeta } from '../../store/store';
import { View } from '../ids';
import { visible } from '../names';
import type { Session } from '../session';
import { dateTime } from '../times';

export interface SnapshotNode {
  readonly type: 'snapshot';
  readonly id: string;
}

/** Ids ticked in the view, in order of ticking. */
const ticked: string[] = [];

/** The two snapshots that a person ticked last, oldest first by capture; empty when there are fewer. */
export function tickedSnapshots(session: Session): readonly string[] {
  const known = session.snapshots.filter(meta => ticked.includes(meta.id));
  return known.length >= 2 ? known.slice(-2).map(meta => meta.id) : [];
}

export function createSnapshotsView(
  session: Session,
  dragAndDropController: vscode.TreeDragAndDropController<SnapshotNode>,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const provider: vscode.TreeDataProvider<SnapshotNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: node => itemOf(node, session),
    getChildren: node =>
      node ? [] : [...session.snapshots].reverse().map(({ id }) => ({ type: 'snapshot', id })),
  };
  const view = vscode.window.createTreeView(View.snapshots, {
    treeDataProvider: provider,
    dragAndDropController,
    canSelectMany: true,
    manageCheckboxStateManually: true,
  });
  return vscode.Disposable.from(
    view,
    changed,
    session.onDidChange(() => changed.fire(undefined)),
    view.onDidChangeCheckboxState(({ items }) => {
      for (const [node, state] of items) tick(node.id, state);
      changed.fire(undefined);
    }),
  );
}

/** A third tick releases the first: two are compared. */
function tick(id: string, state: vscode.TreeItemCheckboxState): void {
  const at = ticked.indexOf(id);
  if (at >= 0) ticked.splice(at, 1);
  if (state === vscode.TreeItemCheckboxState.Checked) ticked.push(id);
  if (ticked.length > 2) ticked.shift();
}

function itemOf({ id }: SnapshotNode, session: Session): vscode.TreeItem {
  const meta = session.snapshots.find(snapshot => snapshot.id === id);
  const item = new vscode.TreeItem(meta ? dateTime(meta.takenAt) : id);
  item.id = id;
  if (!meta) return item;
  const isBaseline = session.baseline === id;
  const isShown = session.current?.meta.id === id;
  item.description = `${visible(meta.source.slice(0, 80))} · ${totalOf(meta)} · ${meta.format ?? formatOf(meta)}`;
  item.iconPath = new vscode.ThemeIcon(
    isBaseline ? 'star-full' : isShown ? 'eye' : 'device-camera',
  );
  item.contextValue = isBaseline ? 'snapshot baseline' : 'snapshot';
  const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
  item.checkboxState = ticked.includes(id) ? Checked : Unchecked;
  item.tooltip = tooltipOf(meta, isBaseline);
  return item;
}

function totalOf(meta: SnapshotMeta): string {
  const total = meta.total ?? meta.announced;
  if (total === undefined) return '?';
  const count = total.toLocaleString(vscode.env.language);
  return meta.truncated ? vscode.l10n.t('at least {0}', count) : count;
}

function formatOf(meta: SnapshotMeta): string {
  return meta.bodies.some(body => body.debug === 2) ? 'debug=2' : 'debug=1';
}

function tooltipOf(meta: SnapshotMeta, isBaseline: boolean): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendText(meta.url ?? meta.source);
  if (isBaseline) text.appendText(`\n${vscode.l10n.t('Baseline')}`);
  return text;
}
