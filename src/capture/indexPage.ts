/** The index page of net/http/pprof: how many goroutines there are, and which profiles are offered. It pauses nothing. */
import { CaptureError } from './errors';
import { get } from './http';
import type { CaptureOptions } from './ladder';
import { RequestClock } from './limits';
import { codeOf, connectionError } from './profile';
import type { Target } from './target';

export interface IndexFacts {
  /** `undefined`: the page is missing or of another form; the counts will tell. */
  readonly goroutines: number | undefined;
  readonly leakProfile: boolean;
}

const maxPageBytes = 256 * 1024;
const unknown: IndexFacts = { goroutines: undefined, leakProfile: false };

/**
 * Asks the index page. A page that is missing or strange is no error: routers that mount single profiles have none.
 * Rejects with a {@link CaptureError} when the target cannot be reached or refuses, and when cancelled.
 */
export async function readIndex(target: Target, options: CaptureOptions): Promise<IndexFacts> {
  const whole = options.requestTimeoutMs ?? 60_000;
  const clock = new RequestClock(options.idleTimeoutMs, whole, options.signal);
  try {
    const answer = await get(target, '', {
      ...options,
      requestTimeoutMs: whole,
      signal: clock.signal,
    });
    if (answer.status === 401 || answer.status === 403)
      throw new CaptureError('E3', [target.name, answer.status]);
    let page = '';
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      clock.touch();
      page += chunk.toString('latin1');
      if (page.length > maxPageBytes) break;
    }
    answer.body.destroy();
    return answer.status === 200 ? factsOf(page) : unknown;
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof CaptureError) throw error;
    if (clock.expired === 'first')
      throw new CaptureError('E17.first', [target.name, Math.round(whole / 1000)]);
    if (clock.expired !== undefined) return unknown;
    throw connectionError(codeOf(error), error, { target, from: options.from });
  } finally {
    clock.stop();
  }
}

/** `<tr><td>39</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>`, Go 1.18 to 1.27. */
function factsOf(page: string): IndexFacts {
  const row = /<td>(\d+)<\/td>\s*<td><a href=['"]?goroutine\?debug=1/.exec(page);
  return {
    goroutines: row ? Number(row[1]) : undefined,
    leakProfile: /href=['"]?goroutineleak\?/.test(page),
  };
}
