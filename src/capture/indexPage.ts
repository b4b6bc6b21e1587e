/** The index page of net/http/pprof: how many goroutines there are, and which profiles are offered. It pauses nothing. */
import { connectionError, silenceOf } from './connectionErrors';
import type { RequestPlace } from './connectionErrors';
import { CaptureError } from './errors';
import { get } from './http';
import type { Access } from './http';
import { RequestClock } from './limits';

export interface IndexFacts {
  /** `undefined`: the page is missing or of another form; the counts will tell. */
  readonly goroutines: number | undefined;
  /** The program offers the goroutineleak profile: it was built with Go 1.26 or newer. */
  readonly leakProfile: boolean;
  /** What an answer that costs the program nothing takes, milliseconds. */
  readonly roundTripMs: number;
}

export interface IndexRequest extends RequestPlace {
  readonly idleTimeoutMs: number;
  /** Until the first byte; the page itself is small. */
  readonly requestTimeoutMs: number;
  readonly access?: Access | undefined;
  readonly signal: AbortSignal;
}

const maxPageBytes = 256 * 1024;
/** A few kilobytes that are sent at once: what is not there by then is not waited for, the profiles may still come. */
const maxPageMs = 5_000;

/**
 * Asks the index page. A page that is missing or strange is no error: routers that mount single profiles have none.
 * Rejects with a {@link CaptureError} when the target cannot be reached, wants credentials, says nothing or redirects
 * where nobody may follow; with the signal's reason when cancelled.
 */
export async function readIndex(request: IndexRequest): Promise<IndexFacts> {
  const { target, idleTimeoutMs, requestTimeoutMs, signal } = request;
  const clock = new RequestClock(requestTimeoutMs, requestTimeoutMs, signal);
  const begin = performance.now();
  let rest: NodeJS.Timeout | undefined;
  try {
    const answer = await get(target, '', {
      signal: clock.signal,
      access: request.access,
      onConnect: stage => clock.connect(stage),
    });
    if (answer.status === 401) throw new CaptureError('E3', [target.name, answer.status]);
    if (answer.status === 407) throw new CaptureError('proxy.auth', [target.name]);
    const roundTripMs = Math.round(performance.now() - begin);
    clock.touch();
    rest = setTimeout(() => answer.body.destroy(), Math.min(idleTimeoutMs, maxPageMs));
    const page = await readPage(answer.body);
    return { ...factsOf(answer.status === 200 ? page : ''), roundTripMs };
  } catch (error) {
    signal.throwIfAborted();
    throw silenceOf(clock.expired, request) ?? connectionError(error, request);
  } finally {
    clearTimeout(rest);
    clock.stop();
  }
}

/** What came of the page; one that breaks off is as good as none, and what comes next will say why. */
async function readPage(body: AsyncIterable<Buffer> & { destroy(): void }): Promise<string> {
  let page = '';
  try {
    for await (const chunk of body) {
      page += chunk.toString('latin1');
      if (page.length > maxPageBytes) break;
    }
  } catch {
    return '';
  }
  body.destroy();
  return page;
}

/** `<tr><td>39</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>`, Go 1.18 to 1.27. */
function factsOf(page: string): Omit<IndexFacts, 'roundTripMs'> {
  const row = /<td>(\d{1,12})<\/td>\s{0,8}<td><a href=['"]?goroutine\?debug=1/.exec(page);
  return {
    goroutines: row ? Number(row[1]) : undefined,
    leakProfile: /href=['"]?goroutineleak\?/.test(page),
  };
}
