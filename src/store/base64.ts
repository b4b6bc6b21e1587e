/** Base64, as mail, chats and logs carry compressed dumps: a whole input of it, or a token somewhere in a log. */
import { isGzip, isZstd } from './decompress';
import type { PeekableBytes } from './chunks';

/** How gzip and zstd data, and the text of a dump (`goroutine `, `SIGQUIT: `, `panic: `, `fatal error: `), begin in base64. */
const tokenStarts = [
  'H4sI',
  'KLUv/',
  'Z29yb3V0aW5lI',
  'U0lHUVVJVDog',
  'cGFuaWM6I',
  'ZmF0YWwgZXJyb3I6I',
].map(start => Buffer.from(start));
/** A shorter token holds no dump. */
const minToken = 60;
const maxToken = 64 * 1024 * 1024;
/** Bytes at the end of a chunk that may be the begin of a token. */
const heldBack = 16;

const alphabet = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_')
  alphabet[char.charCodeAt(0)] = 1;
const isBase64 = (byte: number | undefined): boolean => byte !== undefined && alphabet[byte] === 1;

/**
 * Whether an input that begins so is base64 as a whole: nothing but its letters and line ends, and inside is compressed
 * data, a binary profile, or text.
 */
export function isBase64Text(head: Buffer): boolean {
  const text = head.toString('latin1').replace(/\s+/g, '');
  if (text.length < minToken || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return false;
  const inside = Buffer.from(text.slice(0, text.length & ~3), 'base64');
  const isProfile = (inside[0] === 0x0a || inside[0] === 0x5a) && inside[2] === 0x08;
  return isGzip(inside) || isZstd(inside) || isProfile || isPlainText(inside);
}

function isPlainText(bytes: Buffer): boolean {
  return bytes.every(byte => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}

/** Decodes a stream of base64 with line ends in it. */
export async function* decodedBase64(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let carry = '';
  for await (const chunk of source) {
    const letters = Buffer.from(chunk).toString('latin1');
    const text = carry + letters.replace(/[^A-Za-z0-9+/_-]+/g, '');
    const whole = text.length & ~3;
    carry = text.slice(whole);
    if (whole > 0) yield Buffer.from(text.slice(0, whole), 'base64');
  }
  if (carry.length > 1) yield Buffer.from(carry, 'base64');
}

/**
 * The text of a log, with each token of compressed data in it replaced by what `unpack` makes of it, on lines of its
 * own. `unpack` gives `undefined` for one that holds nothing: then it stays.
 */
export async function* withTokensUnpacked(
  source: PeekableBytes,
  unpack: (bytes: Buffer) => Promise<AsyncIterable<Uint8Array> | undefined>,
): AsyncGenerator<Uint8Array> {
  let prefix = '';
  try {
    while (source.buffer.length > heldBack || (await source.more())) {
      const at = tokenStart(source.buffer);
      if (at < 0) {
        const text = source.take(Math.max(0, source.buffer.length - heldBack));
        prefix = lineBegin(prefix, text);
        if (text.length > 0) yield text;
        continue;
      }
      const text = source.take(at);
      prefix = lineBegin(prefix, text);
      if (at > 0) yield text;
      const { letters, bytes } = await takeToken(source, prefix);
      prefix = '';
      const inside =
        letters.length < minToken ? undefined : await unpack(Buffer.from(letters, 'base64'));
      if (inside === undefined) yield bytes;
      else {
        yield lineFeed;
        yield* inside;
        yield lineFeed;
      }
    }
    if (source.buffer.length > 0) yield source.take(source.buffer.length);
  } finally {
    await source.close();
  }
}

const lineFeed = Buffer.from('\n');

function tokenStart(buffer: Buffer): number {
  const found = tokenStarts
    .map(start => {
      let at = buffer.indexOf(start);
      while (at > 0 && isBase64(buffer[at - 1])) at = buffer.indexOf(start, at + 1);
      return at;
    })
    .filter(at => at >= 0);
  return found.length > 0 ? Math.min(...found) : -1;
}

/** Longer than anything that a log writes before a line. */
const maxPrefix = 300;

/** The begin of the line that a token stands in, after `text` has followed on `before`. */
function lineBegin(before: string, text: Buffer): string {
  const feed = text.lastIndexOf(0x0a);
  const tail = text.toString('latin1', Math.max(feed + 1, text.length - maxPrefix - 1));
  return (feed < 0 ? before + tail : tail).slice(-maxPrefix - 1);
}

/**
 * Takes the letters from here on, over line ends as long as whole lines are letters, behind the prefix that the log wrote
 * before the first of them.
 */
async function takeToken(
  source: PeekableBytes,
  prefix: string,
): Promise<{ letters: string; bytes: Buffer }> {
  let end = await endOfLetters(source, 0);
  const width = end;
  const parts = [source.buffer.toString('latin1', 0, end)];
  for (;;) {
    const prefixed = await nextPrefixedLine(source, end, prefix, width);
    const next = prefixed ?? (await nextLine(source, end));
    if (next === undefined || end > maxToken) break;
    parts.push(source.buffer.toString('latin1', next.from, next.to));
    end = next.to;
    // Every line of encoded text but the last is of one width.
    if (prefixed && next.to - next.from < width) break;
  }
  return { letters: parts.join(''), bytes: source.take(end) };
}

/** The letters at the end of the next line, where what stands before them is the prefix, with any number in it. */
async function nextPrefixedLine(
  source: PeekableBytes,
  end: number,
  prefix: string,
  width: number,
): Promise<{ from: number; to: number } | undefined> {
  if (prefix === '' || prefix.length > maxPrefix) return undefined;
  const longest = 2 * prefix.length + width;
  await source.fill(end + 4 + longest);
  const { buffer } = source;
  const begin = buffer[end] === 0x0d ? end + 2 : end + 1;
  if (buffer[begin - 1] !== 0x0a) return undefined;
  const feed = buffer.subarray(begin, begin + longest + 2).indexOf(0x0a);
  let to = feed < 0 ? Math.min(buffer.length, begin + longest) : begin + feed;
  while (to > begin && (buffer[to - 1] === 0x0d || buffer[to - 1] === 0x3d)) to--;
  let from = to;
  while (from > begin && isBase64(buffer[from - 1])) from--;
  const before = buffer.toString('latin1', begin, from);
  const fits = to > from && to - from <= width && anyNumber(before) === anyNumber(prefix);
  return fits ? { from, to } : undefined;
}

function anyNumber(text: string): string {
  return text.replace(/\d+/g, '0');
}

async function endOfLetters(source: PeekableBytes, from: number): Promise<number> {
  let at = from;
  do {
    while (isBase64(source.buffer[at])) at++;
  } while (at === source.buffer.length && at < maxToken && (await source.more()));
  return at;
}

/** The letters of the next line, where it holds nothing else. */
async function nextLine(
  source: PeekableBytes,
  end: number,
): Promise<{ from: number; to: number } | undefined> {
  await source.fill(end + 3);
  const { buffer } = source;
  const from = buffer[end] === 0x0d ? end + 2 : end + 1;
  if (buffer[from - 1] !== 0x0a || !isBase64(buffer[from])) return undefined;
  const to = await endOfLetters(source, from);
  const after = source.buffer[to];
  const isWhole = after === undefined || after === 0x0a || after === 0x0d || after === 0x3d;
  return isWhole ? { from, to } : undefined;
}
