/** Asks for credentials, and keeps them for one origin in the editor's secret storage. */
import * as vscode from 'vscode';
import { originOf } from '../capture/target';
import type { App } from './app';
import { originsWithUserinfo, stripOwnTargets } from './config';
import type { CredentialKind } from './credentialStore';
import { plain } from './names';
import { openTargetSettings, optionsOf } from './targetSettings';
import { isHeaderName, isSentInTheOpen } from './targets';
import type { ChosenTarget, TargetAuth, TargetOptions } from './targets';

/** Asks as the settings of the target say, else for the kind first; false when the person left. */
export async function signIn(app: App, target: ChosenTarget): Promise<boolean> {
  const { auth, headers } = optionsOf(target);
  if (auth === 'none') {
    // Whatever is typed now would not be sent.
    const message = vscode.l10n.t(
      'The settings of {0} send no credentials: auth is none.',
      plain(target.name),
    );
    showSettingsProblem(message, target);
    return false;
  }
  const kind = kindOf(auth) ?? (await pickKind(originOf(target)));
  return kind !== undefined && ask(app, originOf(target), kind, headers);
}

/**
 * Asks for what the settings of the target name and is not kept yet, before anything is requested. False when the person
 * left, or when a file of the settings is missing, which is said.
 */
export async function completeCredentials(app: App, target: ChosenTarget): Promise<boolean> {
  const options = optionsOf(target);
  if (options.auth === 'mtls' && !hasClientCertificate(options)) {
    const message = vscode.l10n.t(
      '{0} asks for a client certificate: set certFile and keyFile of the target in your user settings.',
      plain(target.name),
    );
    showSettingsProblem(message, target);
    return false;
  }
  const origin = originOf(target);
  const kept = await app.credentials.credentials(origin);
  const kind = kindOf(options.auth);
  const isSigned = kept?.authorization !== undefined || target.userinfo !== undefined;
  if (kind !== undefined && !isSigned && !(await ask(app, origin, kind))) return false;
  const known = new Set(Object.keys(kept?.headers ?? {}).map(name => name.toLowerCase()));
  const missing = (options.headers ?? []).filter(name => !known.has(name.toLowerCase()));
  return missing.length === 0 || ask(app, origin, 'headers', missing);
}

/** After a capture that an address with a password made possible: keeps them where they belong, if that is wanted. */
export async function offerToKeep(app: App, target: ChosenTarget): Promise<void> {
  const { userinfo } = target;
  if (userinfo === undefined) return;
  const origin = originOf(target);
  const isInSettings = originsWithUserinfo().includes(origin);
  const message = isInSettings
    ? vscode.l10n.t(
        'The settings hold the password for {0}. Move it to the secret storage?',
        origin,
      )
    : vscode.l10n.t('Keep the user name and password for {0} in the secret storage?', origin);
  const keep = isInSettings ? vscode.l10n.t('Move') : vscode.l10n.t('Keep');
  const notNow = vscode.l10n.t('Only this time');
  if ((await vscode.window.showInformationMessage(message, keep, notNow)) !== keep) return;
  await app.credentials.keepBasic(origin, userinfo);
  if (isInSettings) await stripOwnTargets(origin);
}

function kindOf(auth: TargetAuth | undefined): 'basic' | 'bearer' | undefined {
  return auth === 'basic' || auth === 'bearer' ? auth : undefined;
}

function hasClientCertificate({ tls }: TargetOptions): boolean {
  return tls?.certFile !== undefined && tls.keyFile !== undefined;
}

function showSettingsProblem(message: string, target: ChosenTarget): void {
  const open = vscode.l10n.t('Open settings');
  vscode.window.showErrorMessage(message, open).then(picked => {
    if (picked === open) void openTargetSettings(target);
  }, undefined);
}

