/** Which program to capture: a configured target, an address typed lately, or one that is typed now. */
import * as vscode from 'vscode';
import { originOf, parseTarget, requestUrls } from '../capture/target';
import type { ParsedTarget, Target } from '../capture/target';
import type { App } from './app';
import { configuredTargets } from './config';
import { Command, Memory } from './ids';
import { captureSentence } from './notify';
import { addressOf, isPublicAndPlain, withoutUserinfo } from './targets';
import type { ChosenTarget, ConfiguredTarget } from './targets';

const maxRecent = 5;

interface Choice extends vscode.QuickPickItem {
  readonly run: () => Promise<ChosenTarget | undefined>;
}

/** What an address is asked for. */
type Purpose = 'capture' | 'credentials';

/** Asks; `undefined` when the person left, or chose something that is no address. */
export async function pickTarget(
  app: App,
  purpose: Purpose = 'capture',
): Promise<ChosenTarget | undefined> {
  const recent = app.context.globalState.get<string[]>(Memory.recent, []);
  const targets = configuredTargets();
  if (targets.length === 0 && recent.length === 0) return typeAddress(app, { purpose });
  const choices: Choice[] = [
    ...targets.map(target => configuredChoice(app, target)),
    ...recent.map(address => recentChoice(address)),
    {
      label: `$(edit) ${vscode.l10n.t('Enter address or port…')}`,
      run: () => typeAddress(app, { purpose }),
    },
    ...(purpose === 'capture' ? dumpChoices() : []),
  ];
  const picked = await vscode.window.showQuickPick(choices, {
    placeHolder: questionOf(purpose),
    matchOnDescription: true,
    // A panel or terminal that comes up meanwhile must not close the question.
    ignoreFocusOut: true,
  });
  return picked?.run();
}

/** The input box: shows under the box which URLs will be asked. */
export function typeAddress(
  app: App,
  { value = '', purpose = 'capture' }: { readonly value?: string; readonly purpose?: Purpose } = {},
): Promise<ChosenTarget | undefined> {
  const box = vscode.window.createInputBox();
  box.title = titleOf(purpose);
  box.placeholder = vscode.l10n.t('6060, host:6060, a URL or unix:/path');
  box.value = value;
  box.ignoreFocusOut = true;
  const update = () => {
    const parsed = parseTarget(box.value);
    const wrong = box.value !== '' && !parsed.ok;
    box.validationMessage = wrong ? captureSentence(parsed.reason) : publicWarning(parsed);
    box.prompt =
      parsed.ok && purpose === 'capture'
        ? requestText(parsed.target)
        : vscode.l10n.t('Address of a Go program with net/http/pprof');
  };
  update();
  return new Promise(resolve => {
    box.onDidChangeValue(update);
    box.onDidAccept(() => {
      const parsed = parseTarget(box.value);
      if (!parsed.ok) {
        box.validationMessage = captureSentence(parsed.reason);
        return;
      }
      resolve(typed(parsed.target));
      void remember(app, parsed.target);
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

/** Not an error: the address is asked all the same. */
function publicWarning(parsed: ParsedTarget): vscode.InputBox['validationMessage'] {
  if (!parsed.ok || !isPublicAndPlain(parsed.target)) return undefined;
  return {
    message: vscode.l10n.t(
      'A public address, and unencrypted: pprof shows the internals of a program. Keep it private.',
    ),
    severity: vscode.InputBoxValidationSeverity.Warning,
  };
}

/** Asks for another address; one that comes back unchanged leads no further than the target did. */
export async function editedAddress(
  app: App,
  target: ChosenTarget,
): Promise<ChosenTarget | undefined> {
  const address = addressOf(target);
  const edited = await typeAddress(app, { value: address });
  return edited && addressOf(edited) === address && edited.userinfo === undefined ? target : edited;
}

/** What a person wrote may lead anywhere. */
function typed(target: Target): ChosenTarget {
  return { ...target, policy: 'typed' };
}

function requestText(target: Target): string {
  const [index = '', counts = '', stacks = ''] = requestUrls(target);
  const last = (url: string) => url.slice(index.length);
  const { remoteName } = vscode.env;
  const base =
    target.socketPath === undefined ? index : `${target.socketPath}${new URL(index).pathname}`;
  return remoteName === undefined
    ? vscode.l10n.t(
        'Will request {0} (count), then {1} and, if the predicted pause is acceptable, {2}',
        base,
        last(counts),
        last(stacks),
      )
    : vscode.l10n.t(
        'Will request {0} (count), then {1} and, if the predicted pause is acceptable, {2}, from {3}',
        base,
        last(counts),
        last(stacks),
        remoteName,
      );
}

function configuredChoice(app: App, target: ConfiguredTarget): Choice {
  return {
    label: `$(server-process) ${target.name}`,
    description: withoutUserinfo(target.url),
    run: async () => {
      const parsed = parseTarget(target.url, target.name);
      if (!parsed.ok) {
        void vscode.window.showErrorMessage(captureSentence(parsed.reason));
        return undefined;
      }
      if (!target.fromWorkspace) return typed(parsed.target);
      const agreed = await consent(app, parsed.target);
      return agreed ? { ...parsed.target, policy: 'consented' } : undefined;
    },
  };
}

function recentChoice(address: string): Choice {
  return {
    label: `$(history) ${address}`,
    run: () => {
      const parsed = parseTarget(address);
      return Promise.resolve(parsed.ok ? typed(parsed.target) : undefined);
    },
  };
}

function questionOf(purpose: Purpose): string {
  return purpose === 'capture'
    ? vscode.l10n.t('Capture goroutines from…')
    : vscode.l10n.t('Set credentials for…');
}

function titleOf(purpose: Purpose): string {
  return purpose === 'capture'
    ? vscode.l10n.t('Capture Goroutines')
    : vscode.l10n.t('Set Credentials');
}

function dumpChoices(): readonly Choice[] {
  return [
    commandChoice('$(folder-opened)', vscode.l10n.t('Open Dump File…'), Command.openFile),
    commandChoice(
      '$(clippy)',
      vscode.l10n.t('Analyze Dump from Clipboard'),
      Command.analyzeClipboard,
    ),
  ];
}

function commandChoice(icon: string, label: string, command: string): Choice {
  return {
    label: `${icon} ${label}`,
    run: async () => {
      await vscode.commands.executeCommand(command);
      return undefined;
    },
  };
}

/** An address that a workspace brought along is asked only after the person agreed to it, once for each origin. */
async function consent(app: App, target: Target): Promise<boolean> {
  const origin = originOf(target);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.toString() ?? '';
  const key = `${folder} ${origin}`;
  const known = app.context.globalState.get<string[]>(Memory.consents, []);
  if (known.includes(key)) return true;
  const allow = vscode.l10n.t('Allow');
  const message = vscode.l10n.t('The settings of this workspace ask for requests to {0}.', origin);
  const detail = vscode.l10n.t(
    'Allow it only if you know this address. You are asked once for each address.',
  );
  const picked = await vscode.window.showWarningMessage(message, { modal: true, detail }, allow);
  if (picked !== allow) return false;
  await app.context.globalState.update(Memory.consents, [...known, key]);
  return true;
}

/** Without user name and password. */
async function remember(app: App, target: Target): Promise<void> {
  const address = addressOf(target);
  const known = app.context.globalState.get<string[]>(Memory.recent, []);
  const recent = [address, ...known.filter(other => other !== address)].slice(0, maxRecent);
  await app.context.globalState.update(Memory.recent, recent);
}
