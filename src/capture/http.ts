/**
 * One GET request as a careful client makes it: own connection, no retry, redirects only inside the origin, an idle limit
 * and a limit for the whole request. node:http and node:https, so that the proxies and certificates of the host apply.
 */
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { checkUrl, guardedLookup } from './addressPolicy';
import type { AddressPolicy } from './addressPolicy';
import { headersFor } from './credentials';
import type { CredentialSource } from './credentials';
import { unreachableProxy } from './connectionErrors';
import type { Way } from './environmentProxy';
import { CaptureError } from './errors';
import type { Target } from './target';
import { readTlsFiles } from './tls';
import type { TlsFiles, TlsOptions } from './tls';

const maxRedirects = 3;
const maxHeaderBytes = 64 * 1024;
/** `100 Continue` and its like may come any number of times; a server that sends nothing else is not waited for. */
const maxInformational = 100;

/** How a target may be reached. Absent: typed by a person, no credentials but those of the address. */
export interface Access {
  readonly policy?: AddressPolicy;
  readonly credentials?: CredentialSource;
  readonly tls?: TlsFiles;
  /** The host chooses the connection: an editor whose proxy applies only to requests that bring no agent of their own. */
  readonly hostAgent?: boolean;
  /** How to get to an address; undefined: straight there. A terminal asks the environment. */
  readonly wayTo?: (url: URL) => Promise<Way | undefined>;
}

export interface RequestLimits {
  readonly signal: AbortSignal;
  readonly access?: Access | undefined;
  /** Somebody accepted the connection; with TLS the handshake follows, then it is up to the program. */
  onConnect?(stage: 'accepted' | 'ready'): void;
}

export interface Answer {
  readonly status: number;
  /** Without its parameters, lower case; empty when it is not sent. */
  readonly contentType: string;
  /** How the body is packed (`gzip`), lower case; empty when it is not, or does not say so. */
  readonly encoding: string;
  /** `X-Go-Pprof` is set: net/http/pprof itself answered. */
  readonly fromPprof: boolean;
  /** Bytes that the answer announces, `undefined` without Content-Length. */
  readonly length: number | undefined;
  readonly body: http.IncomingMessage;
}

/** The connection is gone, and Node has told neither an answer nor an error. */
class ClosedUnanswered extends Error {
  readonly code = 'ECONNRESET';
}

/** Sends a request; resolves with the answer's head. Rejects with a raw error, or a CaptureError for redirects. */
export async function get(target: Target, path: string, limits: RequestLimits): Promise<Answer> {
  const { policy = 'typed', credentials, tls } = limits.access ?? {};
  const headers = await headersFor(target, credentials);
  const files = await readTlsFiles(tls);
  let url = new URL(path, target.base);
  for (let hop = 0; ; hop++) {
    checkUrl(url, target.socketPath, policy);
    const way = target.socketPath === undefined ? await limits.access?.wayTo?.(url) : undefined;
    const body = await send(target, url, limits, { headers, files, policy, way });
    const status = body.statusCode ?? 0;
    const location = body.headers.location;
    if (status < 300 || status >= 400 || location === undefined) return answerOf(status, body);
    body.destroy();
    url = redirected(target, url, location, hop);
  }
}

function redirected(target: Target, from: URL, location: string, hop: number): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (to === undefined || to.origin !== from.origin)
    throw new CaptureError('E23', [target.name, to ? `${to.protocol}//${to.host}` : '?']);
  if (hop >= maxRedirects)
    throw new CaptureError('E22', [target.name, maxRedirects, withoutQuery(to)]);
  // Who we are is not for the server to say.
  to.username = '';
  to.password = '';
  return to;
}

function withoutQuery(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

interface Prepared {
  readonly headers: Readonly<Record<string, string>>;
  readonly files: TlsOptions;
  readonly policy: AddressPolicy;
  readonly way: Way | undefined;
}

function send(
  target: Target,
  url: URL,
  limits: RequestLimits,
  { headers, files, policy, way }: Prepared,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, fail) => {
    const reject = (error: Error) => fail(way ? unreachableProxy(error, target, way) : error);
    const client = url.protocol === 'https:' ? https : http;
    const lookup = guardedLookup(policy);
    const options: https.RequestOptions = {
      method: 'GET',
      // A connection of its own: a server that answers only the first request of a connection hangs a shared one.
      ...(limits.access?.hostAgent !== true && { agent: way?.agent ?? false }),
      headers: { ...headers, Connection: 'close', Accept: '*/*', 'Accept-Encoding': 'identity' },
      maxHeaderSize: maxHeaderBytes,
      signal: limits.signal,
      ...files,
      ...(lookup && { lookup }),
      ...(target.socketPath !== undefined && { socketPath: target.socketPath }),
    };
    const request = client.request(url.href, options, response => {
      // A reset in mid-body is an error of the request; without this listener it would end the process.
      request.removeListener('error', reject);
      // A whole answer stays one, whatever follows it.
      request.on('error', error => response.complete || response.destroy(error));
      resolve(response);
    });
    request.on('error', reject);
    // A request that ends without an answer and without an error must not be waited for.
    request.on('close', () => reject(new ClosedUnanswered()));
    // Nobody asked for another protocol; Node would drop the connection without a word.
    request.on('upgrade', (_, socket) => {
      socket.destroy();
      reject(new CaptureError('E26', [target.name, 'HTTP 101']));
    });
    const isTls = url.protocol === 'https:';
    request.on('socket', socket => {
      // What a proxy's agent hands over is connected already; its handshake is not over.
      if (!socket.connecting)
        limits.onConnect?.(isTls && !isSecured(socket) ? 'accepted' : 'ready');
      socket.once('connect', () => limits.onConnect?.(isTls ? 'accepted' : 'ready'));
      socket.once('secureConnect', () => limits.onConnect?.('ready'));
    });
    limitInformational(request, () =>
      reject(new CaptureError('E26.headers', [target.name, `${maxInformational} × HTTP 1xx`])),
    );
    request.end();
  });
}

/** The handshake is over: who answers has shown a certificate. */
function isSecured(socket: Socket): boolean {
  return socket instanceof TLSSocket && socket.getPeerX509Certificate() !== undefined;
}

function limitInformational(request: http.ClientRequest, onTooMany: () => void): void {
  let seen = 0;
  request.on('information', () => {
    if (++seen <= maxInformational) return;
    onTooMany();
    request.destroy();
  });
}

function answerOf(status: number, body: http.IncomingMessage): Answer {
  const length = Number(body.headers['content-length']);
  const type = body.headers['content-type'] ?? '';
  return {
    status,
    contentType: (type.split(';')[0] ?? '').trim().toLowerCase(),
    encoding: (body.headers['content-encoding'] ?? '').trim().toLowerCase(),
    fromPprof: body.headers['x-go-pprof'] !== undefined,
    length: Number.isInteger(length) && length >= 0 ? length : undefined,
    body,
  };
}
