/** Text of Windows shells: `program > file` in PowerShell writes UTF-16 with a byte order mark. */

/** Turns a stream of UTF-16 into UTF-8; half a character at the end of a chunk waits for the next. */
export class Utf16Stream {
  private byte = -1;
  private high = 0;

  constructor(private readonly littleEndian: boolean) {}

  convert(chunk: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(chunk.length * 2 + 4);
    let size = 0;
    for (const byte of chunk) {
      if (this.byte < 0) {
        this.byte = byte;
        continue;
      }
      const unit = this.littleEndian ? this.byte | (byte << 8) : (this.byte << 8) | byte;
      this.byte = -1;
      if (unit >= 0xd800 && unit < 0xdc00) this.high = unit;
      else size = this.append(bytes, size, unit);
    }
    return bytes.subarray(0, size);
  }

  private append(bytes: Uint8Array, at: number, unit: number): number {
    const isLow = unit >= 0xdc00 && unit < 0xe000;
    const pair = isLow && this.high > 0;
    const code = pair ? 0x10000 + ((this.high - 0xd800) << 10) + (unit - 0xdc00) : unit;
    this.high = 0;
    return encode(bytes, at, isLow && !pair ? 0xfffd : code);
  }
}

/** The stream for bytes that begin with a byte order mark of UTF-16, or with half a letter of it, else `undefined`. */
export function utf16StreamFor(
  first: number | undefined,
  second: number | undefined,
): Utf16Stream | undefined {
  if (first === undefined || second === undefined) return undefined;
  if ((first === 0xff && second === 0xfe) || (isAscii(first) && second === 0))
    return new Utf16Stream(true);
  if ((first === 0xfe && second === 0xff) || (first === 0 && isAscii(second)))
    return new Utf16Stream(false);
  return undefined;
}

function isAscii(byte: number): boolean {
  return byte > 0 && byte < 0x80;
}

function encode(bytes: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    bytes[at] = code;
    return at + 1;
  }
  const tail = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  const lead = [0, 0xc0, 0xe0, 0xf0][tail] ?? 0;
  bytes[at] = lead | (code >> (6 * tail));
  for (let i = 1; i <= tail; i++) bytes[at + i] = 0x80 | ((code >> (6 * (tail - i))) & 0x3f);
  return at + tail + 1;
}
