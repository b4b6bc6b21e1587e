/**
 * One line of a stack that was read before, with a hole where goroutines of one sample differ. It matches nothing that the
 * plain path would read differently: every byte outside the hole is compared, and a hole takes only what the runtime
 * prints there and what the plain path ignores, or reads as the same number.
 */
import { wordBytes } from './literal';
import type { Literal, Text } from './literal';

/** What may differ: arguments, the mutex among them, the offset of a file line, the id of the parent, or nothing. */
export type Hole = 'arguments' | 'lock' | 'offset' | 'parent' | 'none';

/** Bytes behind the arguments: `)` and the line feed. */
const closing = 2;
const lineFeed = 10;
const blank = 32;
const closeParen = 41;
export class LineNode {
  readonly children: LineNode[] = [];
  /** The child that matched last: dumps of a leak repeat it. */
  recent: LineNode | undefined;
  /** The id or address in the hole of the line that matched last; 0 where there is none. */
  value: number;

  /** `line`: with its line feed. `fixed`: bytes before the hole. `own`: the number in the hole of this very line. */
  constructor(
    private readonly line: Literal,
    private readonly fixed: number,
    readonly hole: Hole,
    private readonly own: number,
  ) {
    this.value = own;
  }

  /** Behind the line at `at` when it is this one, -1 when it is another. */
  match(text: Text, at: number): number {
    const { line } = this;
    const fits = at + line.size <= text.bytes.length;
    const word = fits ? line.differenceFrom(0, text, at) : 0;
    if (word < line.length) return this.matchHole(text, at, word);
    this.value = this.own;
    return at + line.size;
  }

  /** The same line but for what stands in its hole; `word`: the first that differs. */
  private matchHole(text: Text, at: number, word: number): number {
    const { hole, fixed, line } = this;
    if (hole === 'none') return -1;
    for (let i = line.offsetOf(word); i < fixed; i++)
      if (text.bytes[at + i] !== line.bytes[i]) return -1;
    const { bytes } = text;
    const from = at + fixed;
    if (hole === 'offset') return skipOffset(bytes, from);
    if (hole === 'parent') return this.readParent(bytes, from);
    if (hole === 'lock') this.value = lockAddressAt(bytes, from);
    return this.fillsHole(text, at, word) ? at + line.size : skipArguments(bytes, from);
  }

  /** Arguments of the same length: addresses differ in a word or two, and the rest is compared as fast as a literal. */
  private fillsHole(text: Text, at: number, firstWord: number): boolean {
    const { line, fixed } = this;
    if (at + line.size > text.bytes.length) return false;
    const holeEnd = line.size - closing;
    for (let word = firstWord; word < line.length; word = line.differenceFrom(word + 1, text, at)) {
      const offset = line.offsetOf(word);
      for (let i = offset; i < offset + wordBytes; i++) {
        const byte = text.bytes[at + i] ?? 0;
        const fits = i >= fixed && i < holeEnd ? isArgument[byte] === 1 : byte === line.bytes[i];
        if (!fits) return false;
      }
    }
    return true;
  }

  private readParent(bytes: Uint8Array, from: number): number {
    let at = from;
    let id = 0;
    for (let digit = (bytes[at] ?? 0) - 48; digit >= 0 && digit <= 9;) {
      id = id * 10 + digit;
      digit = (bytes[++at] ?? 0) - 48;
    }
    if (at === from || at - from > 15 || bytes[at] !== lineFeed) return -1;
    this.value = id;
    return at + 1;
  }
}

/** Bytes that the runtime prints between the parentheses of a call. */
const isArgument = new Uint8Array(256);
for (const char of '0123456789abcdefx{}, ._?') isArgument[char.charCodeAt(0)] = 1;

function skipArguments(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isArgument[bytes[at] ?? 0] === 1) at++;
  return bytes[at] === closeParen && bytes[at + 1] === lineFeed ? at + 2 : -1;
}

/** Skips an optional ` +0x1f` and the line feed. */
function skipOffset(bytes: Uint8Array, from: number): number {
  let at = from;
  if (bytes[at] === blank) {
    if (bytes[at + 1] !== 43 || bytes[at + 2] !== 48 || bytes[at + 3] !== 120) return -1;
    at += 4;
    const digits = at;
    while (isHex(bytes[at] ?? 0)) at++;
    if (at === digits) return -1;
  }
  return bytes[at] === lineFeed ? at + 1 : -1;
}

/** The address in `0xc000…)`, as `lockAddress` of the plain path reads it: one argument of at most 13 digits, else 0. */
function lockAddressAt(bytes: Uint8Array, from: number): number {
  if (bytes[from] !== 48 || bytes[from + 1] !== 120) return 0;
  let address = 0;
  let at = from + 2;
  for (; isHex(bytes[at] ?? 0); at++) {
    const byte = bytes[at] ?? 0;
    address = address * 16 + (byte <= 57 ? byte - 48 : byte - 87);
  }
  const digits = at - from - 2;
  return bytes[at] === closeParen && digits > 0 && digits <= 13 ? address : 0;
}

function isHex(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102);
}
