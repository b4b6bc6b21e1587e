/** The figures of a running program that somebody named the address of: asked only then, and once beside a capture. */
import { connectionError } from './connectionErrors';
import { CaptureError } from './errors';
import { get } from './http';
import type { Access } from './http';
import { readMetrics } from '../core/parse/metrics';
import type { ProcessMetrics } from '../core/parse/metrics';
import { userinfoOf } from './target';
import type { Target } from './target';

/** Metrics of large programs are some megabytes. */
const maxMetricsBytes = 16 * 1024 * 1024;
const maxMetricsMs = 10_000;

/**
 * The figures at an http: or https: address, `undefined` where none of them is of a Go program. Rejects with a
 * {@link CaptureError} when it cannot be had, and with the signal's reason when cancelled.
 */
export async function askMetrics(
  address: string,
  { signal, access }: { readonly signal: AbortSignal; readonly access?: Access | undefined },
): Promise<ProcessMetrics | undefined> {
  const target = metricsTarget(address);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(maxMetricsMs)]);
  try {
    const { status, body } = await get(target, '', { signal: limited, access });
    if (status === 200) return readMetrics(await textOf(body, target.name));
    body.destroy();
    throw new CaptureError('other', [target.name, `HTTP ${status}`]);
  } catch (error) {
    signal.throwIfAborted();
    throw connectionError(error, { target, from: undefined });
  }
}

/** How messages call an address: without what may be a password. */
export function nameOfMetrics(address: string): string {
  return metricsTarget(address).name;
}

function metricsTarget(address: string): Target {
  const url = new URL(address);
  const userinfo = userinfoOf(url);
  url.username = '';
  url.password = '';
  return {
    name: `${url.host}${url.pathname}`,
    base: url.href,
    ...(userinfo !== undefined && { userinfo }),
  };
}

async function textOf(body: AsyncIterable<Buffer>, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxMetricsBytes) throw new CaptureError('other', [name, 'too large']);
  }
  return Buffer.concat(chunks).toString('utf8');
}
