/** The demo service behind a door: what it answers is passed on to whoever shows the right papers. */
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { fixture } from '../support/repository';
import { facts } from './support';

export interface Guarded {
  /** `http://127.0.0.1:1234` or `https://localhost:1234`. */
  readonly origin: string;
  /** Requests that were let in, and those that were not. */
  readonly passed: string[];
  readonly refused: string[];
  stop(): void;
}

export const certificate = (name: string): string => fixture('certificates', name);

/** Lets in requests that carry these headers. */
export function guardedBy(wanted: Readonly<Record<string, string>>): Promise<Guarded> {
  return guarded(
    listener => http.createServer(listener),
    'http://127.0.0.1',
    request => Object.entries(wanted).every(([name, value]) => request.headers[name] === value),
  );
}

/** Shows the test authority's certificate; `client`: asks for one that it signed. */
export function guardedByTls({ client = false } = {}): Promise<Guarded> {
  const options = {
    key: fs.readFileSync(certificate('test-only.key')),
    cert: fs.readFileSync(certificate('server.pem')),
    ...(client && {
      ca: fs.readFileSync(certificate('authority.pem')),
      requestCert: true,
      rejectUnauthorized: true,
    }),
  };
  return guarded(listener => https.createServer(options, listener), 'https://localhost');
}

/** A name that nobody but the proxy knows, and the proxy that leads there. The proxy is asked with whole URLs. */
export async function behindProxy(): Promise<Guarded & { readonly proxy: string }> {
  const service = await guarded(
    listener => http.createServer(listener),
    'http://127.0.0.1',
    request => request.url?.startsWith(`${hiddenOrigin}/`) === true,
  );
  return { ...service, proxy: service.origin, origin: hiddenOrigin };
}

/** The domain is reserved: no name server knows it. */
const hiddenOrigin = 'http://payments.cluster.invalid:6060';

/** Fails every request, as a proxy in front of a dead program does. */
export function failing(answer: string): Promise<Guarded> {
  return guarded(
    () => http.createServer((_, response) => response.writeHead(503).end(answer)),
    'http://127.0.0.1',
  );
}

async function guarded(
  create: (listener: http.RequestListener) => http.Server,
  address: string,
  mayPass: (request: http.IncomingMessage) => boolean = () => true,
): Promise<Guarded> {
  const passed: string[] = [];
  const refused: string[] = [];
  const server = create((request, response) => {
    const url = request.url ?? '';
    if (mayPass(request)) {
      passed.push(url);
      passOn(url, response);
    } else {
      refused.push(url);
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="pprof"' }).end('no\n');
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `${address}:${(server.address() as AddressInfo).port}`,
    passed,
    refused,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function passOn(url: string, response: http.ServerResponse): void {
  const { pathname, search } = new URL(url, 'http://localhost');
  http.get(`http://${facts.leaking}${pathname}${search}`, { agent: false }, answer => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
}
