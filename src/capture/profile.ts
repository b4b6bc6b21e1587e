/** Takes one profile of a target: its bytes go to a sink as they arrive, and what goes wrong keeps what came. */
import { refuseOtherContent, refuseWebPage, statusError } from './answerCheck';
import { codeOf, connectionError, silenceOf } from './connectionErrors';
import type { RequestPlace } from './connectionErrors';
import { CaptureError, formatBytes, formatLimit } from './errors';
import type { CaptureErrorId } from './errors';
import { get } from './http';
import type { Access, Answer } from './http';
import { RequestClock } from './limits';
import { PassingContent } from './passingContent';
import { receivedBytes } from './receivedBytes';

/** Where the runtime cuts debug=2, in every version of Go. */
const runtimeCut = 64 * 1024 * 1024;
const defaultMaxUnpacked = 512 * 1024 * 1024;

/** Where the bytes go; on disk when `write` resolves. */
export interface ByteSink {
  write(chunk: Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** After a failure: what arrived stays. */
  fail(): Promise<void>;
}

export interface ProfileRequest extends RequestPlace {
  readonly name: 'goroutine' | 'goroutineleak';
  readonly debug: 0 | 1 | 2;
  /** `goroutine?debug=2`, relative to the target's base. */
  readonly path: string;
  readonly idleTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly maxBytes: number;
  /** Of a compressed answer, looked into while it arrives; 512 MiB when absent. */
  readonly maxDecompressedBytes?: number | undefined;
  readonly access?: Access | undefined;
  readonly signal: AbortSignal;
  open(): Promise<ByteSink>;
  onBytes(bytes: number): void;
}

export interface ProfileResult {
  readonly bytes: number;
  readonly goroutines: number;
  readonly meanFrames: number | undefined;
  /** From the request to the first byte of the body, and to its last one. */
  readonly firstByteMs: number;
  readonly durationMs: number;
  /** The answer ended as its server meant it to, and can be read. */
  readonly complete: boolean;
  /** Why the answer broke off, or what is missing in it all the same; `undefined`: nothing is. */
  readonly problem: CaptureError | undefined;
}

/** Rejects with a {@link CaptureError} when nothing readable came, and with the signal's reason when it was cancelled. */
export async function takeProfile(request: ProfileRequest): Promise<ProfileResult> {
  const clock = new RequestClock(request.idleTimeoutMs, request.requestTimeoutMs, request.signal);
  const transfer = new Transfer(request, clock);
  try {
    const answer = await get(request.target, request.path, {
      signal: clock.signal,
      access: request.access,
      onConnect: stage => clock.connect(stage),
    });
    await transfer.receive(answer);
    return await transfer.whole();
  } catch (error) {
    request.signal.throwIfAborted();
    return await transfer.broken(error);
  } finally {
    clock.stop();
    await transfer.end();
  }
}

/** The disk, not the network. */
class SinkFailure extends Error {
  constructor(readonly code: string) {
    super('sink');
  }
}

class Transfer {
  private bytes = 0;
  private announced: number | undefined;
  private sink: ByteSink | undefined;
  private closed = false;
  private readonly begin = performance.now();
  private firstByteMs = 0;
  private readonly content: PassingContent;

  constructor(
    private readonly request: ProfileRequest,
    private readonly clock: RequestClock,
  ) {
    this.content = new PassingContent(request.maxDecompressedBytes ?? defaultMaxUnpacked);
  }

  async receive(answer: Answer): Promise<void> {
    this.announced = answer.length;
    const { name } = this.request.target;
    if (answer.status !== 200) throw await statusError(answer, name, this.request.name);
    for await (const chunk of receivedBytes(answer.body)) {
      this.clock.touch();
      const room = this.request.maxBytes - this.bytes;
      await this.keep(chunk.length > room ? chunk.subarray(0, room) : chunk);
      refuseWebPage(this.content.head, name);
      if (chunk.length > room) throw this.tooLarge();
    }
    await this.content.end();
    if (this.announced !== undefined && this.bytes < this.announced) throw this.shortBody();
    if (this.bytes === 0) throw new CaptureError('E28.empty', [name]);
    if (this.content.bombAfter !== undefined) return;
    refuseOtherContent(answer, this.content.head, this.content.goroutines, name);
    if (await this.content.isDamaged())
      throw this.error('E19.packed', [name, formatBytes(this.bytes)]);
  }

