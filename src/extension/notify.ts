/** Failures in a person's words, each with what can be done about it. */
import * as vscode from 'vscode';
import { CaptureError, fill } from '../capture/errors';
import type { CaptureAction, CaptureText } from '../capture/errors';
import { showAnswer } from './answers';
import { Setting } from './ids';
import { plain } from './names';

/** What a face can carry out for the failed capture at hand. */
export interface Recovery {
  readonly url: string;
  retry(): unknown;
  /** Again, without full stacks. */
  asPprof(): unknown;
  signIn(): unknown;
  setCaFile(): unknown;
  editAddress(): unknown;
}

/** A text of capture in the display language. */
export function captureSentence({ english, args }: CaptureText): string {
  const shown = args.map(arg => (typeof arg === 'string' ? plain(arg) : arg));
  return fill(vscode.l10n.t(english), shown);
}

/** Any failure in the display language, as far as it has a text there. */
export function failureSentence(error: unknown): string {
  return error instanceof CaptureError ? captureSentence(error.text) : plain(messageOf(error));
}

/** Shows an error with its actions and carries out the one that is picked. */
export async function showCaptureError(error: unknown, recovery: Recovery): Promise<void> {
  const known = error instanceof CaptureError ? error : undefined;
  const message = failureSentence(error);
  const labels = labelled(known?.actions ?? ['retry']);
  const picked = await vscode.window.showErrorMessage(message, ...labels.keys());
  await carryOutPicked(picked, labels, recovery, known?.answer);
}

/** The same for a part of a capture that failed, or broke off, while something else is there to be read. */
export async function showCaptureProblem(problem: CaptureError, recovery: Recovery): Promise<void> {
  const labels = labelled(problem.actions);
  const message = captureSentence(problem.text);
  const picked = await vscode.window.showWarningMessage(message, ...labels.keys());
  await carryOutPicked(picked, labels, recovery, problem.answer);
}

function labelled(actions: readonly CaptureAction[]): ReadonlyMap<string, CaptureAction> {
  return new Map(actions.map(action => [labelOf(action), action]));
}

async function carryOutPicked(
  picked: string | undefined,
  labels: ReadonlyMap<string, CaptureAction>,
  recovery: Recovery,
  answer = '',
): Promise<void> {
  const action = picked === undefined ? undefined : labels.get(picked);
  if (action) await carryOut(action, recovery, answer);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function labelOf(action: CaptureAction): string {
  const labels: Record<CaptureAction, string> = {
    retry: vscode.l10n.t('Retry'),
    enablePprof: vscode.l10n.t('Show how to enable pprof'),
    setPath: vscode.l10n.t('Set path…'),
    editAddress: vscode.l10n.t('Edit address…'),
    signIn: vscode.l10n.t('Sign in…'),
    openInBrowser: vscode.l10n.t('Open in browser'),
    captureAsPprof: vscode.l10n.t('Capture as pprof'),
    showAnswer: vscode.l10n.t('Show answer'),
    setCaFile: vscode.l10n.t('Set CA file…'),
    leakProfile: vscode.l10n.t('Learn more'),
    changeLimit: vscode.l10n.t('Change the limit'),
    deleteSnapshots: vscode.l10n.t('Delete snapshots…'),
    certificates: vscode.l10n.t('Learn about certificates'),
  };
  return labels[action];
}

async function carryOut(
  action: CaptureAction,
  recovery: Recovery,
  answer: string,
): Promise<unknown> {
  switch (action) {
    case 'retry':
      return recovery.retry();
    case 'captureAsPprof':
      return recovery.asPprof();
    case 'showAnswer':
      return showAnswer(answer);
    case 'setCaFile':
      return recovery.setCaFile();
    case 'leakProfile':
      return openExternal('https://pkg.go.dev/runtime/pprof#Profile');
    case 'signIn':
      return recovery.signIn();
    case 'setPath':
    case 'editAddress':
      return recovery.editAddress();
    case 'enablePprof':
      return openExternal('https://pkg.go.dev/net/http/pprof');
    case 'certificates':
      return openExternal('https://code.visualstudio.com/docs/setup/network');
    case 'openInBrowser':
      return openExternal(recovery.url);
    case 'changeLimit':
      return vscode.commands.executeCommand(
        'workbench.action.openSettings',
        Setting.requestTimeout.replace(/\.[^.]*$/, ''),
      );
    case 'deleteSnapshots':
      return vscode.commands.executeCommand('goroutineLens.snapshots.focus');
  }
}

function openExternal(url: string): Thenable<boolean> {
  return vscode.env.openExternal(vscode.Uri.parse(url));
}
