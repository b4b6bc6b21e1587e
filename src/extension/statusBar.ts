/** The status bar: how many goroutines, and whether some of them leak for sure; and a banner while certificates are not checked. */
import * as vscode from 'vscode';
import type { AnalysisSummary } from '../protocol/lsp';
import { allowsInsecureTls } from './config';
import { Command, Setting } from './ids';
import type { Session } from './session';
import { timeOfDay } from './times';

export function createStatusBar(session: Session): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    'goroutineLens',
    vscode.StatusBarAlignment.Left,
    0,
  );
  item.name = vscode.l10n.t('Goroutines');
  const update = () => show(item, session);
  update();
  return vscode.Disposable.from(item, session.onDidChange(update));
}

/** A red banner for as long as `goroutineLens.http.allowInsecureTls` is on. */
export function createInsecureTlsBanner(): vscode.Disposable {
  const { Left } = vscode.StatusBarAlignment;
  const item = vscode.window.createStatusBarItem('goroutineLens.insecureTls', Left, 0);
  item.name = vscode.l10n.t('Certificates are not checked');
  item.text = `$(unlock) ${item.name}`;
  item.tooltip = vscode.l10n.t(
    'Goroutine Lens does not check the certificates of targets: {0} is on.',
    Setting.allowInsecureTls,
  );
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
  item.command = {
    title: item.name,
    command: 'workbench.action.openSettings',
    arguments: [Setting.allowInsecureTls],
  };
  const update = () => (allowsInsecureTls() ? item.show() : item.hide());
  update();
  const changes = vscode.workspace.onDidChangeConfiguration(event => {
    if (event.affectsConfiguration(Setting.allowInsecureTls)) update();
  });
  return vscode.Disposable.from(item, changes);
}

function show(item: vscode.StatusBarItem, session: Session): void {
  item.backgroundColor = undefined;
  if (session.isCapturing) {
    item.text = `$(loading~spin) ${vscode.l10n.t('Capturing…')}`;
    item.show();
    return;
  }
  const { current } = session;
  if (!current) {
    item.hide();
    return;
  }
  const { summary, meta } = current;
  const total = totalText(summary);
  const leaks = summary.findings.filter(
    ({ verdict, hidden }) => verdict === 'proven' && !hidden,
  ).length;
  item.text = leaks > 0 ? `$(warning) ${leaksText(leaks)}` : `$(pulse) ${total}`;
  if (leaks > 0) item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  item.command = Command.showPanel;
  const label = vscode.l10n.t('Goroutines: {0}, from {1}', total, meta.source);
  item.accessibilityInformation = { label };
  item.tooltip = tooltip(meta.source, total, meta.takenAt);
  item.show();
}

function totalText({ total, truncated }: AnalysisSummary): string {
  const count = total.toLocaleString(vscode.env.language);
  return truncated ? vscode.l10n.t('at least {0}', count) : count;
}

function leaksText(count: number): string {
  return count === 1 ? vscode.l10n.t('1 leak') : vscode.l10n.t('{0} leaks', count);
}

function tooltip(source: string, total: string, takenAt: number): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendText(
    vscode.l10n.t('{0}: {1} goroutines, captured {2}', source, total, timeOfDay(takenAt)),
  );
  const { remoteName } = vscode.env;
  if (remoteName !== undefined)
    text.appendText(`\n${vscode.l10n.t('Requests run on: {0}', remoteName)}`);
  return text;
}
