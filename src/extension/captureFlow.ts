/** From an address to the leaking line: capture, keep, analyse, open the editor there. */
import * as vscode from 'vscode';
import { factsOf } from '../capture/facts';
import { captureGoroutines } from '../capture/ladder';
import type { CaptureOptions, CaptureResult } from '../capture/ladder';
import { originOf } from '../capture/target';
import { openPauseHistory } from '../store/pauseHistory';
import type { SnapshotMeta } from '../store/store';
import { accessOf } from './access';
import type { App } from './app';
import { progressText, throttled } from './captureProgress';
import { allowsInsecureTls, captureSettings, proxiesWithoutAgent } from './config';
import { Memory } from './ids';
import { figuresOf, warnOfMetrics } from './metrics';
import {
  captureSentence,
  failureSentence,
  messageOf,
  showCaptureError,
  showCaptureProblem,
} from './notify';
import type { Recovery } from './notify';
import { plain } from './names';
import { openPlace } from './openFrame';
import type { Current } from './session';
import { completeCredentials, offerToKeep, signIn } from './signIn';
import { openTargetSettings, optionsOf, warnOfInsecureTls } from './targetSettings';
import { addressOf, unsigned } from './targets';
import type { ChosenTarget } from './targets';

export interface CaptureRequest {
  readonly target: ChosenTarget;
  /** The predicted pause was shown and agreed to. */
  readonly full: boolean;
  /** Counts only, whatever full stacks would cost. */
  readonly withoutStacks?: boolean;
  /** The leak profile too, last: the garbage collection that it runs was agreed to. Absent: as the settings say. */
  readonly leak?: boolean;
  /** Asks for the address again. */
  editAddress(): unknown;
}

/** Captures with progress and cancel, then shows what was found. Failures are shown, never thrown. */
export async function runCapture(app: App, request: CaptureRequest): Promise<void> {
  const retry = (again: CaptureRequest) => runCapture(app, again);
  await telling(app, request, retry, async recovery => {
    const meta = await captured(app, request, recovery);
    if (!meta) return;
    await showSnapshot(app, meta.id);
    await app.session.applyRetention();
    offerFullStacks(app, request);
    inBackground(app, offerToKeep(app, request.target));
  });
}

/** The capture alone; `undefined` when it was cancelled or failed, which is shown. */
export async function captureSnapshot(
  app: App,
  request: CaptureRequest,
): Promise<SnapshotMeta | undefined> {
  let meta: SnapshotMeta | undefined;
  const retry = async (again: CaptureRequest) => {
    meta = await captureSnapshot(app, again);
  };
  await telling(app, request, retry, async recovery => {
    meta = await captured(app, request, recovery);
    // Analysed now, so that the list of snapshots and a later comparison know its totals.
    if (meta) await app.session.show(meta.id);
  });
  return meta;
}

async function captured(
  app: App,
  request: CaptureRequest,
  recovery: Recovery,
): Promise<SnapshotMeta | undefined> {
  app.server.warmUp();
  if (!(await completeCredentials(app, request.target))) return undefined;
  const address = addressOf(request.target);
  if (app.session.isAsking(address)) {
    const message = vscode.l10n.t('{0} is being captured already.', plain(request.target.name));
    void vscode.window.showInformationMessage(message);
    return undefined;
  }
  return app.session.capturing(address, () => captureWithProgress(app, request, recovery));
}

async function telling(
  app: App,
  request: CaptureRequest,
  retry: (request: CaptureRequest) => unknown,
  work: (recovery: Recovery) => Promise<void>,
): Promise<void> {
  const recovery = recoveryOf(app, request, retry);
  try {
    await work(recovery);
  } catch (error) {
    app.log.error(`capture of ${request.target.name}: ${messageOf(error)}`);
    app.session.fail(failureSentence(error));
    await showCaptureError(error, recovery);
  }
}

