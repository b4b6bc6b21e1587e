/** Line ends of Windows. Without their carriage returns a dump is read as fast as Go printed it. */

const carriageReturn = 13;
const lineFeed = 10;
const heldReturn = Uint8Array.of(carriageReturn);

/** Takes the carriage return before each line feed out of a stream; one that ends a chunk waits for the next. */
export class LineEnds {
  private held = false;

  /** The bytes may be the caller's: they are left as they are. */
  convert(chunk: Uint8Array): Uint8Array {
    if (!this.held && chunk.indexOf(carriageReturn) < 0) return chunk;
    const bytes = new Uint8Array(chunk.length + 1);
    let size = 0;
    let held = this.held;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      if (held && byte !== lineFeed) bytes[size++] = carriageReturn;
      held = byte === carriageReturn;
      if (!held) bytes[size++] = byte;
    }
    this.held = held;
    return bytes.subarray(0, size);
  }

  /** The input is over: what still waits. */
  end(): Uint8Array {
    return this.held ? heldReturn : heldReturn.subarray(1);
  }
}
