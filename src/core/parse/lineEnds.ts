/** Line ends of Windows. Without their carriage returns a dump is read as fast as Go printed it. */

const carriageReturn = 13;
const lineFeed = 10;

/**
 * Takes the carriage return before each line feed out of a stream whose first line ends so; one that ends a chunk waits for
 * the next. Other streams pass untouched: to look for a byte in all of them takes as long as to read them.
 */
export class LineEnds {
  private held = false;
  private ofWindows: boolean | undefined;

  /** The bytes may be the caller's: they are left as they are. */
  convert(chunk: Uint8Array): Uint8Array {
    this.ofWindows ??= this.firstLineEnd(chunk);
    return this.ofWindows === false && !this.held ? chunk : this.withoutReturns(chunk);
  }

  /** The input is over: what still waits. */
  end(): Uint8Array {
    return this.held ? Uint8Array.of(carriageReturn) : new Uint8Array(0);
  }

  /** `undefined` while no line has ended. */
  private firstLineEnd(chunk: Uint8Array): boolean | undefined {
    const at = chunk.indexOf(lineFeed);
    if (at < 0) return undefined;
    return at === 0 ? this.held : chunk[at - 1] === carriageReturn;
  }

  private withoutReturns(chunk: Uint8Array): Uint8Array {
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
}
