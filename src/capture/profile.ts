/** Takes one profile of a target: its bytes go to a sink as they arrive, and what goes wrong keeps what came. */
import type { CaptureErrorId } from './errors';
import { CaptureError, formatBytes } from './errors';
import { get } from './http';
import type { Answer } from './http';
import { RequestClock } from './limits';
import { PassingCount } from './counting';
import type { Target } from './target';

/** Where the bytes go; on disk when `write` resolves. */
export interface ByteSink {
  write(chunk: Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** After a failure: what arrived stays. */
  fail(): Promise<void>;
}

export interface ProfileRequest {
  readonly target: Target;
  /** `goroutine?debug=2`, relative to the target's base. */
  readonly path: string;
  readonly debug: 1 | 2;
  readonly idleTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly maxBytes: number;
  /** Where the request runs, `SSH: devbox`; undefined on the person's own machine. */
  readonly from: string | undefined;
  readonly signal: AbortSignal;
  open(): Promise<ByteSink>;
  onBytes(bytes: number): void;
}

export interface ProfileResult {
  readonly bytes: number;
  readonly goroutines: number;
  readonly meanFrames: number | undefined;
  /** Why the answer broke off; `undefined`: it is whole. */
  readonly problem: CaptureError | undefined;
}

/** Rejects with a {@link CaptureError} when nothing could be kept, and with an `AbortError` when it was cancelled. */
export async function takeProfile(request: ProfileRequest): Promise<ProfileResult> {
  const clock = new RequestClock(request.idleTimeoutMs, request.requestTimeoutMs, request.signal);
  const state = new Transfer(request, clock);
  try {
    const answer = await get(request.target, request.path, { ...request, signal: clock.signal });
    await state.receive(answer);
    return state.result(undefined);
  } catch (error) {
    request.signal.throwIfAborted();
    const problem = state.explain(error);
    if (state.bytes === 0) throw problem;
    return state.result(problem);
  } finally {
    clock.stop();
    await state.close();
  }
}

class Transfer {
  bytes = 0;
  private announced: number | undefined;
  private sink: ByteSink | undefined;
  private failed = false;
  private readonly count: PassingCount;

  constructor(
    private readonly request: ProfileRequest,
    private readonly clock: RequestClock,
  ) {
    this.count = new PassingCount(request.debug);
  }

  async receive(answer: Answer): Promise<void> {
    this.announced = answer.length;
    const { name } = this.request.target;
    if (answer.status !== 200) throw await statusError(answer, name);
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      this.clock.touch();
      if (this.bytes === 0) refuseOtherContent(answer, chunk, name);
      if (this.bytes + chunk.length > this.request.maxBytes) throw this.tooLarge();
      await this.keep(chunk);
    }
    if (this.announced !== undefined && this.bytes < this.announced) throw this.shortBody();
    if (this.bytes === 0) throw new CaptureError('E28.empty', [name]);
  }

  result(problem: CaptureError | undefined): ProfileResult {
    const { goroutines, meanFrames } = this.count;
    return { bytes: this.bytes, goroutines, meanFrames, problem };
  }

  async close(): Promise<void> {
    await (this.failed ? this.sink?.fail() : this.sink?.close());
  }

  /** The error in a person's words. */
  explain(error: unknown): CaptureError {
    this.failed = true;
    if (error instanceof CaptureError) return error;
    const { name } = this.request.target;
    const seconds = (ms: number) => Math.round(ms / 1000);
    const kept = formatBytes(this.bytes);
    if (this.clock.expired === 'first')
      return new CaptureError('E17.first', [name, seconds(this.request.requestTimeoutMs)]);
    if (this.clock.expired === 'idle')
      return this.kept('E17.idle', [name, seconds(this.request.idleTimeoutMs), kept]);
    if (this.clock.expired === 'request')
      return this.kept('E18', [name, seconds(this.request.requestTimeoutMs), kept]);
    const code = codeOf(error);
    if (code === 'ENOSPC') return new CaptureError('E27', [name, kept], this.bytes);
    if (this.bytes === 0) return connectionError(code, error, this.request);
    if (this.announced !== undefined && this.bytes < this.announced && code === 'ECONNRESET')
      return this.shortBody();
    return this.kept('E19', [name, kept, code]);
  }

