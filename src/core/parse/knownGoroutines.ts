/** Goroutines that repeat one that was read before: found by their bytes, and added as a row. */
import { flagsOf } from './dump';
import type { DumpParser } from './dump';
import { HeaderBytes } from './fastHeader';
import { parseHeader } from './header';
import type { Header } from './header';
import type { Text } from './lineNode';
import { StackTree, Walk } from './stackTree';
import { decodeText } from './utf8';

/** Longer headers are read plainly. */
const maxHeader = 2000;
const lineFeed = 10;

export class KnownGoroutines {
  /** Lines of the goroutine taken last, with its header and the empty line. */
  lines = 0;
  private readonly tree = new StackTree();
  private readonly header = new HeaderBytes();
  private readonly walk = new Walk();

  constructor(private readonly dump: DumpParser) {}

  /**
   * Adds the goroutine at `at` to its sample when its like was read before; returns where it ends, or -1. It accepts nothing
   * that the plain path would read differently: `test/core/parse` holds the two together.
   */
  take(text: Text, at: number, final: boolean): number {
    const { header, walk } = this;
    const body = header.read(text.bytes, at);
    if (body < 0) return this.takeByText(text, at, final);
    if (!this.tree.follow(text, body, header.state, final, walk)) return -1;
    this.add(header.id, header.minutes, header.flags);
    return walk.end;
  }

  /** Remembers the goroutine that the plain path has just read; `lines` are those below its header. */
  learn(lines: readonly string[]): void {
    const read = this.dump.lastRead;
    if (read) this.tree.learn(read.state, lines, read);
  }

  /** Labels, pointers and flags in the header: it is parsed as text, the stack below it is not. */
  private takeByText(text: Text, at: number, final: boolean): number {
    const { bytes } = text;
    const end = bytes.indexOf(lineFeed, at);
    if (end < 0 || end - at > maxHeader) return -1;
    const header = parseHeader(decodeText(bytes.subarray(at, end)));
    if (header === undefined || header.rest !== '') return -1;
    if (!this.tree.follow(text, end + 1, header.state, final, this.walk)) return -1;
    this.add(header.id, header.minutes, flagsOf(header));
    this.noteHeader(header);
    return this.walk.end;
  }

  private noteHeader(header: Header): void {
    if (header.withPointers) this.dump.withPointers = true;
    this.walk.leaf?.sample.addLabels(header.labels, 1);
  }

  private add(id: number, minutes: number, flags: number): void {
    const { leaf, parentId, lockAddress, lines } = this.walk;
    leaf?.sample.addRow(id, minutes, parentId, leaf.createdByLine, lockAddress, flags);
    this.lines = lines + 1;
    this.dump.total++;
    this.dump.read++;
  }
}
