/** Streams of bytes: looked at before they are read, and cut into larger pieces. */

/** A stream that can be looked into: what was looked at still comes. */
export class PeekableBytes {
  /** Bytes that have arrived and were not taken. */
  buffer: Buffer = Buffer.alloc(0);
  private readonly iterator: AsyncIterator<Uint8Array>;
  private done = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.iterator = source[Symbol.asyncIterator]();
  }

  /** Waits for the next bytes; false at the end. */
  async more(): Promise<boolean> {
    if (this.done) return false;
    const next = await this.iterator.next();
    if (next.done === true) {
      this.done = true;
      return false;
    }
    const { value } = next;
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    this.buffer = this.buffer.length === 0 ? bytes : Buffer.concat([this.buffer, bytes]);
    return true;
  }

  /** Waits until at least `size` bytes are there, or the end. */
  async fill(size: number): Promise<void> {
    while (this.buffer.length < size && (await this.more()));
  }

  /** Takes the first `size` bytes out. */
  take(size: number): Buffer {
    const bytes = this.buffer.subarray(0, size);
    this.buffer = this.buffer.subarray(size);
    return bytes;
  }

  /** Everything that is left, as it comes. */
  async *rest(): AsyncGenerator<Uint8Array> {
    try {
      while (this.buffer.length > 0 || (await this.more())) yield this.take(this.buffer.length);
    } finally {
      await this.close();
    }
  }

  /** Nobody wants the rest. */
  async close(): Promise<void> {
    if (!this.done) await this.iterator.return?.();
    this.done = true;
  }
}

/** The same bytes in pieces of at least `size`, but for the last: small pieces cost the reader more than their bytes. */
export async function* coalesced(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    held.push(chunk);
    bytes += chunk.length;
    if (bytes < size) continue;
    yield held.length === 1 ? chunk : Buffer.concat(held);
    held = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(held);
}
