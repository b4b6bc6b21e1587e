/** Why no answer came at all: what Node calls the failure → the row of the error table. */
import { BlockedAddress } from './addressPolicy';
import type { Way } from './environmentProxy';
import { CaptureError } from './errors';
import type { CaptureErrorId } from './errors';
import type { Expired } from './limits';
import type { Target } from './target';

/** What the sentence names: the target, and where the request runs (`SSH: devbox`; undefined on the person's own machine). */
export interface RequestPlace {
  readonly target: Target;
  readonly from: string | undefined;
}

const untrusted = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

const idsByCode: Readonly<Record<string, CaptureErrorId>> = {
  CERT_HAS_EXPIRED: 'E5.expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'E5.host',
  EPROTO: 'E5.plain',
  ERR_SSL_WRONG_VERSION_NUMBER: 'E5.plain',
  ECONNRESET: 'E19.closed',
  EPIPE: 'E19.closed',
  HPE_HEADER_OVERFLOW: 'E26.headers',
  HPE_INVALID_HEADER_TOKEN: 'E26.headers',
  HPE_INVALID_CONTENT_LENGTH: 'E26.headers',
  HPE_UNEXPECTED_CONTENT_LENGTH: 'E26.headers',
  HPE_INVALID_TRANSFER_ENCODING: 'E26.headers',
  HPE_INVALID_CHUNK_SIZE: 'E26.headers',
  ETIMEDOUT: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
};

/** The failure in a person's words. `error` is what node:http rejected with; its code stands beside the sentence. */
export function connectionError(error: unknown, { target, from }: RequestPlace): CaptureError {
  const { name } = target;
  if (error instanceof CaptureError) return error;
  if (error instanceof BlockedAddress) return new CaptureError('blocked', [name, error.address]);
  const code = codeOf(error);
  if (code === 'ECONNREFUSED' || code === 'ENOENT')
    return from === undefined
      ? new CaptureError('E1.local', [name])
      : new CaptureError('E1', [name, from]);
  if (code === 'EAI_AGAIN' || code === 'ENOTFOUND') {
    const { hostname } = new URL(target.base);
    return from === undefined
      ? new CaptureError('E16.local', [hostname, code])
      : new CaptureError('E16', [hostname, from, code]);
  }
  if (untrusted.has(code)) return new CaptureError('E5.untrusted', [name, code]);
  const refusal = tlsRefusal(error);
  if (refusal !== undefined) return new CaptureError('E5.refused', [name, refusal]);
  const id = idsByCode[code] ?? tlsOrHttp(code);
  return new CaptureError(id ?? 'other', [name, code || 'unknown']);
}

/** Failures of a connection that never came about: behind a proxy it was the one to the proxy. */
const unconnected: ReadonlySet<CaptureErrorId> = new Set(['E1.local', 'E16.local', 'unreachable']);

/** The failure of a request that went by way of a proxy: it names the proxy where that is what failed. */
export function unreachableProxy(error: Error, target: Target, { proxy }: Way): Error {
  const code = codeOf(error);
  const { id } = connectionError(error, { target, from: undefined });
  // A SOCKS proxy says in words what it did not do.
  const inWords = code === '' && proxy.startsWith('socks');
  return unconnected.has(id) || inWords
    ? new CaptureError('proxy', [target.name, proxy, inWords ? error.message.slice(0, 100) : code])
    : error;
}

function tlsOrHttp(code: string): CaptureErrorId | undefined {
  if (code.startsWith('HPE_')) return 'E26';
  return code.startsWith('ERR_SSL_') ? 'E5.plain' : undefined;
}

/**
 * The server's own words in the handshake (`certificate required`, `protocol version`), as OpenSSL tells them:
 * `…:ssl3_read_bytes:tlsv13 alert certificate required:…`.
 */
function tlsRefusal(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return /:(?:ssl|tls)v[\d.]+ alert ([a-z ]{1,60}):|:(unsupported protocol):/
    .exec(error.message)
    ?.slice(1)
    .find(words => words !== undefined);
}

/** Nobody said anything until a limit was passed; `undefined` where something had come, or no limit was passed. */
export function silenceOf(
  expired: Expired | undefined,
  { target: { name }, requestTimeoutMs }: RequestPlace & { readonly requestTimeoutMs: number },
  fullStacks = false,
): CaptureError | undefined {
  const seconds = Math.round(requestTimeoutMs / 1000);
  if (expired === 'connect') return new CaptureError('unreachable', [name, `${seconds} s`]);
  if (expired === 'handshake') return new CaptureError('E5.silent', [name, seconds]);
  if (expired === 'first') return new CaptureError('E17.first', [name, seconds], { fullStacks });
  return undefined;
}

/** The code of a Node error; connecting to several addresses of a name fails with all of theirs. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, errors } = error as { code?: unknown; errors?: unknown };
  if (typeof code === 'string') return code;
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : '';
}
