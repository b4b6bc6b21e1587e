/** Goroutines that repeat one that was read before: found by their bytes, and added as a row. */
import { flagsOf } from './dump';
import type { DumpParser } from './dump';
import { HeaderBytes, headerStart } from './fastHeader';
import { parseHeader } from './header';
import type { Header } from './header';
import type { Text } from './literal';
import { StackTree, Walk } from './stackTree';
import { decodeText } from './utf8';

/** Longer headers are read plainly. */
const maxHeader = 2000;
const lineFeed = 10;

export class KnownGoroutines {
  /** Lines taken by the last call of {@link takeAll}. */
  lines = 0;
  private readonly tree = new StackTree();
  private readonly header = new HeaderBytes();
  private readonly walk = new Walk();

  constructor(private readonly dump: DumpParser) {}

  /**
   * Adds the goroutines from `from` on to their samples as long as the like of each was read before; returns where the first
   * other one begins. It accepts nothing that the plain path would read differently: `test/core/parse` holds the two together.
   */
  takeAll(text: Text, from: number, final: boolean): number {
    let at = from;
    let taken = 0;
    this.lines = 0;
    for (let next = this.take(text, at, final); next > 0; next = this.take(text, at, final)) {
      at = next;
      taken++;
    }
    this.dump.total += taken;
    this.dump.read += taken;
    return at;
  }

  private take(text: Text, at: number, final: boolean): number {
    const { header, walk } = this;
    if (!headerStart.standsAt(text, at)) return -1;
    const body = header.read(text, at);
    if (body < 0) return this.takeByText(text, at, final);
    if (this.dump.mayBegin(header.id)) return -1;
    if (!this.tree.follow(text, body, header.state, final, walk)) return -1;
    this.add(header.id, header.minutes, header.flags);
    return walk.end;
  }

  /** Remembers the goroutine that the plain path has just read; `lines` are those below its header. */
  learn(lines: readonly string[]): void {
    const read = this.dump.lastRead;
    if (read) this.tree.learn(lines, read);
  }

  /** Labels, pointers and flags in the header: it is parsed as text, the stack below it is not. */
  private takeByText(text: Text, at: number, final: boolean): number {
    const { bytes } = text;
    const end = bytes.indexOf(lineFeed, at);
    if (end < 0 || end - at > maxHeader) return -1;
    const header = parseHeader(decodeText(bytes.subarray(at, end)));
    if (header === undefined || header.rest !== '') return -1;
    if (this.dump.mayBegin(header.id)) return -1;
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
    this.lines += lines + 1;
  }
}
