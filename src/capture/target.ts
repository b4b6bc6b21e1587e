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

const profiles = new Set([
  'allocs',
  'block',
  'cmdline',
  'goroutine',
  'goroutineleak',
  'heap',
  'mutex',
  'profile',
  'symbol',
  'threadcreate',
  'trace',
]);

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
  if (/[\s\\\p{Cc}]/u.test(text)) return refused('form');
  if (text.startsWith('unix:')) return unixTarget(text.slice('unix:'.length), name);
  if (/^:?\d+$/.test(text)) return portTarget(text.replace(':', ''), name);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return urlTarget(text, name);
  return urlTarget(`http://${text}`, name);
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
  const { path, named } = profilePath(prefix ?? '/');
  const target = { name: name ?? socketPath, base: `http://unix${path}`, socketPath };
  return { ok: true, target: named === undefined ? target : { ...target, named } };
}

function urlTarget(text: string, name: string | undefined): ParsedTarget {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return refused('form');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refused('scheme');
  if (url.hostname === '') return refused('form');
  const { path, named } = profilePath(url.pathname, url.search);
  const userinfo =
    url.username === '' && url.password === ''
      ? undefined
      : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
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

/** A path that ends in the name of a profile names it; any other is a prefix of `/debug/pprof/`. */
function profilePath(pathname: string, search = ''): { path: string; named?: string } {
  const parts = pathname.split('/').filter(part => part !== '');
  const last = parts.at(-1) ?? '';
  if (parts.length > 1 && profiles.has(last) && parts.at(-2) === 'pprof') {
    const path = `/${parts.slice(0, -1).join('/')}/`;
    return { path, named: last + search };
  }
  if (last === 'pprof') return { path: `/${parts.join('/')}/` };
  const prefix = parts.length > 0 ? `/${parts.join('/')}` : '';
  return { path: `${prefix}/debug/pprof/` };
}

function refused(reason: keyof typeof texts): ParsedTarget {
  return { ok: false, reason: { english: texts[reason].english, args: [] } };
}
