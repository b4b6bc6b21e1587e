import { withoutNoise } from './noise';
import { isStackText } from './stackText';

/** Logs write less before a line; more is text that happens to hold a header. */
const maxPrefix = 300;
/** Logs carry a line behind a time, a host, a program, a level, a place. */
const maxCarrierWords = 12;
/** Empty lines, or one of another writer, may stand below a header. */
const maxUndecided = 3;

/**
 * What stands before every line of a dump that went through a log, a quote or an indented paste. The first header shows
 * it; numbers in it (times, sequence numbers) may change from line to line.
 */
export class LinePrefix {
  private text = '';
  private pattern: RegExp | undefined;
  /** Headers may stand behind more than the other lines do (`12:04:05 leaktest: leaked goroutine: `): what all lines have. */
  private carrier: RegExp | undefined;
  /** Lines below the header that may still show it. */
  private undecided = 0;
  /** What stands behind every line: the frame of a table, the quotes of a list. */
  private suffix: RegExp | undefined;
  /** The prefix is the other columns of a table of comma-separated values. */
  private separated = false;

  /** As found before the header, `undefined` when there is none. */
  get found(): string | undefined {
    return this.text === '' ? undefined : this.text;
  }

  /** Every line has it; the other columns of a table stand before the first line of a cell only. */
  get isOfEachLine(): boolean {
    return this.text.trim() !== '' && !this.separated;
  }

  /** Learns the prefix from the line of a header and the column where the header begins, and what ends the line. */
  learn(line: string, column: number): void {
    const text = prefixBefore(line, column);
    // Two lines in one: what ends in a letter stands before no other line.
    if (/[A-Za-z]$/.test(text)) return;
    this.separated = /\S[,;]$/.test(text);
    if (text.length > maxPrefix) return;
    this.suffix = suffixPattern(line.slice(column));
    const isBlank = text.trim() === '';
    this.undecided = isBlank ? 0 : maxUndecided;
    if (text === this.text) return;
    this.text = text;
    this.pattern = isBlank ? undefined : prefixPattern(text);
    if (this.carrier?.test(text) !== true) this.carrier = undefined;
  }

  /** The line without its prefix, its carriage return and terminal colours. */
  strip(line: string): string {
    const plain = withoutNoise(line);
    const text = this.withoutPrefix(plain);
    const whole = this.suffix ? text.trimEnd().replace(this.suffix, '') : text;
    return this.separated ? cellText(whole) : whole;
  }

  private withoutPrefix(line: string): string {
    if (this.text === '') return line;
    // A number at its end goes on: `1` stands before the first line, and `10` before the tenth.
    const isWhole = !/\d$/.test(this.text);
    if (isWhole && line.startsWith(this.text)) return line.slice(this.text.length);
    const match = this.pattern?.exec(line) ?? this.carrierIn(line);
    return match ? line.slice(match[0].length) : line;
  }

  private carrierIn(line: string): RegExpExecArray | null {
    const match = this.carrier?.exec(line) ?? null;
    if (match || this.undecided === 0) return match;
    this.undecided--;
    this.carrier ??= carrierOf(this.text, this.suffix ? line.replace(this.suffix, '') : line);
    if (this.carrier) this.undecided = 0;
    return this.carrier?.exec(line) ?? null;
  }
}

/** The longest part of a header's prefix behind which a line below it is one of a dump. */
function carrierOf(prefix: string, line: string): RegExp | undefined {
  return [...prefix.matchAll(/\s+/g)]
    .slice(0, maxCarrierWords)
    .map(({ index, 0: blanks }) => prefix.slice(0, index + blanks.length))
    .filter(part => part.trim() !== '')
    .reverse()
    .map(prefixPattern)
    .find(pattern => {
      const match = pattern.exec(line);
      const text = match && line.slice(match[0].length).trim();
      return text !== null && (isStackText(text) || /^-?\d+ @ 0x/.test(text));
    });
}

