import * as vscode from 'vscode';
import type { Run } from '../app';

/** Opens the page of a rule. It is shipped: no network is needed. */
export const explainRule: Run = async (app, rule) => {
  if (typeof rule !== 'string' || !/^[a-z-]+$/.test(rule)) return;
  const page = vscode.Uri.joinPath(app.context.extensionUri, 'docs', 'rules.md');
  await vscode.commands.executeCommand('markdown.showPreview', page.with({ fragment: rule }));
};
