import * as vscode from 'vscode';
import { editedAddress, pickTarget } from '../address';
import type { App, Run } from '../app';
import { runCapture } from '../captureFlow';
import type { ChosenTarget } from '../targets';
import { requireTrust } from '../trust';

/** "Capture with Leak Profile…": what the runtime itself can prove (Go 1.27); it is asked last, after consent. */
export const captureLeak: Run = async app => {
  if (!(await requireTrust())) return;
  app.server.warmUp();
  const target = await pickTarget(app);
  if (target && (await consent(target))) await captureWithLeak(app, target);
};

async function consent({ name }: ChosenTarget): Promise<boolean> {
  const message = vscode.l10n.t('The leak profile runs a garbage collection in {0}.', name);
  const detail = vscode.l10n.t(
    'It is taken last: Go prints no waiting times for leaked goroutines afterwards.',
  );
  const go = vscode.l10n.t('Capture');
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, go)) === go;
}

async function captureWithLeak(app: App, target: ChosenTarget | undefined): Promise<void> {
  if (!target) return;
  const editAddress = async () => captureWithLeak(app, await editedAddress(app, target));
  await runCapture(app, { target, full: false, leak: true, editAddress });
}