function recoveryOf(
  app: App,
  request: CaptureRequest,
  retry: (request: CaptureRequest) => unknown,
): Recovery {
  const target = unsigned(request.target);
  return {
    url: target.base,
    retry: () => retry(request),
    asPprof: () => retry({ ...request, full: false, withoutStacks: true }),
    // What stood in the address was refused: what is typed now takes its place.
    signIn: async () => (await signIn(app, target)) && retry({ ...request, target }),
    setCaFile: () => openTargetSettings(target),
    editAddress: () => request.editAddress(),
  };
}

/** Analyses a stored snapshot and opens the editor on its worst finding. */
export async function showSnapshot(app: App, id: string): Promise<void> {
  await openFinding(app, await app.session.show(id));
}

/** Opens the editor on the worst finding, else the view; the first time ever the panel beside it. */
export async function openFinding(app: App, current: Current): Promise<void> {
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
  request: CaptureRequest,
  recovery: Recovery,
): Promise<SnapshotMeta | undefined> {
  const { target } = request;
  const title = vscode.l10n.t('Capturing goroutines from {0}', plain(target.name));
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title, cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const options = await ladderOptions(app, request);
      const pending = await app.session.store.begin({ source: target.name, url: target.base });
      try {
        const result = await captureGoroutines(target, pending, {
          ...options,
          signal: abort.signal,
          onProgress: throttled(step => progress.report({ message: progressText(step) })),
        });
        report(app, request, recovery, result);
        const figures = await figuresOf(target, options.access, abort.signal, reason => {
          app.log.warn(`${target.name}: ${reason}`);
          warnOfMetrics(target, reason);
        });
        return await pending.finish({ ...factsOf(result), ...figures });
      } catch (error) {
        await pending.discard();
        if (abort.signal.aborted) return undefined;
        throw error;
      }
    },
  );
}

async function ladderOptions(
  app: App,
  { target, full, withoutStacks = false, leak }: CaptureRequest,
): Promise<Omit<CaptureOptions, 'signal' | 'onProgress'>> {
  const { requestTimeoutMs, ...limits } = captureSettings();
  const options = optionsOf(target);
  const kept = await app.credentials.credentials(originOf(target));
  return {
    ...limits,
    ...(requestTimeoutMs !== undefined && { requestTimeoutMs }),
    ...(vscode.env.remoteName !== undefined && { from: vscode.env.remoteName }),
    full,
    withoutStacks,
    // A capture that has to be light goes without what its settings ask for.
    leak: leak ?? (options.leakProfile === true && !withoutStacks),
    access: accessOf(target, {
      options,
      kept,
      allowInsecure: allowsInsecureTls(),
      hostAgent: proxiesWithoutAgent(),
    }),
    history: openPauseHistory(app.session.store.dir),
  };
}

/** Broken answers are kept and analysed; that they are broken is said, with what can be done about it. */
function report(
  app: App,
  { target, leak = false }: CaptureRequest,
  recovery: Recovery,
  result: CaptureResult,
): void {
  for (const problem of result.problems) {
    app.log.warn(`${target.name}: ${problem.message}`);
    inBackground(app, showCaptureProblem(problem, recovery));
  }
  warnOfInsecureTls(target);
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

/** A question that the capture does not wait for. */
function inBackground(app: App, question: Promise<void>): void {
  question.catch((error: unknown) => app.log.error(messageOf(error)));
}

/** Says why only counts were taken, and what the full stacks would cost. */
function offerFullStacks(app: App, request: CaptureRequest): void {
  const left = app.session.fullTarget;
  if (!left || request.full) return;
  const message = vscode.l10n.t(
    'Counts were taken: full stacks of {0} goroutines would pause {1} for about {2} ms.',
    left.goroutines.toLocaleString(vscode.env.language),
    plain(left.target.name),
    left.pauseMs.toLocaleString(vscode.env.language),
  );
  const anyway = vscode.l10n.t('Capture full stacks anyway');
  vscode.window.showInformationMessage(message, anyway).then(picked => {
    if (picked === anyway) void runCapture(app, { ...request, full: true });
  }, undefined);
}
