import * as vscode from 'vscode';
import type { ClusterChange, CompareResult } from '../../protocol/lsp';
import { pickTarget } from '../address';
import type { App, Run } from '../app';
import { captureSnapshot, showSnapshot } from '../captureFlow';
import { plain, shortName } from '../names';
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
    const meta = await captureSnapshot(app, request(app, target, step === settled));
    if (!meta) return;
    ids.push(meta.id);
  }
  await showResult(app, ids);
};

/** Taking the leak profile erases waiting times, so that the settings are heard in the last capture only. */
function request(app: App, target: ChosenTarget, isLast: boolean) {
  return {
    target,
    full: false,
    ...(!isLast && { leak: false }),
    // Another address is another check.
    editAddress: () => guidedCheck(app),
  };
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
  const [first, exercised, last] = ids;
  if (first === undefined || last === undefined) return;
  await showSnapshot(app, last);
  const comparison = await app.session.compare(first, last, exercised);
  const open = vscode.l10n.t('Open Analysis');
  const picked = await vscode.window.showInformationMessage(resultText(app, comparison, ids), open);
  if (picked === open) app.panel.show({ page: 'diff' });
}

function resultText(app: App, comparison: CompareResult, ids: readonly string[]): string {
  if (comparison.check?.untold === 'cut')
    return vscode.l10n.t('An earlier capture was cut: who stayed cannot be told.');
  if (comparison.check?.untold === 'restarted')
    return vscode.l10n.t('The program was restarted in between: who stayed cannot be told.');
  const stayed = loudSurvivors(app, comparison);
  const [most] = stayed;
  if (!most) {
    const totals = ids.map(id => totalOf(app, id).toLocaleString(vscode.env.language));
    return vscode.l10n.t('No goroutine outlived its use: {0}', totals.join(' \u2192 '));
  }
  const count = stayed.reduce((sum, { survivors = 0 }) => sum + survivors, 0);
  const site = comparison.frames[most.stack[most.siteIndex ?? 0] ?? -1];
  return vscode.l10n.t(
    '{0} goroutines were started by the use and are still here, most of them in {1}.',
    count.toLocaleString(vscode.env.language),
    plain(shortName(site?.func ?? '')),
  );
}

/** The most first; without what is known to be at rest, or expected. */
function loudSurvivors(app: App, { changes }: CompareResult): ClusterChange[] {
  const quiet = new Set(
    app.session.current?.summary.findings
      .filter(({ verdict, hidden }) => verdict === 'idle' || hidden !== undefined)
      .map(({ signature }) => signature),
  );
  return changes
    .filter(({ survivors, signature }) => survivors !== undefined && !quiet.has(signature))
    .sort((a, b) => (b.survivors ?? 0) - (a.survivors ?? 0));
}

function totalOf(app: App, id: string): number {
  const meta = app.session.snapshots.find(one => one.id === id);
  return meta?.total ?? meta?.announced ?? 0;
}
