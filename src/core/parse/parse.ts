/**
 * The one entry of the reader: bytes of a dump in, a snapshot out. Streaming (it holds one goroutine, never the dump),
 * linear in time, and it never throws: what cannot be read is a problem with its line, and `total - read` goroutines
 * are accounted for in the problems.
 */
import type { ParseProblem, Snapshot } from '../goroutine';
import { BlankLines, lineEnd, maxBlock } from './blankLines';
import { CountsParser, isTitle } from './counts';
import { DelveParser } from './delve';
import { headerStart } from './fastHeader';
import { KnownGoroutines } from './knownGoroutines';
import { textOver } from './literal';
import type { Text } from './literal';
import { PrefixIdentity, withoutNoise } from './prefix';
import { PartList, sumOf } from './part';
import type { DumpPart, ReadDump } from './part';
import { RaceParser } from './race';
import { DumpStreams } from './streams';
import { unwrapLine } from './unwrap';
import { utf16StreamFor } from './utf16';
import type { Utf16Stream } from './utf16';
import { decodeText } from './utf8';

export interface ReaderOptions {
  /**
   * What stands before every line of the dump, in place of what the reader finds out by itself. Numbers that stand alone may
   * differ from line to line. Lines without it are not read.
   */
  readonly prefix?: string | undefined;
}

export interface SnapshotReader {
  /** Takes the next bytes; they may be reused by the caller afterwards. */
  push(chunk: Uint8Array): void;
  /** The input is over. Call once. */
  end(): Snapshot;
}

/** The runtime cuts debug=2 at exactly 64 MiB, in mid-line and without a mark (writeGoroutineStacks in runtime/pprof). */
export const runtimeLimitBytes = 67_108_864;
/** No line of a dump is longer; what is gets cut here, so that memory stays bounded on any input. */
const maxLine = 1 << 20;
const none = new Uint8Array(0);

/** A reader for debug=2, SIGQUIT and panic text, and for debug=1; it finds out which by itself. */
export function createSnapshotReader(options: ReaderOptions = {}): SnapshotReader {
  return new Reader(options.prefix === undefined, options.prefix);
}

/** Reads a whole dump. */
export function readSnapshot(bytes: Uint8Array): Snapshot {
  const reader = new Reader(true);
  reader.push(bytes);
  return reader.end();
}

/** The same without the fast path: what the tests hold it against. */
export function readSnapshotPlain(bytes: Uint8Array): Snapshot {
  const reader = new Reader(false);
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
  private known = new KnownGoroutines(this.dump);
  /** The dump that `known` adds to. */
  private knownPart: DumpPart | undefined;
  private readonly blanks = new BlankLines();
  private carry: Uint8Array = none;
  private lineNumber = 0;
  private bytesSeen = 0;
  private utf16: Utf16Stream | undefined;

  private readonly prefix: PrefixIdentity | undefined;

  constructor(
    private readonly fast: boolean,
    private readonly given?: string,
  ) {
    this.prefix = given === undefined ? undefined : new PrefixIdentity(given);
  }

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
    this.streams.end({
      midLine,
      atLimit: this.bytesSeen === runtimeLimitBytes,
      lastLine: this.lineNumber,
    });
    this.counts.end(midLine);
    this.race.end();
    this.delve.end(midLine);
    const snapshot = inputOf(this.parts.finish());
    return this.given === undefined ? snapshot : { ...snapshot, prefix: this.given };
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
    if (this.dump.part !== this.knownPart) {
      this.known = new KnownGoroutines(this.dump);
      this.knownPart = this.dump.part;
    }
    const next = this.known.takeAll(text, at, final);
    if (next > at) {
      this.lineNumber += this.known.lines;
      return next;
    }
    const end = this.blanks.endOfBlock(text.bytes, at);
    if (end < 0) return !final && text.bytes.length - at < maxBlock ? -1 : at;
    const lines = decodeText(text.bytes.subarray(at, end - 1)).split('\n');
    const { part, read } = this.dump;
    for (const line of lines) this.line(line);
    if (this.dump.part === part && this.dump.read === read + 1)
      this.known.learn(lines.slice(1, -1));
    return end;
  }

  /** A byte order mark of UTF-16 is two bytes; they may come one by one. */
  private sniff(chunk: Uint8Array): void {
    const [first, second] = joined(this.carry, chunk);
    this.utf16 = utf16StreamFor(first, second);
    if (this.utf16 && this.carry.length > 0) this.carry = this.utf16.convert(this.carry);
  }

  private line(raw: string): void {
    this.lineNumber++;
    // A lone carriage return ends a line on old systems, and in what a terminal has recorded.
    if (!raw.slice(0, -1).includes('\r')) return this.wholeLine(raw);
    for (const part of raw.split(/\r+/)) this.wholeLine(part);
  }

  private wholeLine(raw: string): void {
    const text = this.prefix ? this.prefix.strip(withoutNoise(raw)) : raw;
    if (text === undefined) return;
    const inside = unwrapLine(text);
    if (inside === undefined) this.parseLine(text, undefined);
    else for (const part of inside.lines) this.parseLine(part, inside.writer);
  }

  private parseLine(text: string, writer: string | undefined): void {
    const line = this.lineNumber;
    if (isTitle(text)) this.streams.interrupt();
    else if (this.streams.line(text, line, writer)) return;
    if (!this.counts.line(text, line) && !this.race.line(text, line)) this.delve.line(text, line);
  }
}

/** One snapshot of everything that an input holds. */
function inputOf(read: readonly ReadDump[]): Snapshot {
  const [first, ...others] = read;
  if (first === undefined) return nothing;
  if (others.length === 0) return first.snapshot;
  const dumps = read.map(({ line, snapshot }) => ({ ...snapshot, line }));
  const samples = dumps.flatMap(dump => dump.samples);
  return {
    format: first.snapshot.format,
    total: sumOf(dumps, dump => dump.total),
    read: sumOf(dumps, dump => dump.read),
    truncated: dumps.some(dump => dump.truncated),
    goVersionHint: [...dumps].reverse().find(dump => dump.goVersionHint !== undefined)
      ?.goVersionHint,
    prefix: dumps.find(dump => dump.prefix !== undefined)?.prefix,
    samples,
    problems: [several, ...dumps.flatMap(dump => dump.problems)],
    series: dumps,
  };
}

const several: ParseProblem = {
  line: 0,
  reason: 'this input holds more than one dump: their goroutines are added up',
  skipped: 0,
  text: undefined,
};

const nothing: Snapshot = {
  format: undefined,
  total: 0,
  read: 0,
  truncated: false,
  goVersionHint: undefined,
  prefix: undefined,
  samples: [],
  problems: [
    { line: 0, reason: 'nothing in this input is a goroutine dump', skipped: 0, text: undefined },
  ],
};

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
