import * as vscode from 'vscode';
import { hasIgnoredTargets } from './config';

/** Live capture needs a trusted workspace; says so, and how to get there. */
export async function requireTrust(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage trust');
  const message = hasIgnoredTargets()
    ? vscode.l10n.t('Targets in workspace settings are ignored until you trust this workspace.')
    : vscode.l10n.t('Live capture needs a trusted workspace. You can still open dump files.');
  const picked = await vscode.window.showWarningMessage(message, manage);
  if (picked === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}
