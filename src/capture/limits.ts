/** The two clocks of a request: silence, and the whole of it. */

/** What had not come when a limit was passed: the connection, TLS, the first byte, the next one, the end. */
export type Expired = 'connect' | 'handshake' | 'first' | 'idle' | 'request';

export class RequestClock {
  readonly controller = new AbortController();
  /** Which limit was passed, `undefined` while none was. */
  expired: Expired | undefined;
  private waitingFor: Expired = 'connect';
  private idle: NodeJS.Timeout | undefined;
  private readonly whole: NodeJS.Timeout;
  private readonly onAbort = () => this.controller.abort();

  constructor(
    private readonly idleTimeoutMs: number,
    requestTimeoutMs: number,
    private readonly outer: AbortSignal,
  ) {
    this.whole = setTimeout(() => this.expire(this.waitingFor), requestTimeoutMs);
    if (outer.aborted) this.controller.abort();
    else outer.addEventListener('abort', this.onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Somebody accepted the connection; `ready`: the request can go out. */
  connect(stage: 'accepted' | 'ready'): void {
    if (this.waitingFor !== 'connect' && this.waitingFor !== 'handshake') return;
    this.waitingFor = stage === 'ready' ? 'first' : 'handshake';
  }

  /** Bytes arrived: from the first one on, silence is limited too. debug=2 is a single write after a long pause. */
  touch(): void {
    this.waitingFor = 'request';
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.expire('idle'), this.idleTimeoutMs);
  }

  stop(): void {
    clearTimeout(this.idle);
    clearTimeout(this.whole);
    this.outer.removeEventListener('abort', this.onAbort);
  }

  private expire(reason: Expired): void {
    this.expired ??= reason;
    this.controller.abort();
  }
}
