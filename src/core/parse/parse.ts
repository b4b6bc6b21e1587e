/**
 * The one entry of the reader: bytes of a dump in, a snapshot out. Streaming (it holds one goroutine, never the dump),
 * linear in time, and it never throws: what cannot be read is a problem with its line, and `total - read` goroutines
 * are accounted for in the problems.
 */
import type { Snapshot } from '../goroutine';
import { problemText } from '../report/problemTexts';
import { BlankLines, lineEnd, maxBlock } from './blankLines';
import { ByteWindow } from './byteWindow';
import { CountsParser, isTitle } from './counts';
import { DelveParser } from './delve';
import { Gutter } from './gutter';
import { KnownGoroutines } from './knownGoroutines';
import { LineEnds } from './lineEnds';
import { LineOrder } from './lineOrder';
import type { NumberedLine } from './lineOrder';
import { withoutNoise, withoutReturns } from './noise';
import { PrefixIdentity } from './prefix';
import { QuotedPrintable } from './quotedPrintable';
import { OtherInput } from './otherInput';
import type { Refusal } from './otherInput';
import { PartList } from './part';
import type { DumpPart } from './part';
import { nothingRead, refusedProfile } from './pprof';
import { inputOf } from './series';
import { RaceParser } from './race';
import { returnScanMemory, takeScanMemory, windowBytes } from './scanMemory';
import type { ScanMemory } from './scanMemory';
import { SniffingReader } from './sniff';
import type { SnapshotReader } from './sniff';
import { DumpStreams } from './streams';
import { Unwrapper } from './unwrap';
import type { Unwrapped } from './unwrap';
import { utf16StreamFor } from './utf16';
import type { Utf16Stream } from './utf16';
import { decodeText } from './utf8';

export type { SnapshotReader } from './sniff';

export interface ReaderOptions {
  /**
   * What stands before every line of the dump, in place of what the reader finds out by itself. Numbers that stand alone may
   * differ from line to line. Lines without it are not read.
   */
  readonly prefix?: string | undefined;
}

/** The runtime cuts debug=2 at exactly 64 MiB, in mid-line and without a mark (writeGoroutineStacks in runtime/pprof). */
export const runtimeLimitBytes = 67_108_864;
/** No line of a dump is longer; what is gets cut here, so that memory stays bounded on any input. */
const maxLine = 1 << 20;
/** Bytes that are read at a time: they, and what is made of them, stay in the nearest caches. */
const pieceBytes = 1 << 18;

/** A reader for debug=2, SIGQUIT and panic text, for debug=1 and debug=0; it finds out which by itself. */
export function createSnapshotReader(options: ReaderOptions = {}): SnapshotReader {
  const { prefix } = options;
  return new SniffingReader(() => new Reader(prefix === undefined, prefix));
}

/** Reads a whole dump. */
export function readSnapshot(bytes: Uint8Array): Snapshot {
  const reader = createSnapshotReader();
  reader.push(bytes);
  return reader.end();
}

/** The same without the fast path: what the tests hold it against. */
export function readSnapshotPlain(bytes: Uint8Array): Snapshot {
  const reader = new SniffingReader(() => new Reader(false));
  reader.push(bytes);
  return reader.end();
}

class Reader implements SnapshotReader {
  private readonly parts = new PartList();
  private readonly streams = new DumpStreams(this.parts);
  private readonly dump = this.streams.first;
  private readonly counts = new CountsParser(this.parts);
  private readonly race = new RaceParser(this.parts);
  private readonly delve = new DelveParser(this.parts);
  private readonly memory: ScanMemory | undefined;
  private known: KnownGoroutines | undefined;
  /** The dump that `known` adds to. */
  private knownPart: DumpPart | undefined;
  private readonly window: ByteWindow;
  private readonly blanks = new BlankLines();
  private readonly unwrapper = new Unwrapper();
  private readonly quoted = new QuotedPrintable();
  private readonly gutter = new Gutter();
  private readonly other = new OtherInput();
  private readonly order = new LineOrder();
  private lineNumber = 0;
  private bytesSeen = 0;
  private utf16: Utf16Stream | undefined;
  private readonly lineEnds = new LineEnds();

  private readonly prefix: PrefixIdentity | undefined;

  constructor(
    fast: boolean,
    private readonly given?: string,
  ) {
    this.memory = fast ? takeScanMemory() : undefined;
    this.window = new ByteWindow(this.memory?.window ?? new Uint8Array(windowBytes));
    this.prefix = given === undefined ? undefined : new PrefixIdentity(given);
  }

  push(chunk: Uint8Array): void {
    if (this.bytesSeen < 2) this.sniff(chunk);
    this.bytesSeen += chunk.length;
    this.take(this.lineEnds.convert(this.utf16 ? this.utf16.convert(chunk) : chunk));
  }

  private take(text: Uint8Array): void {
    for (let at = 0; at < text.length;) {
      this.blanks.moved(this.window.compact());
      at += this.window.fill(text, at, pieceBytes);
      this.consume(false);
    }
  }

