/**
 * The bytes that wait to be read, in one piece of memory that never grows: what the chunks of an input cut in two comes
 * together here.
 */
export class ByteWindow {
  start = 0;
  end = 0;
  private readonly capacity: number;

  /** `bytes`: where to keep them. The last byte stays free: a zero stands behind the text. */
  constructor(readonly bytes: Uint8Array) {
    this.capacity = bytes.length - 1;
  }

  get size(): number {
    return this.end - this.start;
  }

  /** What waits; a view that the next call of {@link fill} overwrites. */
  waiting(): Uint8Array {
    return this.bytes.subarray(this.start, this.end);
  }

  clear(): void {
    this.start = this.end = 0;
  }

  /** Moves what waits to the begin; returns by how much. */
  compact(): number {
    const { start } = this;
    this.bytes.copyWithin(0, start, this.end);
    this.end -= start;
    this.start = 0;
    return start;
  }

  /** Appends bytes of the chunk from `from` on, at most `limit` and what fits; returns how many. */
  fill(chunk: Uint8Array, from: number, limit: number): number {
    const size = Math.min(chunk.length - from, limit, this.capacity - this.end);
    this.bytes.set(size === chunk.length ? chunk : chunk.subarray(from, from + size), this.end);
    this.end += size;
    this.bytes[this.end] = 0;
    return size;
  }

  /** Forgets what is behind the first `size` bytes that wait. */
  cut(size: number): void {
    this.end = Math.min(this.end, this.start + size);
    this.bytes[this.end] = 0;
  }
}
