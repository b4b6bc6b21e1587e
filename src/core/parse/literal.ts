/** Bytes that must stand somewhere exactly so. */

/** Bytes under comparison: the same memory in two views. */
export interface Text {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

export function textOver(bytes: Uint8Array): Text {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

/** Bytes of a word. */
export const wordBytes = 8;

/**
 * A literal is compared eight bytes at a time, as numbers. Printable ASCII, tabs and line feeds are never NaN or zero as such
 * a number, and other equal numbers are equal bytes: nothing else may stand in a literal.
 */
export class Literal {
  readonly size: number;
  /** Every eight bytes from the begin; the last number overlaps the one before. */
  private readonly words: Float64Array;
  private readonly lastAt: number;

  constructor(readonly bytes: Uint8Array) {
    this.size = bytes.length;
    this.lastAt = this.size - wordBytes;
    this.words = new Float64Array(this.lastAt < 0 ? 0 : Math.ceil(this.size / wordBytes));
    const { view } = textOver(bytes);
    for (let i = 0; i < this.words.length; i++)
      this.words[i] = view.getFloat64(Math.min(i * wordBytes, this.lastAt), true);
  }

  /** Whether the literal stands at `at`. */
  standsAt(text: Text, at: number): boolean {
    if (at + this.size > text.bytes.length) return false;
    if (this.lastAt < 0) return this.startsAt(text, at, this.size);
    return this.differenceFrom(0, text, at) === this.words.length;
  }

  /**
   * The first word from `word` on that differs from what stands at `at`; as many as there are words when none does. The
   * literal must not be shorter than a word, nor the text shorter than the literal.
   */
  differenceFrom(word: number, text: Text, at: number): number {
    const { words } = this;
    const { view } = text;
    const last = words.length - 1;
    for (let i = word; i < last; i++)
      if (view.getFloat64(at + i * wordBytes, true) !== words[i]) return i;
    return word <= last && view.getFloat64(at + this.lastAt, true) !== words[last]
      ? last
      : last + 1;
  }

  /** Number of words. */
  get length(): number {
    return this.words.length;
  }

  /** Where a word begins. */
  offsetOf(word: number): number {
    return word === this.words.length - 1 ? this.lastAt : word * wordBytes;
  }

  /** Whether the first `size` bytes of the literal stand at `at`. */
  startsAt(text: Text, at: number, size: number): boolean {
    for (let i = 0; i < size; i++) if (text.bytes[at + i] !== this.bytes[i]) return false;
    return true;
  }
}

/** Bytes of ASCII text. */
export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, char => char.charCodeAt(0));
}
