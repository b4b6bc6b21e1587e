/** What a person types as an address → what will be asked. */
import type { CaptureText } from './errors';

export interface Target {
  /** How the target is called in messages: a configured name, else host and port, or the socket's path. */
  readonly name: string;
  /** Folder of the profiles, ends with a slash: `http://localhost:6060/debug/pprof/`. Without user name and password. */
  readonly base: string;
  /** `goroutine?debug=2` where the address named a profile. */
  readonly named?: string;
  /** Unix socket to connect to; `base` then has the host `unix`. */
  readonly socketPath?: string;
  /** `user:password` of the address, for this origin only; never shown. */
  readonly userinfo?: string;
}

export type ParsedTarget =
  | { readonly ok: true; readonly target: Target }
  | { readonly ok: false; readonly reason: CaptureText };

/** Names that a path can end in. */
const profiles = new Set([
  'allocs',
  'block',
  'goroutine',
  'goroutineleak',
  'heap',
  'mutex',
  'threadcreate',
]);
/** Ordinary words: they name a profile only behind `pprof/`. */
const behindPprof = new Set(['cmdline', 'profile', 'symbol', 'trace']);

const texts = {
  empty: { english: 'Type a port, host:port or a URL.' },
  port: { english: 'A port is a number from 1 to 65535.' },
  scheme: { english: 'Only http:, https: and unix: addresses can be asked.' },
  form: {
    english: 'This is not an address. Examples: 6060, localhost:6060, https://host/debug/pprof/.',
  },
} as const;

/**
 * Reads `6060`, `:6060`, `host`, `host:6060`, a URL with or without a pprof path, or `unix:/path`. `name` replaces the
 * host in messages. Nothing is asked; bad input comes back with a reason.
 */
export function parseTarget(input: string, name?: string): ParsedTarget {
  const text = input.trim();
  if (text === '') return refused('empty');
  // Backslashes and control characters read differently in every program that meets the address.
  if (/[\s\\\p{Cc}\p{Cf}]/u.test(text)) return refused('form');
  if (text.startsWith('unix:')) return unixTarget(text.slice('unix:'.length), name);
  if (/^:?\d+$/.test(text)) return portTarget(text.replace(':', ''), name);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return urlTarget(text, name);
  return urlTarget(`http://${text}`, name);
}

/**
 * Which goroutine profile an address names: `goroutine?debug=2`. `undefined` for any other profile. A `debug` that is no
 * number counts as 0, one above 2 as 2, as net/http/pprof reads it.
 */
export function profileOf(
  named: string,
): { readonly name: 'goroutine' | 'goroutineleak'; readonly debug: 0 | 1 | 2 } | undefined {
  const [name, query] = named.split('?');
  if (name !== 'goroutine' && name !== 'goroutineleak') return undefined;
  const debug = Number(new URLSearchParams(query).get('debug'));
  if (debug >= 2) return { name, debug: 2 };
  return { name, debug: debug === 1 ? 1 : 0 };
}

/** What secrets and consents are bound to: scheme, host and port, or `unix:/path`. */
export function originOf(target: Target): string {
  return target.socketPath === undefined
    ? new URL(target.base).origin
    : `unix:${target.socketPath}`;
}

/** Every URL that a capture of this target may ask, in order. */
export function requestUrls(target: Target): readonly string[] {
  return ['', 'goroutine?debug=1', 'goroutine?debug=2'].map(path => target.base + path);
}

function portTarget(digits: string, name: string | undefined): ParsedTarget {
  const port = Number(digits);
  if (port < 1 || port > 65535) return refused('port');
  return urlTarget(`http://localhost:${port}`, name);
}

function unixTarget(rest: string, name: string | undefined): ParsedTarget {
  const [socketPath = '', prefix] = rest.replace(/^\/\/(?=\/)/, '').split(/:(?=\/)/);
  if (!socketPath.startsWith('/')) return refused('form');
  const [pathname = '/', search] = (prefix ?? '/').split(/(?=\?)/);
  const { path, named } = profilePath(pathname, search);
  const target = { name: name ?? socketPath, base: `http://unix${path}`, socketPath };
  return { ok: true, target: named === undefined ? target : { ...target, named } };
}

function urlTarget(text: string, name: string | undefined): ParsedTarget {
  if (!URL.canParse(text)) return refused('form');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refused('scheme');
  if (url.hostname === '') return refused('form');
  const { path, named } = profilePath(url.pathname, url.search);
  const userinfo = userinfoOf(url);
  return {
    ok: true,
    target: {
      name: name ?? url.host,
      base: `${url.protocol}//${url.host}${path}`,
      ...(named !== undefined && { named }),
      ...(userinfo !== undefined && { userinfo }),
    },
  };
}

/** `user:password` of an address, either of which may be empty; undefined where it names neither. */
export function userinfoOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  return `${decoded(username)}:${decoded(password)}`;
}

/** A text with percent escapes; one that is none (`100%`) is meant as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A path that ends in the name of a profile names it; any other is a prefix of `/debug/pprof/`. */
function profilePath(pathname: string, search = ''): { path: string; named?: string } {
  const parts = pathname.split('/').filter(part => part !== '');
  const last = parts.at(-1) ?? '';
  if (profiles.has(last) || (parts.at(-2) === 'pprof' && behindPprof.has(last)))
    return { path: folderOf(parts.slice(0, -1)), named: last + search };
  if (last === 'pprof') return { path: folderOf(parts) };
  return { path: `${folderOf(parts)}debug/pprof/` };
}

function folderOf(parts: readonly string[]): string {
  return parts.length > 0 ? `/${parts.join('/')}/` : '/';
}

function refused(reason: keyof typeof texts): ParsedTarget {
  return { ok: false, reason: { english: texts[reason].english, args: [] } };
}
