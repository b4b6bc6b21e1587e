/**
 * The proxy that the environment names, by the rules of Go's own tools: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY in either
 * case of letters. An editor has settings for this; a terminal has only the environment.
 *
 * Source of the rules: the documentation of golang.org/x/net/http/httpproxy.
 */
import type http from 'node:http';
import net from 'node:net';
import { CaptureError } from './errors';

export type Environment = Readonly<Record<string, string | undefined>>;

/** How a request is sent on, and through what; `proxy` is fit to be shown. */
export interface Way {
  readonly agent: http.Agent;
  readonly proxy: string;
}

/**
 * The way to `url`; undefined: straight there. Rejects with a {@link CaptureError} when the environment names a proxy in a form
 * that cannot be used.
 */
export async function environmentWay(url: URL, environment: Environment): Promise<Way | undefined> {
  const proxy = proxyFor(url, environment);
  if (proxy === undefined) return undefined;
  return { agent: await agentOf(proxy, url), proxy: `${proxy.protocol}//${proxy.host}` };
}

/** The proxy for an address; undefined: none. The program's own machine is never asked by way of another. */
export function proxyFor(url: URL, environment: Environment): URL | undefined {
  const name = `${url.protocol.slice(0, -1)}_proxy`;
  const value = read(environment, name) ?? read(environment, 'all_proxy');
  if (value === undefined || isLoopback(hostOf(url))) return undefined;
  const excluded = (read(environment, 'no_proxy') ?? '').split(/[\s,]+/);
  if (excluded.some(entry => entry !== '' && excludes(entry, url))) return undefined;
  const address = value.includes('://') ? value : `http://${value}`;
  if (!URL.canParse(address)) throw new CaptureError('proxy.address', [name.toUpperCase()]);
  return new URL(address);
}

function read(environment: Environment, name: string): string | undefined {
  const value = environment[name] ?? environment[name.toUpperCase()];
  return value?.trim() === '' ? undefined : value?.trim();
}

/** Without the brackets of IPv6. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase();
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (net.isIPv4(host) && host.startsWith('127.'));
}

/** One entry of NO_PROXY: `*`, an address, `10.0.0.0/8`, `example.com` (and what is below it), `.example.com`, each with `:port`. */
function excludes(entry: string, url: URL): boolean {
  if (entry === '*') return true;
  const host = hostOf(url);
  if (entry.includes('/')) return isInside(host, entry);
  const [, name = '', port] =
    /^\[?(.*?)\]?(?::(\d+))?$/.exec(net.isIPv6(entry) ? `[${entry}]` : entry) ?? [];
  if (port !== undefined && port !== portOf(url)) return false;
  const wanted = name.toLowerCase().replace(/^\*\./, '.');
  return wanted.startsWith('.')
    ? host.endsWith(wanted)
    : host === wanted || host.endsWith(`.${wanted}`);
}

function portOf({ port, protocol }: URL): string {
  if (port !== '') return port;
  return protocol === 'https:' ? '443' : '80';
}

function isInside(host: string, range: string): boolean {
  const [address = '', bits = ''] = range.split('/');
  const family = net.isIPv6(address) ? 'ipv6' : 'ipv4';
  const length = Number(bits);
  if (net.isIP(address) === 0 || net.isIP(host) === 0 || !/^\d+$/.test(bits)) return false;
  if (length > (family === 'ipv6' ? 128 : 32)) return false;
  const list = new net.BlockList();
  list.addSubnet(address, length, family);
  return list.check(host, net.isIPv6(host) ? 'ipv6' : 'ipv4');
}

/** Loaded when there is a proxy: most runs have none. */
async function agentOf(proxy: URL, url: URL): Promise<http.Agent> {
  if (/^socks[45]?[ah]?:$/.test(proxy.protocol)) {
    const { SocksProxyAgent } = await import('socks-proxy-agent');
    return new SocksProxyAgent(proxy);
  }
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:')
    throw new CaptureError('proxy.kind', [proxy.protocol.slice(0, -1)]);
  if (url.protocol === 'https:') {
    const { HttpsProxyAgent } = await import('https-proxy-agent');
    return new HttpsProxyAgent(proxy);
  }
  const { HttpProxyAgent } = await import('http-proxy-agent');
  return new HttpProxyAgent(proxy);
}
