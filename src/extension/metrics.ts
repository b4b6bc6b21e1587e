/** The memory of a target's program beside its goroutines, where its settings say who tells it. */
import * as vscode from 'vscode';
import type { Access } from '../capture/http';
import { askMetrics, nameOfMetrics } from '../capture/metrics';
import { originOf } from '../capture/target';
import type { ProcessMetrics } from '../core/parse/metrics';
import { Setting } from './ids';
import { plain } from './names';
import { failureSentence } from './notify';
import { optionsOf } from './targetSettings';
import { originOfAddress } from './targets';
import type { ChosenTarget } from './targets';

/**
 * Asks the address of the target's `metrics`; nothing where there is none. A capture is one without figures, too: what is
 * wrong with them is given to `onFailed`. Rejects only with the signal's reason, when cancelled.
 */
export async function figuresOf(
  target: ChosenTarget,
  access: Access | undefined,
  signal: AbortSignal,
  onFailed: (reason: string) => void,
): Promise<ProcessMetrics> {
  const { metrics } = optionsOf(target);
  if (metrics === undefined) return {};
  try {
    const figures = await askMetrics(metrics, {
      signal,
      access: accessTo(metrics, target, access),
    });
    if (figures) return figures;
    onFailed(vscode.l10n.t('{0} holds no figures of a Go program.', plain(nameOfMetrics(metrics))));
  } catch (error) {
    signal.throwIfAborted();
    onFailed(failureSentence(error));
  }
  return {};
}

/** Certificates and logins of a person are shown to the target alone. */
function accessTo(
  metrics: string,
  target: ChosenTarget,
  access: Access | undefined,
): Access | undefined {
  if (originOfAddress(metrics) === originOf(target)) return access;
  const { policy, hostAgent } = access ?? {};
  return { ...(policy && { policy }), ...(hostAgent !== undefined && { hostAgent }) };
}

/** Says that a capture has no figures of memory, and why. */
export function warnOfMetrics({ name }: ChosenTarget, reason: string): void {
  const message = vscode.l10n.t('The memory of {0} is not known: {1}', plain(name), reason);
  const open = vscode.l10n.t('Open setting');
  vscode.window.showWarningMessage(message, open).then(picked => {
    if (picked === open)
      void vscode.commands.executeCommand('workbench.action.openSettings', Setting.targets);
  }, undefined);
}
