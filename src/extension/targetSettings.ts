/** What the settings say about a chosen target, and the ways to them. */
import * as vscode from 'vscode';
import { originOf } from '../capture/target';
import { addTarget, allowsInsecureTls, configuredTargets } from './config';
import { Setting } from './ids';
import { plain } from './names';
import { addressOf, optionsFor, originOfAddress } from './targets';
import type { ChosenTarget, TargetOptions } from './targets';

/** What the settings say about a target now. */
export function optionsOf(target: ChosenTarget): TargetOptions {
  return optionsFor(target, configuredTargets());
}

/** A TLS target whose certificate is not checked is told as such, every time. */
export function warnOfInsecureTls({ name, base }: ChosenTarget): void {
  if (!base.startsWith('https:') || !allowsInsecureTls()) return;
  const message = vscode.l10n.t(
    'The certificate of {0} was not checked: anybody on the way can read and change what it answers.',
    plain(name),
  );
  const open = vscode.l10n.t('Open setting');
  vscode.window.showWarningMessage(message, open).then(picked => {
    if (picked === open)
      void vscode.commands.executeCommand(
        'workbench.action.openSettings',
        Setting.allowInsecureTls,
      );
  }, undefined);
}

/**
 * Opens the person's own settings where their targets stand, files of certificates included. A target that is not there
 * yet is added, with an empty `caFile` to fill in.
 */
export async function openTargetSettings(target: ChosenTarget): Promise<void> {
  const origin = originOf(target);
  const isOwn = configuredTargets().some(
    ({ fromWorkspace, url }) => !fromWorkspace && originOfAddress(url) === origin,
  );
  if (!isOwn) await addTarget(target.name, addressOf(target), { caFile: '' });
  await vscode.commands.executeCommand('workbench.action.openSettingsJson', {
    revealSetting: { key: Setting.targets },
  });
}