  /** The answer is whole, and on disk. */
  async whole(): Promise<ProfileResult> {
    const durationMs = this.elapsed();
    try {
      await this.sink?.close();
    } catch (error) {
      throw new SinkFailure(codeOf(error));
    }
    this.closed = true;
    const bomb = this.bomb();
    return { ...this.result(bomb === undefined, bomb ?? this.cutByRuntime()), durationMs };
  }

  /** What can be said of an answer that broke off; throws the reason when nothing of it is worth keeping. */
  async broken(error: unknown): Promise<ProfileResult> {
    await this.content.end();
    const problem = this.explain(error);
    const useless = error instanceof CaptureError && !partial.has(error.code);
    if (this.bytes === 0 || useless) throw problem;
    return this.result(false, problem);
  }

  async end(): Promise<void> {
    this.content.close();
    if (!this.closed) await this.sink?.fail();
  }

  private elapsed(): number {
    return Math.round(performance.now() - this.begin);
  }

  private result(complete: boolean, problem: CaptureError | undefined): ProfileResult {
    const { goroutines, meanFrames } = this.content;
    const durationMs = this.elapsed();
    const { bytes, firstByteMs } = this;
    return { bytes, goroutines, meanFrames, firstByteMs, durationMs, complete, problem };
  }

  /** The error in a person's words. */
  private explain(error: unknown): CaptureError {
    if (error instanceof CaptureError) return error;
    const { name } = this.request.target;
    const seconds = (ms: number) => Math.round(ms / 1000);
    const kept = formatBytes(this.bytes);
    const { idleTimeoutMs, requestTimeoutMs } = this.request;
    if (error instanceof SinkFailure)
      return diskFull.has(error.code)
        ? new CaptureError('E27', [name, kept], { bytesKept: this.bytes })
        : new CaptureError('unwritable', [name, error.code]);
    const silence = silenceOf(this.clock.expired, this.request, this.request.debug === 2);
    if (silence) return silence;
    if (this.clock.expired === 'idle')
      return this.kept('E17.idle', [name, seconds(idleTimeoutMs), kept]);
    if (this.clock.expired === 'request')
      return this.kept('E18', [name, seconds(requestTimeoutMs), kept]);
    if (this.bytes === 0) return connectionError(error, this.request);
    const code = codeOf(error);
    if (this.announced !== undefined && this.bytes < this.announced && code === 'ECONNRESET')
      return this.shortBody();
    return this.kept('E19', [name, kept, code || 'ECONNRESET']);
  }

  private async keep(chunk: Buffer): Promise<void> {
    if (this.bytes === 0) this.firstByteMs = this.elapsed();
    try {
      this.sink ??= await this.request.open();
      await this.sink.write(chunk);
    } catch (error) {
      throw new SinkFailure(codeOf(error));
    }
    this.bytes += chunk.length;
    await this.content.add(chunk);
    this.request.onBytes(this.bytes);
  }

  private tooLarge(): CaptureError {
    const limit = formatLimit(this.request.maxBytes);
    const { goroutines } = this.content;
    return goroutines > 0
      ? this.error('E7', [limit, goroutines])
      : this.error('E25', [this.request.target.name, limit]);
  }

  private shortBody(): CaptureError {
    const { name } = this.request.target;
    return this.kept('E20', [name, formatBytes(this.announced ?? 0), formatBytes(this.bytes)]);
  }

  private bomb(): CaptureError | undefined {
    const { bombAfter } = this.content;
    if (bombAfter === undefined) return undefined;
    return this.error('E24', [this.request.target.name, formatLimit(bombAfter)]);
  }

  private cutByRuntime(): CaptureError | undefined {
    if (this.request.debug !== 2 || this.bytes !== runtimeCut) return undefined;
    return this.error('E8', [this.content.goroutines]);
  }

  /** Without a goroutine in what arrived the sentence ends after "kept". */
  private kept(id: 'E17.idle' | 'E18' | 'E19' | 'E20', args: (string | number)[]): CaptureError {
    const { goroutines } = this.content;
    return goroutines > 0 ? this.error(id, [...args, goroutines]) : this.error(`${id}.none`, args);
  }

  private error(id: CaptureErrorId, args: (string | number)[]): CaptureError {
    const fullStacks = this.request.debug === 2;
    return new CaptureError(id, args, { bytesKept: this.bytes, fullStacks });
  }
}

/** What breaks an answer off but leaves a begin that can be read; any other error says that it is no profile. */
const partial = new Set(['E7', 'E19', 'E20']);
const diskFull = new Set(['ENOSPC', 'EDQUOT']);
