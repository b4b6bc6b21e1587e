import * as vscode from 'vscode';
import type { Run } from '../app';
import { showSnapshot } from '../captureFlow';

/** "Analyze Dump from Clipboard". */
export const analyzeClipboard: Run = async app => {
  const text = await vscode.env.clipboard.readText();
  if (!/goroutine \d+ .*\[|goroutine profile: total/.test(text)) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The clipboard holds no goroutine dump. Copy one that begins with "goroutine 1 [" or "goroutine profile: total".',
      ),
    );
    return;
  }
  const meta = await app.session.store.importText(text, vscode.l10n.t('clipboard'));
  await showSnapshot(app, meta.id);
  await app.session.applyRetention();
};
