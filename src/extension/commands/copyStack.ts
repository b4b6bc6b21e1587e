import * as vscode from 'vscode';
import type { Run } from '../app';
import { clusterNodeOf } from './arguments';

/** "Copy Stack": as Go prints it, ready for an issue. */
export const copyStack: Run = async (app, argument) => {
  const node = clusterNodeOf(argument);
  const frames = app.session.current?.summary.frames;
  if (!node || !frames) return;
  const { cluster } = node;
  const lines = [`${cluster.count} × [${cluster.state ?? cluster.kind}]`];
  const add = (index: number | undefined, prefix: string) => {
    const frame = index === undefined ? undefined : frames[index];
    if (!frame) return;
    lines.push(`${prefix}${frame.func}`);
    if (frame.file !== undefined) lines.push(`\t${frame.file}:${frame.line ?? 0}`);
  };
  for (const index of cluster.stack) add(index, '');
  add(cluster.createdBy, 'created by ');
  await vscode.env.clipboard.writeText(`${lines.join('\n')}\n`);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Stack copied'), 3000);
};
