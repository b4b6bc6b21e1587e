import * as vscode from 'vscode';
import type { Run } from '../app';
import { pickTarget } from '../address';
import { signIn } from '../signIn';
import { requireTrust } from '../trust';

/** "Set Credentials…": a password, a token or header values for the origin of a target. */
export const setCredentials: Run = async app => {
  if (!(await requireTrust())) return;
  const target = await pickTarget(app, 'credentials');
  if (!target || !(await signIn(app, target))) return;
  vscode.window.setStatusBarMessage(
    vscode.l10n.t('Credentials for {0} are kept', target.name),
    3000,
  );
};
