import * as vscode from 'vscode';
import type { WireFinding } from '../../protocol/lsp';
import { pickTarget } from '../address';
import type { App, Run } from '../app';
import { captureSnapshot, showSnapshot } from '../captureFlow';
import type { ChosenTarget } from '../targets';
import { requireTrust } from '../trust';

const settleSeconds = 10;

/**
 * "Guided Leak Check": capture, exercise the feature, capture, let it settle, capture. What was started between the first
 * two captures and still stands there in the third has survived its request.
 */
export const guidedCheck: Run = async app => {
  if (!(await requireTrust())) return;
  const target = await pickTarget(app);
  if (!target) return;
  const ids: string[] = [];
  for (const step of [undefined, exercised, settled]) {
    if (step && !(await step())) return;
    const meta = await captureSnapshot(app, request(target));
    if (!meta) return;
    ids.push(meta.id);
  }
  await showResult(app, ids);
};

function request(target: ChosenTarget) {
  return { target, full: false, editAddress: () => undefined };
}

/** Asks the person to use the feature; false when they left. */
async function exercised(): Promise<boolean> {
  const go = vscode.l10n.t('Continue');
  const message = vscode.l10n.t('Exercise the feature, then continue.');
  const detail = vscode.l10n.t('Leak check: 1 of 3 captures taken.');
  const picked = await vscode.window.showInformationMessage(`${message} ${detail}`, go);
  return picked === go;
}

/** Gives goroutines that are about to end the time to do so; cancelling goes on at once. */
async function settled(): Promise<boolean> {
  const title = vscode.l10n.t('Letting the program settle (Cancel goes on at once)');
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      for (let left = settleSeconds; left > 0 && !token.isCancellationRequested; left--) {
        progress.report({
          message: vscode.l10n.t('{0} s', left),
          increment: 100 / settleSeconds,
        });
        await new Promise(resolve => setTimeout(resolve, 1000));
      }
    },
  );
  return true;
}

async function showResult(app: App, ids: readonly string[]): Promise<void> {
  const [first, , last] = ids;
  if (first === undefined || last === undefined) return;
  await showSnapshot(app, last);
  await app.session.compare(first, last);
  const growing = app.session.current?.summary.findings.filter(hasGrown) ?? [];
  const open = vscode.l10n.t('Open Analysis');
  const picked = await vscode.window.showInformationMessage(resultText(app, growing, ids), open);
  if (picked === open) app.panel.show();
}

/** More members in every capture of the three, and not known to be at rest. */
function hasGrown({ counts, verdict, hidden }: WireFinding): boolean {
  const [a = 0, b = 0, c = 0] = counts?.slice(-3) ?? [];
  return verdict !== 'idle' && hidden === undefined && b > a && c >= b;
}

function resultText(app: App, growing: readonly WireFinding[], ids: readonly string[]): string {
  if (growing.length === 1) return vscode.l10n.t('Leaking: 1 place');
  if (growing.length > 1) return vscode.l10n.t('Leaking: {0} places', growing.length);
  const totals = ids.map(id => {
    const meta = app.session.snapshots.find(one => one.id === id);
    return (meta?.total ?? meta?.announced ?? 0).toLocaleString(vscode.env.language);
  });
  return vscode.l10n.t('No growth found: {0}', totals.join(' \u2192 '));
}
