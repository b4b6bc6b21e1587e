/**
 * A whole stack that was read before, as bytes. Dumps of a leak repeat one stack thousands of times in a row, and nearly all
 * of it is equal: it is compared as one literal, and only where words differ the question is whether they may.
 */
import { idBetween, idEnd, isArgument, isDigit, lockAddressAt } from './holes';
import { wordBytes } from './literal';
import type { Literal, Text } from './literal';

/** What may stand at a byte of the stack. */
export const ByteKind = { literal: 0, argument: 1, digit: 2 } as const;

export class KnownBody {
  parentId = 0;
  lockAddress = 0;

  /**
   * `literal`: the lines below the header and the empty line. `kinds`: a {@link ByteKind} for each byte. `parentAt` and
   * `lockAt`: where these numbers begin, -1 where there is none.
   */
  constructor(
    private readonly literal: Literal,
    private readonly kinds: Uint8Array,
    private readonly parentAt: number,
    private readonly lockAt: number,
  ) {}

  /** Behind the stack at `at` when it is this one with other arguments and another parent of as many digits, else -1. */
  match(text: Text, at: number): number {
    const { literal, parentAt, lockAt } = this;
    if (at + literal.size > text.bytes.length) return -1;
    for (let word = literal.differenceFrom(0, text, at); word < literal.length;) {
      if (!this.mayDiffer(text.bytes, at, literal.offsetOf(word))) return -1;
      word = literal.differenceFrom(word + 1, text, at);
    }
    const { bytes } = text;
    if (parentAt >= 0) this.parentId = idBetween(bytes, at + parentAt, idEnd(bytes, at + parentAt));
    if (lockAt >= 0) this.lockAddress = lockAddressAt(bytes, at + lockAt);
    return at + literal.size;
  }

  private mayDiffer(bytes: Uint8Array, at: number, offset: number): boolean {
    for (let i = offset; i < offset + wordBytes; i++) {
      const byte = bytes[at + i] ?? 0;
      const kind = this.kinds[i];
      if (kind === ByteKind.argument) {
        if (isArgument[byte] !== 1) return false;
      } else if (kind === ByteKind.digit) {
        if (!isDigit(byte)) return false;
      } else if (byte !== this.literal.bytes[i]) return false;
    }
    return true;
  }
}
