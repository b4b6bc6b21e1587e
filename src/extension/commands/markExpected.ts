import * as vscode from 'vscode';
import type { AnalysisSummary, WireIgnoreRule } from '../../protocol/lsp';
import type { Run } from '../app';
import { addIgnoreRule } from '../config';
import { shortName } from '../names';
import { clusterNodeOf } from './arguments';

/** "Mark as Expected…": asks for the reason and writes an entry to `goroutineLens.ignore`. */
export const markExpected: Run = async (app, argument) => {
  const summary = app.session.current?.summary;
  const signature = clusterNodeOf(argument)?.finding.signature ?? argument;
  const rule = summary && typeof signature === 'string' ? ruleFor(summary, signature) : undefined;
  if (!rule) return;
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t('Mark as expected…'),
    prompt: vscode.l10n.t(
      'Why do goroutines wait in {0} on purpose? The reason is shown to everybody who works here.',
      shortName(rule.func),
    ),
    ignoreFocusOut: true,
    validateInput: value => (value.trim() === '' ? vscode.l10n.t('Type a reason.') : undefined),
  });
  if (reason === undefined) return;
  await addIgnoreRule({ ...rule, reason: reason.trim() });
};

/** The blocking frame's function names the place: lines move with every edit. */
function ruleFor(
  summary: AnalysisSummary,
  signature: string,
): (Omit<WireIgnoreRule, 'reason'> & { readonly func: string }) | undefined {
  const cluster = summary.clusters.find(one => one.signature === signature);
  const frame = cluster && summary.frames[cluster.stack[cluster.siteIndex ?? 0] ?? -1];
  return frame && { func: frame.func };
}
