/**
 * One GET request as a careful client makes it: own connection, no retry, redirects only inside the origin, an idle limit
 * and a limit for the whole request. node:http and node:https, so that the proxies and certificates of the host apply.
 */
import http from 'node:http';
import https from 'node:https';
import { CaptureError } from './errors';
import type { Target } from './target';

const maxRedirects = 3;
const maxHeaderBytes = 64 * 1024;

export interface RequestLimits {
  readonly idleTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** `X-Go-Pprof` is set: net/http/pprof itself answered. */
  readonly fromPprof: boolean;
  /** Bytes that the answer announces, `undefined` without Content-Length. */
  readonly length: number | undefined;
  readonly body: http.IncomingMessage;
}

/** Sends a request; resolves with the answer's head. Rejects with a raw error, or a CaptureError for redirects. */
export async function get(target: Target, path: string, limits: RequestLimits): Promise<Answer> {
  let url = new URL(path, target.base);
  for (let hop = 0; ; hop++) {
    const body = await send(target, url, limits);
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
    throw new CaptureError('E23', [target.name, to?.origin ?? location]);
  if (hop >= maxRedirects)
    throw new CaptureError('E22', [target.name, maxRedirects, withoutQuery(to)]);
  return to;
}

function withoutQuery(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function send(target: Target, url: URL, limits: RequestLimits): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const client = url.protocol === 'https:' ? https : http;
    const options: https.RequestOptions = {
      method: 'GET',
      // A connection of its own: a server that answers only the first request of a connection hangs a shared one.
      agent: false,
      headers: { Connection: 'close', Accept: '*/*' },
      maxHeaderSize: maxHeaderBytes,
      signal: limits.signal,
      ...(target.socketPath !== undefined && { socketPath: target.socketPath }),
      ...(target.userinfo !== undefined && { auth: target.userinfo }),
    };
    const request = client.request(url.href, options, response => {
      // A reset in mid-body is an error of the request; without this listener it would end the process.
      request.removeListener('error', reject);
      request.on('error', error => response.destroy(error));
      resolve(response);
    });
    request.on('error', reject);
    request.end();
  });
}

function answerOf(status: number, body: http.IncomingMessage): Answer {
  const length = Number(body.headers['content-length']);
  return {
    status,
    contentType: body.headers['content-type'] ?? '',
    fromPprof: body.headers['x-go-pprof'] !== undefined,
    length: Number.isInteger(length) && length >= 0 ? length : undefined,
    body,
  };
}
