/** Base64, as mail, chats and logs carry compressed dumps: a whole input of it, or a token somewhere in a log. */
import { isGzip, isZstd } from './decompress';
import type { PeekableBytes } from './chunks';

/** How gzip and zstd data begin in base64. */
const tokenStarts = [Buffer.from('H4sI'), Buffer.from('KLUv/')];
/** A shorter token holds no dump. */
const minToken = 60;
const maxToken = 64 * 1024 * 1024;
/** Bytes at the end of a chunk that may be the begin of a token. */
const heldBack = 4;

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
  try {
    while (source.buffer.length > heldBack || (await source.more())) {
      const at = tokenStart(source.buffer);
      if (at < 0) {
        if (source.buffer.length > heldBack) yield source.take(source.buffer.length - heldBack);
        continue;
      }
      if (at > 0) yield source.take(at);
      const { letters, bytes } = await takeToken(source);
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

/** Takes the letters from here on, over line ends as long as whole lines are letters. */
async function takeToken(source: PeekableBytes): Promise<{ letters: string; bytes: Buffer }> {
  let end = await endOfLetters(source, 0);
  const parts = [source.buffer.toString('latin1', 0, end)];
  for (;;) {
    const next = await nextLine(source, end);
    if (next === undefined || end > maxToken) break;
    parts.push(source.buffer.toString('latin1', next.from, next.to));
    end = next.to;
  }
  return { letters: parts.join(''), bytes: source.take(end) };
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
