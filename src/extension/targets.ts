/** The programs that can be captured: as settings name them, and as a capture is asked for. */
import os from 'node:os';
import path from 'node:path';
import { mayConnect } from '../capture/addressPolicy';
import type { AddressPolicy } from '../capture/addressPolicy';
import { originOf, parseTarget } from '../capture/target';
import type { Target } from '../capture/target';
import type { TlsFiles } from '../capture/tls';

/** How a target wants its requests to be signed; `undefined`: with whatever is kept for its origin. */
export type TargetAuth = 'none' | 'basic' | 'bearer' | 'mtls';

/** What the settings say about a target beside its address. */
export interface TargetOptions {
  readonly auth?: TargetAuth;
  /** Names of headers; their values are in the secret storage. */
  readonly headers?: readonly string[];
  readonly tls?: TlsFiles;
  /** Every capture takes the leak profile too. */
  readonly leakProfile?: boolean;
  /** Where the program tells its memory: asked beside every capture. */
  readonly metrics?: string;
}

export interface ConfiguredTarget extends TargetOptions {
  readonly name: string;
  readonly url: string;
  /** Written in the workspace's settings, not by the person. */
  readonly fromWorkspace: boolean;
}

/** A target that a person picked or typed. */
export interface ChosenTarget extends Target {
  /** Which addresses it may lead to: any that the person wrote, fewer where a workspace wrote it. */
  readonly policy: AddressPolicy;
}

const auths: ReadonlySet<string> = new Set<TargetAuth>(['none', 'basic', 'bearer', 'mtls']);
/** A header's name: a token of RFC 9110, section 5.6.2. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * The targets of a value of `goroutineLens.targets`; entries of another shape are left out. Files of certificates are
 * taken from the settings of a person or a machine: a workspace could make the editor read any file, or trust any server. So is the
 * address of metrics, which may be another one than the target's.
 */
export function readTargets(value: unknown, fromWorkspace: boolean): readonly ConfiguredTarget[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    if (!isRecord(item)) return [];
    const { name, url } = item;
    if (typeof name !== 'string' || typeof url !== 'string') return [];
    return [{ name, url, fromWorkspace, ...optionsOf(item, fromWorkspace) }];
  });
}

function optionsOf(item: Readonly<Record<string, unknown>>, fromWorkspace: boolean): TargetOptions {
  const { auth, headers, leakProfile } = item;
  const names = Array.isArray(headers) ? headers.filter(isHeaderName) : [];
  const tls = fromWorkspace ? {} : tlsFilesOf(item);
  return {
    ...(isAuth(auth) && { auth }),
    ...(names.length > 0 && { headers: names }),
    ...(Object.keys(tls).length > 0 && { tls }),
    ...(!fromWorkspace && isWebAddress(item['metrics']) && { metrics: item['metrics'] }),
    ...(typeof leakProfile === 'boolean' && { leakProfile }),
  };
}

function isWebAddress(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
}

function tlsFilesOf({ caFile, certFile, keyFile }: Readonly<Record<string, unknown>>): TlsFiles {
  return {
    ...(isPath(caFile) && { caFile: inHome(caFile) }),
    ...(isPath(certFile) && { certFile: inHome(certFile) }),
    ...(isPath(keyFile) && { keyFile: inHome(keyFile) }),
  };
}

/** `~/corp.pem` as a shell reads it. */
function inHome(file: string): string {
  return file.startsWith('~/') ? path.join(os.homedir(), file.slice(2)) : file;
}

/**
 * What the settings say about a target that is to be captured: the entry of its name, and for what that leaves open the
 * person's own entry of the same origin. An address that is typed therefore uses the certificates that are set for it.
 */
export function optionsFor(
  target: ChosenTarget,
  configured: readonly ConfiguredTarget[],
): TargetOptions {
  const origin = originOf(target);
  const same = configured.filter(({ url }) => originOfAddress(url) === origin);
  const fromWorkspace = target.policy !== 'typed';
  const own = same.find(one => !one.fromWorkspace);
  const named = same.find(one => one.name === target.name && one.fromWorkspace === fromWorkspace);
  return { ...own, ...named };
}

/** The origin of an address as it is written; `undefined` when it is none. */
export function originOfAddress(address: string): string | undefined {
  const parsed = parseTarget(address);
  return parsed.ok ? originOf(parsed.target) : undefined;
}

/** The address of a target as a person would type it, without user name and password. */
export function addressOf({ base, socketPath }: Target): string {
  if (socketPath === undefined) return base;
  const { pathname } = new URL(base);
  return pathname === '/debug/pprof/' ? `unix:${socketPath}` : `unix:${socketPath}:${pathname}`;
}

/** The target without the user name and password of its address. */
export function unsigned({ name, base, named, socketPath, policy }: ChosenTarget): ChosenTarget {
  return {
    name,
    base,
    policy,
    ...(named !== undefined && { named }),
    ...(socketPath !== undefined && { socketPath }),
  };
}

/** The same address without the user name and password in it; one that cannot be read stays as it is. */
export function withoutUserinfo(address: string): string {
  const parsed = parseTarget(address);
  return parsed.ok && parsed.target.userinfo !== undefined ? addressOf(parsed.target) : address;
}

/** An IP address of the open internet, asked without TLS. What a name resolves to is not known before it is asked. */
export function isPublicAndPlain({ base, socketPath }: Target): boolean {
  const { protocol, hostname } = new URL(base);
  // A workspace may reach public addresses only: what is open to it is public.
  const isPublic = mayConnect(hostname.replace(/^\[|\]$/g, ''), 'workspace');
  return socketPath === undefined && protocol === 'http:' && isPublic;
}

/** True where somebody on the way can read what is sent to an origin. The own machine and its sockets have no way. */
export function isSentInTheOpen(origin: string): boolean {
  if (!origin.startsWith('http://')) return false;
  const { hostname } = new URL(origin);
  return !/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

export function isHeaderName(value: unknown): value is string {
  return typeof value === 'string' && headerName.test(value);
}

function isAuth(value: unknown): value is TargetAuth {
  return typeof value === 'string' && auths.has(value);
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
