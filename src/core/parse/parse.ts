/**
 * The one entry of the reader: bytes of a dump in, a snapshot out. Streaming (it holds one goroutine, never the dump),
 * linear in time, and it never throws: what cannot be read is a problem with its line, and `total - read` goroutines
 * are accounted for in the problems.
 */
import type { DumpFormat, Sample, Snapshot } from '../goroutine';
import { BlankLines, lineEnd, maxBlock } from './blankLines';
import { CountsParser } from './counts';
import { DumpParser } from './dump';
import { headerStart } from './fastHeader';
import { versionHint } from './goVersion';
import { KnownGoroutines } from './knownGoroutines';
import { textOver } from './literal';
import type { Text } from './literal';
import { ProblemList } from './problems';
import { SampleTable } from './samples';
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
const none = new Uint8Array(0);

/** A reader for debug=2, SIGQUIT and panic text, for debug=1 and debug=0; it finds out which by itself. */
export function createSnapshotReader(): SnapshotReader {
  return new SniffingReader(new Reader(true));
}

/** Reads a whole dump. */
export function readSnapshot(bytes: Uint8Array): Snapshot {
  const reader = createSnapshotReader();
  reader.push(bytes);
  return reader.end();
}

/** The same without the fast path: what the tests hold it against. */
export function readSnapshotPlain(bytes: Uint8Array): Snapshot {
  const reader = new SniffingReader(new Reader(false));
  reader.push(bytes);
  return reader.end();
}

class Reader implements SnapshotReader {
  private readonly problems = new ProblemList();
  private readonly samples = new SampleTable();
  private readonly dump = new DumpParser(this.samples, this.problems);
  private readonly counts = new CountsParser(this.problems);
  private readonly known = new KnownGoroutines(this.dump);
  private readonly blanks = new BlankLines();
  private carry: Uint8Array = none;
  private lineNumber = 0;
  private bytesSeen = 0;
  private format: DumpFormat | undefined;
  private utf16: Utf16Stream | undefined;

  constructor(private readonly fast: boolean) {}

  push(chunk: Uint8Array): void {
    if (this.bytesSeen < 2) this.sniff(chunk);
    this.bytesSeen += chunk.length;
    const text = this.utf16 ? this.utf16.convert(chunk) : chunk;
    // Only the goroutine that the chunks cut in two is copied together.
    this.blanks.reset();
    const head = this.carry.length > 0 ? this.blanks.endOfBlock(text, 0) : 0;
    if (head < 0) {
      this.carry = this.consume(joined(this.carry, text), false);
      return;
    }
    const rest = head > 0 ? this.consume(joined(this.carry, text.subarray(0, head)), false) : none;
    this.carry = this.consume(
      rest.length > 0 ? joined(rest, text.subarray(head)) : text.subarray(head),
      false,
    );
  }

  end(): Snapshot {
    const rest = this.consume(this.carry, true);
    const midLine = rest.length > 0;
    if (midLine) this.line(decodeText(rest));
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
    for (const { members } of samples) {
      if (!members) continue;
      for (let at = members.ids.indexOf(1); at >= 0; at = members.ids.indexOf(1, at + 1)) mains++;
    }
    return mains > 1;
  }

  /** Reads whole lines; returns a copy of the bytes that wait for more. */
  private consume(bytes: Uint8Array, final: boolean): Uint8Array {
    const text = textOver(bytes);
    this.blanks.reset();
    let at = 0;
    while (at < bytes.length) {
      if (this.fast && this.dump.idle && headerStart.standsAt(text, at)) {
        const next = this.goroutines(text, at, final);
        if (next < 0) return copyOf(bytes.subarray(at));
        if (next > at) {
          at = next;
          continue;
        }
      }
      const end = lineEnd(bytes, at);
      if (end < 0) break;
      this.line(decodeText(bytes.subarray(at, Math.min(end, at + maxLine))));
      at = end + 1;
    }
    if (bytes.length - at <= maxLine * 2) return copyOf(bytes.subarray(at));
    return this.longLine(bytes.subarray(at));
  }

  /** A line without an end in sight: its begin is kept, its middle is dropped. */
  private longLine(bytes: Uint8Array): Uint8Array {
    return copyOf(bytes.subarray(0, maxLine));
  }

  /** Reads goroutines by their whole text; returns where they end, `at` to go line by line, -1 to wait for more bytes. */
  private goroutines(text: Text, at: number, final: boolean): number {
    const next = this.known.takeAll(text, at, final);
    if (next > at) {
      this.format ??= 'debug=2';
      this.lineNumber += this.known.lines;
      return next;
    }
    const end = this.blanks.endOfBlock(text.bytes, at);
    if (end < 0) return !final && text.bytes.length - at < maxBlock ? -1 : at;
    const lines = decodeText(text.bytes.subarray(at, end - 1)).split('\n');
    const reads = this.dump.read;
    for (const line of lines) this.line(line);
    if (this.dump.read === reads + 1) this.known.learn(lines.slice(1, -1));
    return end;
  }

  /** A byte order mark of UTF-16 is two bytes; they may come one by one. */
  private sniff(chunk: Uint8Array): void {
    const [first = 0, second = 0] = joined(this.carry, chunk);
    this.utf16 = utf16StreamFor(first, second);
    if (this.utf16 && this.carry.length > 0) this.carry = this.utf16.convert(this.carry);
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

/** `slice` of a Buffer, which is what streams of Node bring, would share the caller's memory. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  if (head.length === 0) return tail;
  const bytes = new Uint8Array(head.length + tail.length);
  bytes.set(head);
  bytes.set(tail, head.length);
  return bytes;
}
