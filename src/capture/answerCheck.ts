/** Is it a goroutine profile at all? A 200 may be a login page, a JSON error, or the index page that answers every path. */
import { CaptureError } from './errors';
import type { Answer } from './http';

const maxHead = 4096;
/** Gzip is read wherever it is met; anything else was not asked for. */
const readEncodings: ReadonlySet<string> = new Set(['', 'identity', 'gzip', 'x-gzip']);

/** The error of an answer that is not 200, in a person's words; its begin is read for "Show answer". */
export async function statusError(
  answer: Answer,
  name: string,
  profile: string,
): Promise<CaptureError> {
  const { status } = answer;
  const head = await readHead(answer);
  if (status === 404 && profile === 'goroutineleak')
    return answer.fromPprof ? new CaptureError('E13', []) : new CaptureError('E13.router', [name]);
  if (status === 404) return new CaptureError('E2', [name]);
  if (status === 401 || status === 403) return new CaptureError('E3', [name, status]);
  if (status === 407) return new CaptureError('proxy.auth', [name]);
  if (status === 400 && head.includes('HTTP request to an HTTPS server'))
    return new CaptureError('E26.tls', [name]);
  return new CaptureError(status >= 500 ? 'E21' : 'status', [name, status], { answer: head });
}

async function readHead(answer: Answer): Promise<string> {
  let head = '';
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      head += chunk.toString('utf8');
      if (head.length > maxHead) break;
    }
  } catch {
    // The status has said what matters; an error page that breaks off adds nothing.
  }
  answer.body.destroy();
  return head.slice(0, maxHead);
}

/** Throws when the begin of a body, unpacked, is a web page. Asked early: a page may have no end. */
export function refuseWebPage(head: Buffer, name: string): void {
  const text = head.toString('utf8').trimStart();
  if (!/^<(?:!doctype|html|head|body|\?xml|!--)/i.test(text)) return;
  throw isIndexPage(text)
    ? new CaptureError('E2', [name])
    : new CaptureError('E4', [], { answer: text });
}

/**
 * Throws when a whole body is something else than a profile. `head` are its first bytes, unpacked. One that holds goroutines
 * passes in whatever they are wrapped (a log around a dump): `goroutines` were counted in it.
 */
export function refuseOtherContent(
  answer: Answer,
  head: Buffer,
  goroutines: number,
  name: string,
): void {
  refuseWebPage(head, name);
  const text = head.toString('utf8').trimStart();
  if (goroutines > 0 || /^\w+ profile: total \d+/.test(text) || isProtobuf(head)) return;
  if (!readEncodings.has(answer.encoding))
    throw new CaptureError('E28.encoding', [name, answer.encoding]);
  const type = answer.contentType || (/^[{[]/.test(text) ? 'application/json' : 'text/plain');
  throw new CaptureError('E28', [name, type], { answer: text });
}

/** The page of `pprof.Index`, Go 1.18 to 1.27. */
function isIndexPage(text: string): boolean {
  return /Types of profiles available|href=['"]?goroutine\?debug=|\/debug\/pprof/.test(text);
}

/**
 * profile.proto begins with its sample type (field 1) or period type (field 11), a message of a few bytes. A text begins
 * with neither `Z` and a control character nor an empty line and one.
 */
function isProtobuf(head: Buffer): boolean {
  const [first, length = 0] = head;
  const isSpace = length === 0x09 || length === 0x0a || length === 0x0d;
  return (first === 0x0a || first === 0x5a) && length > 0 && length < 0x20 && !isSpace;
}
