/** What became of a capture, and servers that stay until the test file ends. */
import assert from 'node:assert/strict';
import type https from 'node:https';
import type net from 'node:net';
import { CaptureError } from '../../src/capture/errors';
import type { CaptureOptions, CaptureResult } from '../../src/capture/ladder';
import { capture, MemorySink, pprof, serve, serveRaw } from './support';
import type { Handler, Running } from './support';

const running: Running[] = [];

/** Stops what {@link start} and {@link keep} have started. */
export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map(server => server.stop()));
}

export async function start(handler: Handler): Promise<Running> {
  const server = await serve(handler);
  running.push(server);
  return server;
}

/** A server that speaks whatever it likes on a plain connection. */
export async function startRaw(onConnection: (socket: net.Socket) => void): Promise<Running> {
  const server = await serveRaw(onConnection);
  running.push(server);
  return server;
}

/** A healthy program behind TLS. */
export async function startTls(options: https.ServerOptions): Promise<Running> {
  const server = await serve(pprof(), options);
  running.push(server);
  return server;
}

export interface Outcome {
  readonly error: CaptureError | undefined;
  readonly result: CaptureResult | undefined;
  readonly sink: MemorySink;
}

export async function captured(
  address: string,
  options?: Partial<CaptureOptions>,
): Promise<Outcome> {
  const sink = new MemorySink();
  try {
    return { error: undefined, result: await capture(address, options, sink), sink };
  } catch (error) {
    assert.ok(error instanceof CaptureError, String(error));
    return { error, result: undefined, sink };
  }
}

/** The message with the port left out. */
export function said({ error, result }: Outcome): string | undefined {
  const problem = error ?? result?.problems[0];
  return problem?.message.replaceAll(/(localhost|127\.0\.0\.1):\d+/g, '$1:PORT');
}

/** Faults of the profiles; the index page is healthy. */
export async function faulty(
  override: (profile: string, ...rest: Parameters<Handler>) => unknown,
  options?: Partial<CaptureOptions>,
): Promise<Outcome> {
  const server = await start(
    pprof((profile, ...rest) => {
      if (profile === '') return false;
      override(profile, ...rest);
      return true;
    }),
  );
  return captured(`localhost:${server.port}`, options);
}
