/**
 * A line of a log that holds a dump with its line feeds escaped is longer than any terminal: what was copied from one is cut
 * at every edge. Its pieces are put together again.
 */
import { closingQuote } from './foldedStrings';
import { callName, parseFileLine } from './frameLine';

/** A header or a title with the escaped line feed behind it, as {@link linesOfEscaped} reads them. */
const dump = /(?:goroutine [^\n]{1,300}?[\]}]:|profile: total \d{1,9})(\\{1,2}n|\\r\\n|#012|\\012)/;
/** Log lines of one writer begin alike, with the date or the host. */
const alike = 4;
/** No terminal is narrower where people read logs. */
const minWidth = 60;
const escapedTab = /^(?:#011|\\t|\\011)/;
const maxText = 1 << 20;
const maxLines = 20_000;

interface OpenString {
  readonly pieces: string[];
  /** How it writes a line feed. */
  readonly feed: string;
  /** It stands in quotes, and ends with them. */
  readonly quoted: boolean;
  chars: number;
}

export class WrappedStrings {
  private open: OpenString | undefined;

  get idle(): boolean {
    return this.open === undefined;
  }

  /** Takes a line; returns the lines to read now: none while a string goes on. */
  take(line: string): readonly string[] {
    const { open } = this;
    if (open === undefined) return this.begins(line) ? [] : [line];
    const closes = open.quoted && /^[\w./:+()[\]{}*, -]+"/.test(line);
    if (!goesOn(open, line, closes)) return [...this.end(), ...this.take(line)];
    open.pieces.push(line);
    open.chars += line.length;
    return closes ? this.end() : [];
  }

  /** The input is over. */
  end(): readonly string[] {
    const pieces = this.open?.pieces ?? [];
    this.open = undefined;
    const whole = pieces.join('');
    return whole.includes('oroutine') ? [whole] : pieces;
  }

  private begins(line: string): boolean {
    // Labels of a dump are the program's own text.
    if (/^[^\w"]*labels:/.test(line)) return false;
    this.open = openedDump(line) ?? openedField(line);
    return this.open !== undefined;
  }
}

/** A line that holds the begin of a dump and not its end. */
function openedDump(line: string): OpenString | undefined {
  const match = line.includes('oroutine') ? dump.exec(line) : null;
  const quote = match ? openQuoteBefore(line, match.index) : 'closed';
  if (!match || quote === 'closed') return undefined;
  const quoted = quote === 'open';
  const open = { pieces: [line], feed: match[1] ?? '', quoted, chars: line.length };
  return quoted || (line.length >= minWidth && endsOpen(open)) ? open : undefined;
}

/** A record of a log whose last field is not closed: the dump may begin in the next piece. */
function openedField(line: string): OpenString | undefined {
  if (line.length < minWidth || !/[=:] ?"/.test(line)) return undefined;
  if (/^[^\w"]*goroutine /.test(line)) return undefined;
  const quoted = openQuoteBefore(line, line.length) === 'open';
  return quoted ? { pieces: [line], feed: '\\n', quoted, chars: line.length } : undefined;
}

/** Every piece of a dump holds line feeds, but for the last; the next record of the log begins as this one did. */
function goesOn(open: OpenString, line: string, closes: boolean): boolean {
  const { pieces, feed, chars, quoted } = open;
  const [first = ''] = pieces;
  if (pieces.length >= maxLines || chars > maxText || line.trim() === '') return false;
  if (line.slice(0, alike) === first.slice(0, alike)) return false;
  // A piece as wide as the terminal may hold a path and nothing else.
  if (quoted) return line.includes(feed) || closes || isFull(open, line);
  return isCut(open, line) && (line.includes(feed) || isLastPiece(open, line));
}

function isFull({ pieces }: OpenString, line: string): boolean {
  const width = pieces[0]?.length;
  return line.length === width && pieces.at(-1)?.length === width;
}

/** Without quotes only the edge tells: a terminal fills every line but the last, and breaks it anywhere. */
function isCut(open: OpenString, next: string): boolean {
  const { pieces, feed } = open;
  const [first = ''] = pieces;
  if (pieces.at(-1)?.length !== first.length || next.length > first.length) return false;
  return endsOpen(open) || next.startsWith(feed) || escapedTab.test(next);
}

/** It ends in the middle of a line of the dump. */
function endsOpen(open: OpenString): boolean {
  const tail = tailOf(open);
  return tail !== '' && !/(?:\)|\]:| \+0x[0-9a-f]+)$/.test(tail);
}

/** What stands behind the last line feed. */
function tailOf({ pieces, feed }: OpenString): string {
  const last = pieces.at(-1) ?? '';
  return last.slice(last.lastIndexOf(feed) + feed.length);
}

/** The last piece has no line feed: it has to end the line of the dump that the piece before left open. */
function isLastPiece(open: OpenString, line: string): boolean {
  const whole = `${tailOf(open)}${line}`.replace(escapedTab, '\t');
  return parseFileLine(whole) !== undefined || callName(whole) !== undefined;
}

/** Whether the text at an index stands in quotes that the line closes, in double quotes that it leaves open, or in none. */
function openQuoteBefore(line: string, index: number): 'closed' | 'open' | 'none' {
  if (/'(?:[^'\\]|\\.)*$|`[^`]*$/.test(line.slice(0, index))) return 'closed';
  for (let quote = line.indexOf('"'); quote >= 0 && quote < index;) {
    const end = closingQuote(line, quote + 1);
    if (end < 0) return 'open';
    if (end > index) return 'closed';
    quote = line.indexOf('"', end + 1);
  }
  return 'none';
}
