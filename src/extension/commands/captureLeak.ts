import * as vscode from 'vscode';
import type { Target } from '../../capture/target';
import { pickTarget, typeAddress } from '../address';
import type { App, Run } from '../app';
import { runCapture } from '../captureFlow';
import { requireTrust } from '../trust';

/** "Capture with Leak Profile…": what the runtime itself can prove (Go 1.27); it is asked last, after consent. */
export const captureLeak: Run = async app => {
  if (!(await requireTrust())) return;
  app.server.warmUp();
  const target = await pickTarget(app);
  if (target && (await consent(target))) await captureWithLeak(app, target);
};

async function consent({ name }: Target): Promise<boolean> {
  const message = vscode.l10n.t('The leak profile runs a garbage collection in {0}.', name);
  const detail = vscode.l10n.t(
    'It is taken last: Go prints no waiting times for leaked goroutines afterwards.',
  );
  const go = vscode.l10n.t('Capture');
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, go)) === go;
}

async function captureWithLeak(app: App, target: Target | undefined): Promise<void> {
  if (!target) return;
  const address = target.socketPath === undefined ? target.base : `unix:${target.socketPath}`;
  const editAddress = async () => captureWithLeak(app, await typeAddress(app, address));
  await runCapture(app, { target, full: false, leak: true, editAddress });
}