/** What stands before a column. In a table of values a cell is quoted where it must be: the quote is not of the prefix. */
export function prefixBefore(line: string, column: number): string {
  return line.slice(0, /\S[,;]"$/.test(line.slice(0, column)) ? column - 1 : column);
}

/** Behind the colon of a header, Go's or goleak's, or the number of a title. */
const ends = /(?:[\]}]:|stack:|total \d{1,9})(\s*(?:[|│┃║+$`'"\\]+[,;]?|"?[,;][^\s()]{0,100}))\s*$/;

/** What stands behind a header that ends its text, with any number in it; `undefined` for none. */
function suffixPattern(line: string): RegExp | undefined {
  const text = ends.exec(line)?.[1]?.trim();
  if (text === undefined) return undefined;
  // Only cells that need it are quoted.
  const [quote = '', rest = ''] = /^("?)(?=[,;]\S)/.test(text)
    ? ['"?', text.replace(/^"/, '')]
    : ['', text];
  return new RegExp(`${quote}${escaped(rest).replace(/\d+/g, '\\d+')}$`);
}

/** A cell without its quotes, which are doubled inside; only one of them may be on this line. */
function cellText(cell: string): string {
  return cell.replace(/^"|"$/g, '').replaceAll('""', '"');
}

/**
 * What of a prefix names the writer: words with the digits in them (`web-1`, `pod/web-7d9f`), and process ids
 * (`app[123]`). Numbers that stand alone (times, sequence numbers) change from line to line.
 */
export class PrefixIdentity {
  /** Equal for prefixes of one writer. */
  readonly key: string;
  private readonly pattern: RegExp;
  private readonly shape: RegExp | undefined;

  constructor(prefix: string) {
    const body = prefix.trimEnd();
    this.key = flexible(identityOf(body));
    this.pattern = new RegExp(`^${this.key}${fewer(prefix.slice(body.length))}`);
    this.shape = shapeOf(body);
  }

  /** Whether a line that has not this prefix has one of the same form: that of another writer. */
  resembles(line: string): boolean {
    return this.shape?.test(line) === true;
  }

  /** The line behind this prefix, `undefined` when it has another. */
  strip(line: string): string | undefined {
    const match = this.pattern.exec(line);
    return match ? line.slice(match[0].length) : undefined;
  }
}

/** `web-1  |` and `db-1   |` have one form, as have `[pod/a/b]` and `[pod/c/d]`; blanks alone are no form. */
function shapeOf(body: string): RegExp | undefined {
  if (!/\w.*[|\]>]$/.test(body) || body.length > maxPrefix) return undefined;
  const parts = body.replace(/[\w./@-]+|\s+|[^\w./@\s-]/g, part =>
    /^\s/.test(part) ? '\\s+' : /^[\w./@-]/.test(part) ? '[\\w./@-]+' : escaped(part),
  );
  return new RegExp(`^${parts}`);
}

/** A name; digits (with the `T` of a date and the `Z` behind a time); anything else. */
const parts = /[A-Za-z_][\w./-]*(?:\[\d+\])?|\d+(?:T(?=\d))?|[^A-Za-z_\d]+/g;

function identityOf(body: string): string {
  return body.replace(parts, part =>
    /^\d/.test(part) ? `\\d+${part.endsWith('T') ? 'T' : ''}` : escaped(part),
  );
}

/** Numbers grow into the blanks before them (`cat -n`), and grep writes `-12-` beside `:12:`. */
function flexible(pattern: string): string {
  return pattern.replace(/^\s*(?=\\d\+)|^\s+/, '\\s*').replace(/[:-]\\d\+[:-]$/, '[:-]\\d+[:-]');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function prefixPattern(text: string): RegExp {
  const body = text.trimEnd();
  const literal = flexible(escaped(body).replace(/\d+/g, '\\d+'));
  return new RegExp(`^${literal}${fewer(text.slice(body.length))}`);
}

/** The blanks that end a prefix, or fewer of them; a tab is one, and any other is of the text behind. */
function fewer(blanks: string): string {
  return blanks.replace(/\t|[^\t]+/g, part => (part === '\t' ? '\\t?' : ` {0,${part.length}}`));
}
