/**
 * One line of a stack that was read before, with a hole where goroutines of one sample differ. It matches nothing that the
 * plain path would read differently: every byte outside the hole is compared, and a hole takes only what the runtime
 * prints there and what the plain path ignores, or reads as the same number.
 */
import { idBetween, idEnd, lockAddressAt, skipArguments, skipOffset } from './holes';
import type { Literal, Text } from './literal';

/** What may differ: arguments, the mutex among them, the offset of a file line, the id of the parent, or nothing. */
export type Hole = 'arguments' | 'lock' | 'offset' | 'parent' | 'none';

const lineFeed = 10;
export class LineNode {
  readonly children: LineNode[] = [];
  /** The child that matched last: dumps of a leak repeat it. */
  recent: LineNode | undefined;
  /** The id or address in the hole of the line that matched last; 0 where there is none. */
  value: number;

  /** `line`: with its line feed. `fixed`: bytes before the hole. `own`: the number in the hole of this very line. */
  constructor(
    private readonly line: Literal,
    readonly fixed: number,
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
    return skipArguments(bytes, from);
  }

  private readParent(bytes: Uint8Array, from: number): number {
    const end = idEnd(bytes, from);
    if (end < 0 || bytes[end] !== lineFeed) return -1;
    this.value = idBetween(bytes, from, end);
    return end + 1;
  }
}
