import * as vscode from 'vscode';
import type { Run } from '../app';
import { requireTrust } from '../trust';
import { captureTarget } from './capture';

/** "Capture Full Stacks…": debug=2 of the last large target, after its predicted pause was shown. */
export const captureFull: Run = async app => {
  const left = app.session.fullTarget;
  if (!left || !(await requireTrust())) return;
  const number = (n: number) => n.toLocaleString(vscode.env.language);
  const message = vscode.l10n.t(
    'Full stacks of {0} goroutines pause {1} for about {2} ms.',
    number(left.goroutines),
    left.target.name,
    number(left.pauseMs),
  );
  const detail = vscode.l10n.t(
    'Go stops the whole program while it prints every stack. The figure is a prediction; deep stacks take longer.',
  );
  const go = vscode.l10n.t('Capture full stacks anyway');
  const picked = await vscode.window.showWarningMessage(message, { modal: true, detail }, go);
  if (picked === go) await captureTarget(app, left.target, true);
};