  private async keep(chunk: Buffer): Promise<void> {
    this.sink ??= await this.request.open();
    await this.sink.write(chunk);
    this.bytes += chunk.length;
    this.count.add(chunk);
    this.request.onBytes(this.bytes);
  }

  private tooLarge(): CaptureError {
    const limit = formatBytes(this.request.maxBytes);
    const { goroutines } = this.count;
    return goroutines > 0
      ? new CaptureError('E7', [limit, goroutines], this.bytes)
      : new CaptureError('E25', [this.request.target.name, limit], this.bytes);
  }

  private shortBody(): CaptureError {
    const { name } = this.request.target;
    return this.kept('E20', [name, formatBytes(this.announced ?? 0), formatBytes(this.bytes)]);
  }

  /** Without a goroutine in what arrived the sentence ends after "kept". */
  private kept(id: 'E17.idle' | 'E18' | 'E19' | 'E20', args: (string | number)[]): CaptureError {
    const { goroutines } = this.count;
    return goroutines > 0
      ? new CaptureError(id, [...args, goroutines], this.bytes)
      : new CaptureError(`${id}.none`, args, this.bytes);
  }
}

async function statusError(answer: Answer, name: string): Promise<CaptureError> {
  const { status } = answer;
  const head = await readHead(answer);
  if (status === 404) return new CaptureError('E2', [name]);
  if (status === 401 || status === 403) return new CaptureError('E3', [name, status]);
  if (status === 400 && head.includes('HTTP request to an HTTPS server'))
    return new CaptureError('E26.tls', [name]);
  if (status >= 500) return new CaptureError('E21', [name, status]);
  return new CaptureError('status', [name, status]);
}

async function readHead(answer: Answer): Promise<string> {
  let head = '';
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    head += chunk.toString('latin1');
    if (head.length > 1000) break;
  }
  answer.body.destroy();
  return head;
}

/** A 200 may be a login page, a JSON error, or the index page that answers every path. */
function refuseOtherContent(answer: Answer, chunk: Buffer, name: string): void {
  const head = chunk.subarray(0, 1000).toString('latin1').trimStart();
  if (/^<(?:!doctype|html|head|\?xml)/i.test(head)) {
    const isIndex = /Types of profiles available|href='goroutine\?debug=/.test(
      chunk.toString('latin1'),
    );
    throw isIndex ? new CaptureError('E2', [name]) : new CaptureError('E4', []);
  }
  const type = answer.contentType.split(';')[0]?.trim() ?? '';
  if (type === 'application/json' || /^[{[]\s*"/.test(head))
    throw new CaptureError('E28', [name, type || 'application/json']);
}

const untrusted = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** Ids of the error table by what Node calls the failure. */
const idsByCode: Readonly<Record<string, CaptureErrorId>> = {
  CERT_HAS_EXPIRED: 'E5.expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'E5.host',
  EPROTO: 'E5.plain',
  ERR_SSL_WRONG_VERSION_NUMBER: 'E5.plain',
  ECONNRESET: 'E19.closed',
  HPE_INVALID_CONSTANT: 'E26',
  HPE_HEADER_OVERFLOW: 'E26.headers',
  HPE_INVALID_HEADER_TOKEN: 'E26.headers',
};

/** Why no answer came at all. */
export function connectionError(
  code: string,
  error: unknown,
  { target, from }: Pick<ProfileRequest, 'target' | 'from'>,
): CaptureError {
  const { name } = target;
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
  const id = idsByCode[code] ?? (code.startsWith('HPE_') ? 'E26' : undefined);
  if (id !== undefined) return new CaptureError(id, [name, code]);
  return new CaptureError('other', [name, code || String(error)]);
}

/** The code of a Node error; connecting to several addresses of a name fails with all of theirs. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, errors } = error as { code?: unknown; errors?: unknown };
  if (typeof code === 'string') return code;
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : '';
}
