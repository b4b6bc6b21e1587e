/** The settings, typed. */
import * as vscode from 'vscode';
import type { ServerSettings, WireIgnoreRule } from '../protocol/lsp';
import type { Retention } from '../store/store';
import { Setting } from './ids';
import { originOfAddress, readTargets, withoutUserinfo } from './targets';
import type { ConfiguredTarget } from './targets';

export interface CaptureSettings {
  readonly maxPauseMs: number;
  readonly idleTimeoutMs: number;
  /** `undefined`: by the predicted time. */
  readonly requestTimeoutMs: number | undefined;
  readonly maxBytes: number;
  readonly maxDecompressedBytes: number;
}

/** The workspace's targets are left out until it is trusted: VS Code hides restricted settings itself. */
export function configuredTargets(): readonly ConfiguredTarget[] {
  const found = vscode.workspace.getConfiguration().inspect<unknown>(Setting.targets);
  const own = readTargets(found?.globalValue, false);
  const shared = vscode.workspace.isTrusted
    ? [
        ...readTargets(found?.workspaceValue, true),
        ...readTargets(found?.workspaceFolderValue, true),
      ]
    : [];
  return [...own, ...shared];
}

/** Targets of the workspace that trust would bring. */
export function hasIgnoredTargets(): boolean {
  if (vscode.workspace.isTrusted) return false;
  const found = vscode.workspace.getConfiguration().inspect<unknown>(Setting.targets);
  return readTargets(found?.workspaceValue, true).length > 0;
}

export function captureSettings(): CaptureSettings {
  const seconds = read(Setting.requestTimeout, 0);
  return {
    maxPauseMs: read(Setting.maxPauseMs, 50),
    idleTimeoutMs: read(Setting.idleTimeout, 20) * 1000,
    requestTimeoutMs: seconds > 0 ? seconds * 1000 : undefined,
    maxBytes: read(Setting.maxBytes, 68_157_440),
    maxDecompressedBytes: read(Setting.maxDecompressedBytes, 536_870_912),
  };
}

export function retention(): Retention {
  const limits = read<Partial<Retention>>(Setting.retention, {});
  return { maxCount: 50, maxBytes: 1_073_741_824, days: 14, ...limits };
}

export function serverSettings(): ServerSettings {
  return {
    pathMappings: pathMappings(),
    diagnostics: {
      enabled: read(Setting.diagnosticsEnabled, true),
      minCount: read(Setting.minCount, 10),
      minWait: read(Setting.minWait, 1),
      severity: read(Setting.severity, {}),
    },
    codeLens: read(Setting.codeLens, 'leaks'),
    ignore: ignoreRules(),
  };
}

/** Adds a mapping where the person can see it: in the workspace's settings, or in theirs without a workspace. */
export async function addPathMapping(from: string, to: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  const known = read<unknown[]>(Setting.pathMappings, []);
  const target = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await settings.update(Setting.pathMappings, [...known, { from, to }], target);
}

/** Adds an expectation where the team can see it: the workspace's settings, or the person's own without a workspace. */
export async function addIgnoreRule(rule: WireIgnoreRule): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  const inspected = settings.inspect<unknown[]>(Setting.ignore);
  const shared = vscode.workspace.workspaceFolders !== undefined;
  const known = (shared ? inspected?.workspaceValue : inspected?.globalValue) ?? [];
  const { Workspace, Global } = vscode.ConfigurationTarget;
  await settings.update(Setting.ignore, [...known, rule], shared ? Workspace : Global);
}

/** Certificates are not checked. A workspace cannot turn this on: the setting is of application scope. */
export function allowsInsecureTls(): boolean {
  return read(Setting.allowInsecureTls, false);
}

/** VS Code sends a request through its proxy only when the request brings no agent of its own. */
export function proxiesWithoutAgent(): boolean {
  return read<string>('http.proxySupport', 'override') === 'on';
}

/** Adds a target to the person's own settings; `more`: further properties of the entry. */
export async function addTarget(
  name: string,
  url: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await updateOwnTargets(known => [...known, { name, url, ...more }]);
}

/** The origins of the person's own targets whose addresses hold a user name or password. */
export function originsWithUserinfo(): readonly (string | undefined)[] {
  return configuredTargets()
    .filter(({ url, fromWorkspace }) => !fromWorkspace && withoutUserinfo(url) !== url)
    .map(({ url }) => originOfAddress(url));
}

/** Takes user names and passwords out of the addresses of an origin in the person's own settings. */
export async function stripOwnTargets(origin: string): Promise<void> {
  await updateOwnTargets(known =>
    known.map(entry => {
      if (!isRecord(entry) || typeof entry['url'] !== 'string') return entry;
      const { url } = entry;
      return originOfAddress(url) === origin ? { ...entry, url: withoutUserinfo(url) } : entry;
    }),
  );
}

async function updateOwnTargets(change: (known: unknown[]) => unknown[]): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  const known = settings.inspect<unknown[]>(Setting.targets)?.globalValue ?? [];
  await settings.update(Setting.targets, change(known), vscode.ConfigurationTarget.Global);
}

function pathMappings(): ServerSettings['pathMappings'] {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  return read<unknown[]>(Setting.pathMappings, []).flatMap(value => {
    if (!isRecord(value)) return [];
    const { from, to } = value;
    if (typeof from !== 'string' || typeof to !== 'string') return [];
    return [{ from, to: to.replace('${workspaceFolder}', folder) }];
  });
}

/** The person's own list and the workspace's: one does not replace the other. */
function ignoreRules(): WireIgnoreRule[] {
  const found = vscode.workspace.getConfiguration().inspect<unknown>(Setting.ignore);
  const lists = [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue];
  return lists.flatMap(asIgnoreRules);
}

function asIgnoreRules(value: unknown): WireIgnoreRule[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    if (!isRecord(item)) return [];
    const { func, file, reason } = item;
    const parts = {
      ...(typeof func === 'string' && func !== '' && { func }),
      ...(typeof file === 'string' && file !== '' && { file }),
    };
    if (Object.keys(parts).length === 0 || typeof reason !== 'string') return [];
    return [{ ...parts, reason }];
  });
}

function read<T>(setting: string, fallback: T): T {
  return vscode.workspace.getConfiguration().get<T>(setting) ?? fallback;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
