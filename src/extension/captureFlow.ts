/** From an address to the leaking line: capture, keep, analyse, open the editor there. */
import * as vscode from 'vscode';
import { factsOf } from '../capture/facts';
import { captureGoroutines } from '../capture/ladder';
import type { CaptureProgress, CaptureResult } from '../capture/ladder';
import type { Target } from '../capture/target';
import { openPauseHistory } from '../store/pauseHistory';
import type { SnapshotMeta } from '../store/store';
import type { App } from './app';
import { captureSettings } from './config';
import { Memory } from './ids';
import { captureSentence, messageOf, showCaptureError } from './notify';
import { openPlace } from './openFrame';
import type { Current } from './session';

export interface CaptureRequest {
  readonly target: Target;
  /** The predicted pause was shown and agreed to. */
  readonly full: boolean;
  /** Counts only, whatever full stacks would cost. */
  readonly withoutStacks?: boolean;
  /** The leak profile too, last: the garbage collection that it runs was agreed to. */
  readonly leak?: boolean;
  /** Asks for the address again. */
  editAddress(): unknown;
}

/** Captures with progress and cancel, then shows what was found. Failures are shown, never thrown. */
export async function runCapture(app: App, request: CaptureRequest): Promise<void> {
  const retry = () => runCapture(app, request);
  await telling(app, request, retry, async () => {
    const meta = await captured(app, request);
    if (!meta) return;
    await showSnapshot(app, meta.id);
    await app.session.applyRetention();
    offerFullStacks(app, request);
  });
}

/** The capture alone; `undefined` when it was cancelled or failed, which is shown. */
export async function captureSnapshot(
  app: App,
  request: CaptureRequest,
): Promise<SnapshotMeta | undefined> {
  let meta: SnapshotMeta | undefined;
  const capture = async () => {
    meta = await captured(app, request);
    // Analysed now, so that the list of snapshots and a later comparison know its totals.
    if (meta) await app.session.show(meta.id);
  };
  await telling(app, request, () => captureSnapshot(app, request), capture);
  return meta;
}

async function captured(app: App, request: CaptureRequest): Promise<SnapshotMeta | undefined> {
  app.server.warmUp();
  return app.session.capturing(() => captureWithProgress(app, request));
}

async function telling(
  app: App,
  request: CaptureRequest,
  retry: () => unknown,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    app.log.error(`capture of ${request.target.name}: ${messageOf(error)}`);
    app.session.fail(messageOf(error));
    const editAddress = () => request.editAddress();
    const asPprof = () => runCapture(app, { ...request, full: false, withoutStacks: true });
    await showCaptureError(error, { url: request.target.base, retry, asPprof, editAddress });
  }
}

/** Analyses a stored snapshot and opens the editor on its worst finding. */
export async function showSnapshot(app: App, id: string): Promise<void> {
  const current = await app.session.show(id);
  const placed = await openWorstFinding(current);
  if (!placed) await vscode.commands.executeCommand('goroutineLens.findings.focus');
  if (app.context.globalState.get<boolean>(Memory.panelIntroduced)) return;
  await app.context.globalState.update(Memory.panelIntroduced, true);
  app.panel.show(undefined, { preserveFocus: true });
}

async function openWorstFinding({ summary }: Current): Promise<boolean> {
  const worst = summary.findings.find(
    ({ verdict, anchor, hidden }) =>
      anchor && !hidden && verdict !== 'idle' && verdict !== 'unknown',
  );
  if (!worst?.anchor) return false;
  await openPlace(worst.anchor);
  return true;
}

async function captureWithProgress(
  app: App,
  { target, full, withoutStacks = false, leak = false }: CaptureRequest,
): Promise<SnapshotMeta | undefined> {
  const title = vscode.l10n.t('Capturing goroutines from {0}', target.name);
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title, cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const pending = await app.session.store.begin({ source: target.name, url: target.base });
      const { requestTimeoutMs, ...limits } = captureSettings();
      try {
        const result = await captureGoroutines(target, pending, {
          ...limits,
          ...(requestTimeoutMs !== undefined && { requestTimeoutMs }),
          ...(vscode.env.remoteName !== undefined && { from: vscode.env.remoteName }),
          full,
          withoutStacks,
          leak,
          history: openPauseHistory(app.session.store.dir),
          signal: abort.signal,
          onProgress: throttled(step => progress.report({ message: progressText(step) })),
        });
        report(app, { target, leak }, result);
        return await pending.finish(factsOf(result));
      } catch (error) {
        await pending.discard();
        if (abort.signal.aborted) return undefined;
        throw error;
      }
    },
  );
}

/** Broken answers are kept and analysed; that they are broken is said. */
function report(
  app: App,
  { target, leak }: { readonly target: Target; readonly leak: boolean },
  result: CaptureResult,
): void {
  for (const problem of result.problems) {
    app.log.warn(`${target.name}: ${problem.message}`);
    void vscode.window.showWarningMessage(captureSentence(problem.text));
  }
  const profiles = result.bodies.map(body => `debug=${body.debug} ${body.bytes} bytes`).join(', ');
  app.log.info(`captured ${target.name}: ${result.announced ?? '?'} goroutines, ${profiles}`);
  const missing = result.skipped.find(({ profile }) => profile === 'goroutineleak');
  if (leak && missing) void vscode.window.showInformationMessage(captureSentence(missing.reason));
  const left = result.skipped.some(({ profile }) => profile === 'goroutine?debug=2');
  const { announced = 0, predictedPauseMs } = result;
  app.session.fullTarget = left
    ? { target, goroutines: announced, pauseMs: predictedPauseMs }
    : undefined;
}

/** Says why only counts were taken, and what the full stacks would cost. */
function offerFullStacks(app: App, request: CaptureRequest): void {
  const left = app.session.fullTarget;
  if (!left || request.full) return;
  const message = vscode.l10n.t(
    'Counts were taken: full stacks of {0} goroutines would pause {1} for about {2} ms.',
    left.goroutines.toLocaleString(vscode.env.language),
    left.target.name,
    left.pauseMs.toLocaleString(vscode.env.language),
  );
  const anyway = vscode.l10n.t('Capture full stacks anyway');
  vscode.window.showInformationMessage(message, anyway).then(picked => {
    if (picked === anyway) void runCapture(app, { ...request, full: true });
  }, undefined);
}

function progressText({ stage, bytes, announced }: CaptureProgress): string {
  if (stage === 'index') return vscode.l10n.t('asking how many there are');
  const size = `${(bytes / 1_000_000).toFixed(1)} MB`;
  if (stage === 'leak') return vscode.l10n.t('leak profile, {0}', size);
  if (stage === 'counts') return vscode.l10n.t('counts, {0}', size);
  const count = (announced ?? 0).toLocaleString(vscode.env.language);
  return vscode.l10n.t('full stacks of {0} goroutines, {1}', count, size);
}

/** At most ten steps a second: the bytes of a large dump come in thousands of pieces. */
function throttled(report: (step: CaptureProgress) => void): (step: CaptureProgress) => void {
  let last = 0;
  let stage = '';
  return step => {
    const now = Date.now();
    if (step.stage === stage && now - last < 100) return;
    last = now;
    stage = step.stage;
    report(step);
  };
}
