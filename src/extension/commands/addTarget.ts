import * as vscode from 'vscode';
import type { Run } from '../app';
import { typeAddress } from '../address';
import { addTarget } from '../config';
import { offerToKeep } from '../signIn';
import { addressOf } from '../targets';

/** "Add Target": a name for an address, in the person's own settings. */
export const addTargetCommand: Run = async app => {
  const target = await typeAddress(app);
  if (!target) return;
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Add Target'),
    prompt: vscode.l10n.t('Name shown in pickers and snapshots'),
    value: target.name,
    ignoreFocusOut: true,
    validateInput: value => (value.trim() === '' ? vscode.l10n.t('Type a name.') : undefined),
  });
  if (name === undefined) return;
  await addTarget(name.trim(), addressOf(target));
  await offerToKeep(app, target);
};
