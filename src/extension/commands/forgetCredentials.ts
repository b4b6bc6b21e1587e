import * as vscode from 'vscode';
import type { Run } from '../app';
import type { CredentialEntry, CredentialKind } from '../credentialStore';

/** "Forget Credentials": deletes what is picked from the editor's secret storage. */
export const forgetCredentials: Run = async app => {
  const entries = app.credentials.entries();
  if (entries.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No credentials are kept.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(
    entries.map(entry => itemOf(entry, entries.length === 1)),
    {
      title: vscode.l10n.t('Forget Credentials'),
      placeHolder: vscode.l10n.t('Which are to be deleted from the secret storage?'),
      canPickMany: true,
      matchOnDescription: true,
      ignoreFocusOut: true,
    },
  );
  if (!picked || picked.length === 0) return;
  for (const { entry } of picked) await app.credentials.forget(entry);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Credentials are forgotten'), 3000);
};

interface Item extends vscode.QuickPickItem {
  readonly entry: CredentialEntry;
}

function itemOf(entry: CredentialEntry, picked: boolean): Item {
  const { kind, origin, place } = entry;
  const detail = place === '' ? '' : vscode.l10n.t('Requests run on: {0}', place);
  return { label: origin, description: nameOf(kind), detail, picked, entry };
}

function nameOf(kind: CredentialKind): string {
  const names: Record<CredentialKind, string> = {
    basic: vscode.l10n.t('User name and password'),
    bearer: vscode.l10n.t('Bearer token'),
    headers: vscode.l10n.t('Values of headers'),
  };
  return names[kind];
}
