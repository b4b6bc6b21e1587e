/**
 * The one entry of the reader: bytes of a dump in, a snapshot out. Streaming (it holds one goroutine, never the dump),
 * linear in time, and it never throws: what cannot be read is a problem with its line, and `total - read` goroutines
 * are accounted for in the problems.
 */
import type { DumpFormat, Sample, Snapshot } from '../goroutine';
import { BlankLines, lineEnd, maxBlock } from './blankLines';
import { ByteWindow } from './byteWindow';
import { CountsParser } from './counts';
import { DumpParser } from './dump';
import { versionHint } from './goVersion';
import { KnownGoroutines } from './knownGoroutines';
import { ProblemList } from './problems';
import { SampleTable } from './samples';
import { returnScanMemory, takeScanMemory, windowBytes } from './scanMemory';
import type { ScanMemory } from './scanMemory';
import { SniffingReader } from './sniff';
import type { SnapshotReader } from './sniff';
import { unwrapJson } from './unwrap';
import { utf16StreamFor } from './utf16';
import type { Utf16Stream } from './utf16';
import { decodeText } from './utf8';

export type { SnapshotReader } from './sniff';

/** The runtime cuts debug=2 at exactly 64 MiB, in mid-line and without a mark (writeGoroutineStacks in runtime/pprof). */
export const runtimeLimitBytes = 67_108_864;
/** No line of a dump is longer; what is gets cut here, so that memory stays bounded on any input. */
const maxLine = 1 << 20;
/** Bytes that are read at a time: they, and what is made of them, stay in the nearest caches. */
const pieceBytes = 1 << 18;

/** A reader for debug=2, SIGQUIT and panic text, for debug=1 and debug=0; it finds out which by itself. */
export function createSnapshotReader(): SnapshotReader {
  return new SniffingReader(() => new Reader(true));
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
  private readonly problems = new ProblemList();
  private readonly samples = new SampleTable();
  private readonly dump = new DumpParser(this.samples, this.problems);
  private readonly counts = new CountsParser(this.problems);
  private readonly memory: ScanMemory | undefined;
  private readonly known: KnownGoroutines | undefined;
  private readonly window: ByteWindow;
  private readonly blanks = new BlankLines();
  private lineNumber = 0;
  private bytesSeen = 0;
  private format: DumpFormat | undefined;
  private utf16: Utf16Stream | undefined;

  constructor(fast: boolean) {
    this.memory = fast ? takeScanMemory() : undefined;
    this.known = this.memory && new KnownGoroutines(this.dump, this.memory);
    this.window = new ByteWindow(this.memory?.window ?? new Uint8Array(windowBytes));
  }

  push(chunk: Uint8Array): void {
    if (this.bytesSeen < 2) this.sniff(chunk);
    this.bytesSeen += chunk.length;
    const text = this.utf16 ? this.utf16.convert(chunk) : chunk;
    for (let at = 0; at < text.length;) {
      this.blanks.moved(this.window.compact());
      at += this.window.fill(text, at, pieceBytes);
      this.consume(false);
    }
  }

  end(): Snapshot {
    this.consume(true);
    const midLine = this.window.size > 0;
    if (midLine) this.line(decodeText(this.window.waiting().subarray(0, maxLine)));
    if (this.memory) returnScanMemory(this.memory);
    this.dump.end({
      midLine,
      atLimit: this.bytesSeen === runtimeLimitBytes,
      lastLine: this.lineNumber,
    });
    const countsCut = this.counts.end(midLine);
    const total = this.dump.total + this.counts.total;
    if (total === 0 && this.format === undefined)
      this.problems.add(0, 'nothing in this input is a goroutine dump', 0);
    const samples = [...this.samples.finish(), ...this.counts.samples];
    if (this.holdsSeveral(samples))
      this.problems.add(0, 'this input holds more than one dump: their goroutines are added up', 0);
    return {
      format: this.format,
      total,
      read: this.dump.read + this.counts.read,
      truncated: this.dump.truncated || countsCut,
      goVersionHint: versionHint(samples, this.dump.withPointers),
      prefix: this.dump.prefix.found ?? this.counts.prefix.found,
      samples,
      problems: this.problems.finish(),
      ...(this.counts.leakedOnly && this.dump.total === 0 ? { profile: 'goroutineleak' } : {}),
    };
  }

  /** Goroutine 1 exists once in a process; a crash dump of all threads alone repeats ids. */
  private holdsSeveral(samples: readonly Sample[]): boolean {
    const profiles = this.counts.titles + (this.dump.total > 0 ? 1 : 0);
    if (profiles > 1) return true;
    if (this.dump.perThread) return false;
    let mains = 0;
    for (const { ids } of samples.flatMap(sample => sample.members ?? []))
      for (let at = ids.indexOf(1); at >= 0; at = ids.indexOf(1, at + 1)) mains++;
    return mains > 1;
  }

  /** Reads goroutines and lines as far as they are whole; `final`: nothing follows. */
  private consume(final: boolean): void {
    const { window } = this;
    const bytes = window.bytes.subarray(0, window.end);
    while (window.start < window.end) {
      const at = window.start;
      if (this.known && this.dump.idle && beginsGoroutine(bytes, at)) {
        const next = this.goroutines(this.known, bytes, final);
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

  /** Reads goroutines by their whole text; returns where they end, or the begin to go line by line, or -1 to wait for more. */
  private goroutines(known: KnownGoroutines, bytes: Uint8Array, final: boolean): number {
    const { start } = this.window;
    const next = known.takeAll(start, bytes.length);
    if (next > start) {
      this.format ??= 'debug=2';
      this.lineNumber += known.lines;
      return next;
    }
    const end = this.blanks.endOfBlock(bytes, start);
    if (end < 0) return !final && bytes.length - start < maxBlock ? -1 : start;
    const lines = decodeText(bytes.subarray(start, end - 1)).split('\n');
    const reads = this.dump.read;
    for (const line of lines) this.line(line);
    if (this.dump.read === reads + 1) known.learn(lines.slice(0, -1));
    return end;
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

  private line(text: string): void {
    this.lineNumber++;
    const inside = unwrapJson(text);
    if (inside === undefined) this.parseLine(text);
    else for (const part of inside) this.parseLine(part);
  }

  private parseLine(text: string): void {
    if (this.dump.line(text, this.lineNumber)) this.format ??= 'debug=2';
    else if (this.counts.line(text, this.lineNumber)) this.format ??= 'debug=1';
  }
}

/** The first bytes of every header, as numbers. */
const headerStart = Array.from('goroutine ', char => char.charCodeAt(0));

function beginsGoroutine(bytes: Uint8Array, at: number): boolean {
  return headerStart.every((byte, i) => bytes[at + i] === byte);
}
