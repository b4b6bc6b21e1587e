/** Where lines and goroutines end, in bytes. */

/** A goroutine longer than this is read line by line, without waiting for its end. */
export const maxBlock = 1 << 18;
const lineFeed = 10;

/** Finds the empty lines that end goroutines, and looks at each byte once: an input may have none for megabytes. */
export class BlankLines {
  private from = 0;
  private searched = 0;
  private found = -1;

  /** The bytes were moved towards the begin of the memory. */
  moved(by: number): void {
    this.from = Math.max(0, this.from - by);
    this.searched = Math.max(0, this.searched - by);
    this.found = Math.max(-1, this.found - by);
  }

  /** Behind the empty line that ends the goroutine at `at`; -1 when there is none in reach. `bytes` may have grown. */
  endOfBlock(bytes: Uint8Array, at: number): number {
    if (this.found <= at || this.from > at) {
      this.found = -1;
      this.searched = Math.max(this.searched, at);
    }
    this.from = at;
    while (this.found < 0 && this.searched - at <= maxBlock) {
      const end = lineEnd(bytes, this.searched);
      // The line feed of the empty line may come with the next chunk.
      if (end < 0 || end + 1 === bytes.length) return -1;
      this.searched = end + 1;
      if (bytes[end + 1] === lineFeed) this.found = end + 2;
    }
    return this.found - at <= maxBlock ? this.found : -1;
  }
}

/** The next line feed from `from` on, -1 when there is none. */
export function lineEnd(bytes: Uint8Array, from: number): number {
  return bytes.indexOf(lineFeed, from);
}
