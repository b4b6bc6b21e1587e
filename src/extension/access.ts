/** How a chosen target is reached: which addresses are open to it, what it is signed with, which certificates are trusted. */
import * as vscode from 'vscode';
import type { Access } from '../capture/http';
import { originOf } from '../capture/target';
import type { App } from './app';
import { addTarget, allowsInsecureTls, configuredTargets } from './config';
import { Setting } from './ids';
import { addressOf, optionsFor, originOfAddress } from './targets';
import type { ChosenTarget, TargetOptions } from './targets';

/** What the settings say about a target now. */
export function optionsOf(target: ChosenTarget): TargetOptions {
  return optionsFor(target, configuredTargets());
}

/** Reads what is kept for the target's origin, once for a whole capture. No other origin is told anything. */
export async function accessFor(app: App, target: ChosenTarget): Promise<Access> {
  const { auth, tls } = optionsOf(target);
  const origin = originOf(target);
  const { authorization, headers } = (await app.credentials.credentials(origin)) ?? {};
  // A user name and password in the address were written for this capture: they win over what is kept.
  const isSigned = auth !== 'none' && target.userinfo === undefined && authorization !== undefined;
  const kept = { ...(isSigned && { authorization }), ...(headers && { headers }) };
  return {
    policy: target.policy,
    tls: { ...tls, allowInsecure: allowsInsecureTls() },
    credentials: {
      credentials: asked => Promise.resolve(asked === origin ? kept : undefined),
    },
  };
}

/** A TLS target whose certificate is not checked is told as such, every time. */
export function warnOfInsecureTls({ name, base }: ChosenTarget): void {
  if (!base.startsWith('https:') || !allowsInsecureTls()) return;
  const message = vscode.l10n.t(
    'The certificate of {0} was not checked: anybody on the way can read and change what it answers.',
    name,
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
 * Opens the person's own settings where the files of certificates belong. A target that is not there yet is added, with an
 * empty `caFile` to fill in.
 */
export async function openCertificateSettings(target: ChosenTarget): Promise<void> {
  const origin = originOf(target);
  const isOwn = configuredTargets().some(
    ({ fromWorkspace, url }) => !fromWorkspace && originOfAddress(url) === origin,
  );
  if (!isOwn) await addTarget(target.name, addressOf(target), { caFile: '' });
  await vscode.commands.executeCommand('workbench.action.openSettingsJson', {
    revealSetting: { key: Setting.targets },
  });
}