  end(): Snapshot {
    this.take(this.lineEnds.end());
    this.consume(true);
    const midLine = this.window.size > 0;
    if (midLine) this.line(decodeText(this.window.waiting().subarray(0, maxLine)));
    for (const { text, line } of this.quoted.end()) this.wholeLine(text, line);
    this.unwrapped(this.unwrapper.end(), this.lineNumber);
    for (const line of this.order.end()) this.parseLine(line);
    if (this.memory) returnScanMemory(this.memory);
    this.streams.end({
      midLine,
      atLimit: this.bytesSeen === runtimeLimitBytes,
      lastLine: this.lineNumber,
    });
    this.counts.end(midLine);
    this.race.end();
    this.delve.end(midLine);
    const snapshot = inputOf(this.parts.finish()) ?? notRead(this.other.found);
    return this.given === undefined ? snapshot : { ...snapshot, prefix: this.given };
  }

  /** Reads goroutines and lines as far as they are whole; `final`: nothing follows. */
  private consume(final: boolean): void {
    const { window } = this;
    const bytes = window.bytes.subarray(0, window.end);
    while (window.start < window.end) {
      const at = window.start;
      if (this.memory && this.idle && beginsGoroutine(bytes, at)) {
        const next = this.goroutines(this.memory, bytes, final);
        if (next < 0) return;
        window.start = next;
        if (next > at) continue;
      }
      const end = lineEnd(bytes, at);
      if (end < 0) break;
      this.line(decodeText(bytes.subarray(at, Math.min(end, at + maxLine))));
      window.start = end + 1;
    }
    // A line without an end in sight: its begin is kept, its middle is dropped.
    if (window.size > maxLine * 2) window.cut(maxLine);
  }

  /** Between goroutines, and no line is held back that stands before the next. */
  private get idle(): boolean {
    return this.dump.idle && this.quoted.idle && this.unwrapper.idle;
  }

  /** Reads goroutines by their whole text; returns where they end, or the begin to go line by line, or -1 to wait for more. */
  private goroutines(memory: ScanMemory, bytes: Uint8Array, final: boolean): number {
    const { start } = this.window;
    const known = this.knownOf(memory);
    const next = known.takeAll(start, bytes.length);
    if (next > start) {
      this.dump.passKnown();
      this.lineNumber += known.lines;
      return next;
    }
    const end = this.blanks.endOfBlock(bytes, start);
    if (end < 0) return !final && bytes.length - start < maxBlock ? -1 : start;
    const lines = decodeText(bytes.subarray(start, end - 1)).split('\n');
    const { part, read } = this.dump;
    for (const line of lines) this.line(line);
    if (part !== undefined && this.dump.part === part && this.dump.read === read + 1)
      known.learn(lines.slice(0, -1));
    return end;
  }

  /** Stacks that are known belong to a dump: in the next one they are read anew. */
  private knownOf(memory: ScanMemory): KnownGoroutines {
    if (this.known === undefined || this.dump.part !== this.knownPart) {
      this.known = new KnownGoroutines(this.dump, memory);
      this.knownPart = this.dump.part;
    }
    return this.known;
  }

  /** A byte order mark of UTF-16 is two bytes; they may come one by one. */
  private sniff(chunk: Uint8Array): void {
    const waiting = Uint8Array.from(this.window.waiting());
    const [first = 0, second = 0] = [...waiting, ...chunk.subarray(0, 2)];
    this.utf16 = utf16StreamFor(first, second);
    if (this.utf16 === undefined) return;
    this.utf16.convert(waiting);
    this.window.clear();
  }

  private line(raw: string): void {
    this.lineNumber++;
    // A lone carriage return ends a line on old systems, and in what a terminal has recorded; word processors have a tab for it.
    const line = withoutReturns(raw);
    if (!/[\r\v]/.test(line)) return this.encodedLine(line);
    for (const part of line.split(/\r+|\v/)) this.encodedLine(part);
  }

  private encodedLine(raw: string): void {
    for (const { text, line } of this.quoted.take(raw, this.lineNumber)) this.wholeLine(text, line);
  }

  private wholeLine(raw: string, line: number): void {
    if (this.parts.isEmpty) this.other.look(raw, line);
    if (this.gutter.has(raw) || isPageBreak(raw)) return;
    const text = this.prefix ? this.prefix.strip(withoutNoise(raw)) : raw;
    if (text === undefined) return;
    const inside = this.unwrapper.take(text);
    if (inside === undefined) return this.inOrder({ text, line, writer: undefined });
    this.unwrapped(inside, line);
  }

  private unwrapped(inside: readonly Unwrapped[], line: number): void {
    for (const { lines, writer } of inside)
      for (const part of lines) this.inOrder({ text: part, line, writer });
  }

  private inOrder(next: NumberedLine): void {
    for (const line of this.order.take(next)) this.parseLine(line);
  }

  private parseLine({ text, line, writer }: NumberedLine): void {
    if (isTitle(text)) this.streams.interrupt();
    else if (this.streams.line(text, line, writer)) return;
    if (!this.counts.line(text, line) && !this.race.line(text, line)) this.delve.line(text, line);
  }
}

/** The first bytes of every header, as numbers. */
const headerStart = Array.from('goroutine ', char => char.charCodeAt(0));

/** A line that ends a page and nothing else. */
function isPageBreak(line: string): boolean {
  return line.startsWith('\f') && line.trim() === '';
}

function beginsGoroutine(bytes: Uint8Array, at: number): boolean {
  return headerStart.every((byte, i) => bytes[at + i] === byte);
}

/** The input holds no goroutine: what it is instead, where that shows. */
function notRead(other: Refusal | undefined): Snapshot {
  return other === undefined
    ? nothingRead(problemText('problem.nothing'), false)
    : refusedProfile(problemText(other), false);
}