/** The kind of credentials, chosen by the person; `undefined` when they left. */
async function pickKind(origin: string): Promise<CredentialKind | undefined> {
  const choices: readonly (vscode.QuickPickItem & { readonly credential: CredentialKind })[] = [
    { credential: 'basic', label: `$(account) ${vscode.l10n.t('User name and password')}` },
    { credential: 'bearer', label: `$(key) ${vscode.l10n.t('Bearer token')}` },
    { credential: 'headers', label: `$(symbol-field) ${vscode.l10n.t('Value of a header')}` },
  ];
  const picked = await vscode.window.showQuickPick(choices, {
    title: titleFor(origin),
    placeHolder: vscode.l10n.t('What does it ask for?'),
    ignoreFocusOut: true,
  });
  return picked?.credential;
}

function ask(
  app: App,
  origin: string,
  kind: CredentialKind,
  headers: readonly string[] = [],
): Promise<boolean> {
  if (kind === 'basic') return askBasic(app, origin);
  if (kind === 'bearer') return askBearer(app, origin);
  return askHeaders(app, origin, headers);
}

async function askBasic(app: App, origin: string): Promise<boolean> {
  const user = await vscode.window.showInputBox({
    title: titleFor(origin),
    prompt: vscode.l10n.t('User name'),
    ignoreFocusOut: true,
    validateInput: value =>
      value.includes(':') ? vscode.l10n.t('A user name holds no colon.') : undefined,
  });
  if (user === undefined) return false;
  const password = await askSecret(origin, vscode.l10n.t('Password'), () => undefined);
  if (password === undefined) return false;
  await app.credentials.keepBasic(origin, `${user}:${password}`);
  return true;
}

async function askBearer(app: App, origin: string): Promise<boolean> {
  const token = await askSecret(origin, vscode.l10n.t('Bearer token'), value =>
    /^[\x21-\x7e]+$/.test(value.trim()) ? undefined : vscode.l10n.t('A token has no blanks.'),
  );
  if (token === undefined) return false;
  await app.credentials.keepBearer(origin, token.trim());
  return true;
}

async function askHeaders(app: App, origin: string, names: readonly string[]): Promise<boolean> {
  const wanted = names.length > 0 ? names : await askHeaderName(origin);
  if (wanted === undefined) return false;
  const headers: Record<string, string> = {};
  for (const name of wanted) {
    const prompt = vscode.l10n.t('Value of {0}', name);
    const value = await askSecret(origin, prompt, text =>
      /^[\t\x20-\x7e\x80-\xff]+$/.test(text)
        ? undefined
        : vscode.l10n.t('A header holds Latin characters only, and at least one.'),
    );
    if (value === undefined) return false;
    headers[name] = value;
  }
  await app.credentials.keepHeaders(origin, headers);
  return true;
}

async function askHeaderName(origin: string): Promise<readonly string[] | undefined> {
  const name = await vscode.window.showInputBox({
    title: titleFor(origin),
    prompt: vscode.l10n.t('Name of the header, for example X-Scope-OrgID'),
    ignoreFocusOut: true,
    validateInput: value =>
      isHeaderName(value.trim()) ? undefined : vscode.l10n.t('This is no name of a header.'),
  });
  return name === undefined ? undefined : [name.trim()];
}

/** A box whose text is hidden. `wrong` says what is not right about a value. */
function askSecret(
  origin: string,
  prompt: string,
  wrong: (value: string) => string | undefined,
): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: titleFor(origin),
    prompt: vscode.l10n.t('{0}. It goes to the secret storage, and to this address alone.', prompt),
    password: true,
    ignoreFocusOut: true,
    validateInput: value => wrong(value) ?? unencryptedWarning(origin),
  });
}

function titleFor(origin: string): string {
  return vscode.l10n.t('Credentials for {0}', origin);
}

function unencryptedWarning(origin: string): vscode.InputBoxValidationMessage | undefined {
  if (!isSentInTheOpen(origin)) return undefined;
  return {
    message: vscode.l10n.t('It is sent unencrypted: the address starts with http://.'),
    severity: vscode.InputBoxValidationSeverity.Warning,
  };
}
