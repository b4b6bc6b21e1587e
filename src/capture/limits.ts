/** The two clocks of a request: silence, and the whole of it. */

export type Expired = 'first' | 'idle' | 'request';

export class RequestClock {
  readonly controller = new AbortController();
  /** Which limit was passed, `undefined` while none was. */
  expired: Expired | undefined;
  private started = false;
  private idle: NodeJS.Timeout | undefined;
  private readonly whole: NodeJS.Timeout;
  private readonly onAbort = () => this.controller.abort();

  constructor(
    private readonly idleTimeoutMs: number,
    requestTimeoutMs: number,
    private readonly outer: AbortSignal,
  ) {
    this.whole = setTimeout(
      () => this.expire(this.started ? 'request' : 'first'),
      requestTimeoutMs,
    );
    if (outer.aborted) this.controller.abort();
    else outer.addEventListener('abort', this.onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Bytes arrived: from the first one on, silence is limited too. debug=2 is a single write after a long pause. */
  touch(): void {
    this.started = true;
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
