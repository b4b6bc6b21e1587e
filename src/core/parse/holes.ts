/** What differs between goroutines of one stack, read from bytes. */

const lineFeed = 10;
const blank = 32;
const closeParen = 41;
/** Numbers of more digits are left to the plain path. */
const maxDigits = 15;

/** Bytes that the runtime prints between the parentheses of a call: 1, all others 0. */
export const isArgument = new Uint8Array(256);
for (const char of '0123456789abcdefx{}, ._?') isArgument[char.charCodeAt(0)] = 1;

/** Skips arguments, their parenthesis and the line feed; -1 when something else stands there. */
export function skipArguments(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isArgument[bytes[at] ?? 0] === 1) at++;
  return bytes[at] === closeParen && bytes[at + 1] === lineFeed ? at + 2 : -1;
}

/** Skips an optional ` +0x1f` and the line feed; -1 when something else stands there. */
export function skipOffset(bytes: Uint8Array, from: number): number {
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
export function lockAddressAt(bytes: Uint8Array, from: number): number {
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

/** Where the digits that begin at `from` end; -1 when there are none, or too many for a number. */
export function idEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at] ?? 0)) at++;
  return at > from && at - from <= maxDigits ? at : -1;
}

/** The decimal number between two indices. */
export function idBetween(bytes: Uint8Array, from: number, end: number): number {
  let id = 0;
  for (let at = from; at < end; at++) id = id * 10 + (bytes[at] ?? 0) - 48;
  return id;
}

export function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}
