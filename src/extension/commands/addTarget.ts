import * as vscode from 'vscode';
import { parseTarget } from '../../capture/target';
import type { Run } from '../app';
import { typeAddress } from '../address';
import { addTarget } from '../config';

/** "Add Target": a name for an address, in the person's own settings. */
export const addTargetCommand: Run = async app => {
  const target = await typeAddress(app);
  if (!target) return;
  const address = target.socketPath === undefined ? target.base : `unix:${target.socketPath}`;
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Add Target'),
    prompt: vscode.l10n.t('Name shown in pickers and snapshots'),
    value: target.name,
    ignoreFocusOut: true,
    validateInput: value => (value.trim() === '' ? vscode.l10n.t('Type a name.') : undefined),
  });
  if (name === undefined || !parseTarget(address).ok) return;
  await addTarget(name.trim(), address);
};
