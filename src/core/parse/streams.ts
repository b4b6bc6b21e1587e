/**
 * Text dumps of several writers in one log: the lines of two pods, of two packages under test, alternate. Each writer has a
 * parser of its own. With one writer, which is the rule, everything goes to the first parser as it is.
 */
import { DumpParser } from './dump';
import { findHeader } from './header';
import type { PartList } from './part';
import { withoutNoise } from './noise';
import { PrefixIdentity, prefixBefore } from './prefix';

interface Stream {
  readonly key: string;
  /** `undefined` for a writer that a field of a JSON record names. */
  readonly identity: PrefixIdentity | undefined;
  readonly parser: DumpParser;
  /** Lines below headers that had the prefix: with none, only its headers have one. */
  carried: number;
  /** Any other line came since. */
  followed: boolean;
}

/** More writers than this are not told apart. */
const maxStreams = 200;

export class DumpStreams {
  /** The parser of the only writer, or of the first. */
  readonly first: DumpParser;
  private readonly streams: Stream[] = [];
  private readonly writers = new Map<string, Stream>();
  private current: Stream | undefined;

  constructor(private readonly parts: PartList) {
    this.first = new DumpParser(parts);
  }

  /** Takes a line; `writer`: who wrote it, where the log says so beside the text. Returns whether it belongs to a dump. */
  line(raw: string, lineNumber: number, writer: string | undefined): boolean {
    const stream = writer === undefined ? this.byPrefix(withoutNoise(raw)) : this.named(writer);
    if (stream === 'none') return false;
    return (stream?.parser ?? this.first).line(raw, lineNumber);
  }

  /** Something else begins: the goroutine at hand is over. */
  interrupt(): void {
    (this.current?.parser ?? this.first).interrupt();
  }

  /** The input is over. */
  end(cut: { midLine: boolean; atLimit: boolean; lastLine: number }): void {
    const last = this.current?.parser ?? this.first;
    const parsers = new Set([this.first, ...this.streams.map(stream => stream.parser)]);
    for (const parser of parsers)
      parser.end(parser === last ? cut : { ...cut, midLine: false, atLimit: false });
    for (const { parser, carried } of this.streams)
      if (carried === 0 && parser !== this.first) parser.join(this.first);
  }

  /** `none`: a line of another writer, who has shown no header yet. */
  private byPrefix(line: string): Stream | 'none' | undefined {
    const { current } = this;
    const before = line.includes('oroutine ') ? headerPrefix(line) : undefined;
    if (before !== undefined) return before.trim() === '' ? this.toFirst() : this.ofHeader(before);
    if (current?.identity === undefined) return current;
    for (const stream of this.streams) {
      if (stream.identity?.strip(line) === undefined) continue;
      stream.carried++;
      stream.followed = true;
      return stream;
    }
    if (current.carried > 1 && current.identity.resembles(line)) return 'none';
    current.followed = true;
    return this.streams.length > 1 && current.carried > 1 && line.trim() !== '' ? 'none' : current;
  }

  private toFirst(): undefined {
    this.current = undefined;
    return undefined;
  }

  private ofHeader(prefix: string): Stream | undefined {
    const identity = new PrefixIdentity(prefix);
    const known = this.streams.find(stream => stream.key === identity.key);
    if (known) return (this.current = known);
    const last = this.current ?? this.streams[0];
    if (last?.followed && last.carried === 0) return this.current;
    return this.open(identity.key, identity);
  }

  private named(writer: string): Stream | undefined {
    const known = this.writers.get(writer) ?? this.open(writer, undefined);
    if (known === undefined) return undefined;
    this.writers.set(writer, known);
    known.carried++;
    return (this.current = known);
  }

  private open(key: string, identity: PrefixIdentity | undefined): Stream | undefined {
    if (this.streams.length >= maxStreams) return this.current;
    const parser = this.streams.length === 0 ? this.first : new DumpParser(this.parts);
    this.current = { key, identity, parser, carried: 0, followed: false };
    this.streams.push(this.current);
    return this.current;
  }
}

/** What stands before the header of a line, `undefined` when it holds none. */
function headerPrefix(line: string): string | undefined {
  const found = findHeader(line, undefined);
  return found?.header ? prefixBefore(line, found.column) : undefined;
}
