/** A local server that behaves, or misbehaves as it is told, and captures of it with short limits. */
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import type { AddressInfo } from 'node:net';
import { captureGoroutines } from '../../src/capture/ladder';
import type { CaptureOptions, CaptureResult } from '../../src/capture/ladder';
import { parseTarget } from '../../src/capture/target';
import type { Target } from '../../src/capture/target';
import { fixture } from '../support/repository';

export const certificate = (name: string): string => fixture('certificates', name);
export const pem = (name: string): Buffer => fs.readFileSync(certificate(name));

export const counts = `goroutine profile: total 5
4 @ 0x48a04e 0x4195bc 0x4191b7 0x68f31e 0x491781
#\t0x68f31d\tmain.send+0x1d\t/src/main.go:6

1 @ 0x48a04e
#\t0x68f31d\tmain.main+0x1d\t/src/main.go:16

`;

/** `n` goroutines as debug=2 prints them. */
export function stacksOf(n: number): string {
  return Array.from(
    { length: n },
    (_, i) =>
      `goroutine ${i + 1} [chan send]:\nmain.send(0xc000012345)\n\t/src/main.go:6 +0x1d\ncreated by main.main in goroutine 1\n\t/src/main.go:16 +0x2f\n`,
  ).join('\n');
}

export function indexPage(goroutines: number, profiles: readonly string[] = ['goroutine']): string {
  const rows = profiles.map(
    name =>
      `<tr><td>${name === 'goroutine' ? goroutines : 0}</td><td><a href='${name}?debug=1'>${name}</a></td></tr>`,
  );
  return `<html>\n<head>\n<title>/debug/pprof/</title>\n</head>\n<body>\n/debug/pprof/\n<br>\n<p>Set debug=1 as a query parameter to export in legacy text format</p>\n<br>\nTypes of profiles available:\n<table>\n<thead><td>Count</td><td>Profile</td></thead>\n${rows.join('\n')}\n</table>\n</body></html>`;
}

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => unknown;

export interface Running {
  readonly port: number;
  /** `GET` paths that were asked, in order. */
  readonly asked: string[];
  readonly headers: http.IncomingHttpHeaders[];
  /** Connections that are open now. */
  open(): number;
  stop(): Promise<void>;
}

/** A healthy net/http/pprof of five goroutines; `override` may answer instead by returning true. */
export function pprof(
  override: (profile: string, ...rest: Parameters<Handler>) => unknown = () => false,
  { goroutines = 5, profiles = ['goroutine'] as readonly string[], binary = Buffer.alloc(0) } = {},
): Handler {
  return (request, response) => {
    const profile = (request.url ?? '').replace('/debug/pprof/', '');
    if (override(profile, request, response) === true) return;
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
    if (profile === '') {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(indexPage(goroutines, profiles));
    } else if (profile === 'goroutine?debug=1') response.end(counts);
    else if (profile === 'goroutine?debug=2') response.end(stacksOf(5));
    else if (profile === 'goroutine?debug=0') {
      response.setHeader('Content-Type', 'application/octet-stream');
      response.end(binary.length > 0 ? binary : protobuf);
    } else if (profile.startsWith('goroutineleak') && profiles.includes('goroutineleak'))
      response.end(
        'goroutineleak profile: total 2\n2 @ 0x1\n#\t0x1\tmain.send+0x1d\t/src/main.go:6\n\n',
      );
    else {
      response.writeHead(404, { 'X-Go-Pprof': '1' });
      response.end('Unknown profile\n');
    }
  };
}

/** The begin of a profile.proto, unpacked: a sample type. */
const protobuf = Buffer.from([0x0a, 0x04, 0x08, 0x01, 0x10, 0x02]);

export function serve(handler: Handler, tls?: https.ServerOptions): Promise<Running> {
  const asked: string[] = [];
  const headers: http.IncomingHttpHeaders[] = [];
  const listener: Handler = (request, response) => {
    asked.push(request.url ?? '');
    headers.push(request.headers);
    // A client that hangs up is part of the play.
    response.on('error', () => undefined);
    return handler(request, response);
  };
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  return listen(server, { asked, headers });
}

/** Speaks whatever it likes on a plain connection. */
export function serveRaw(onConnection: (socket: net.Socket) => void): Promise<Running> {
  return listen(net.createServer(onConnection), { asked: [], headers: [] });
}

async function listen(
  server: net.Server,
  seen: Pick<Running, 'asked' | 'headers'>,
  where: string | number = 0,
): Promise<Running> {
  const sockets = new Set<net.Socket>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>(resolve =>
    typeof where === 'number'
      ? server.listen(where, '127.0.0.1', resolve)
      : server.listen(where, resolve),
  );
  const address = server.address() as AddressInfo | string;
  return {
    port: typeof address === 'string' ? 0 : address.port,
    ...seen,
    open: () => sockets.size,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
}

export function serveSocket(handler: Handler, socketPath: string): Promise<Running> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    return handler(request, response);
  });
  return listen(server, { asked, headers: [] }, socketPath);
}

/** Bodies in memory. */
export class MemorySink {
  readonly files = new Map<string, Buffer>();
  readonly failed = new Set<string>();

  open(name: string) {
    const chunks: Buffer[] = [];
    this.files.set(name, Buffer.alloc(0));
    const keep = () => this.files.set(name, Buffer.concat(chunks));
    return Promise.resolve({
      write: (chunk: Uint8Array) => {
        chunks.push(Buffer.from(chunk));
        return Promise.resolve();
      },
      close: () => {
        keep();
        return Promise.resolve();
      },
      fail: () => {
        keep();
        this.failed.add(name);
        return Promise.resolve();
      },
    });
  }

  text(name: string): string | undefined {
    return this.files.get(name)?.toString('utf8');
  }
}

export function targetOf(address: string, name?: string): Target {
  const parsed = parseTarget(address, name);
  if (!parsed.ok) throw new Error(parsed.reason.english);
  return parsed.target;
}

/** Limits that make a fault show within a second. */
export const shortLimits = {
  full: false,
  maxPauseMs: 50,
  idleTimeoutMs: 300,
  requestTimeoutMs: 800,
  maxBytes: 68_157_440,
  onProgress: () => undefined,
} as const;

export function capture(
  address: string,
  options: Partial<CaptureOptions> = {},
  sink = new MemorySink(),
): Promise<CaptureResult> {
  const { signal } = new AbortController();
  return captureGoroutines(targetOf(address), sink, { ...shortLimits, signal, ...options });
}

/** A folder of this test run, removed by {@link removeFolders}. */
const folders: string[] = [];
export function temporaryFolder(): string {
  const dir = fs.mkdtempSync(path.join(process.env['TMPDIR'] ?? '/tmp', 'goroutine-lens-test-'));
  folders.push(dir);
  return dir;
}

export function removeFolders(): void {
  for (const dir of folders.splice(0)) fs.rmSync(dir, { recursive: true, force: true });
}
