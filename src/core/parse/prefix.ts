/** Logs write less before a line; more is text that happens to hold a header. */
const maxPrefix = 300;

/**
 * What stands before every line of a dump that went through a log, a quote or an indented paste. The first header shows
 * it; numbers in it (times, sequence numbers) may change from line to line.
 */
export class LinePrefix {
  private text = '';
  private pattern: RegExp | undefined;

  /** As found before the header, `undefined` when there is none. */
  get found(): string | undefined {
    return this.text === '' ? undefined : this.text;
  }

  /** Learns the prefix from the line of a header and the column where the header begins. */
  learn(line: string, column: number): void {
    const text = line.slice(0, column);
    if (text === this.text || text.length > maxPrefix) return;
    this.text = text;
    this.pattern = text.trim() === '' ? undefined : prefixPattern(text);
  }

  /** The line without its prefix, its carriage return and terminal colours. */
  strip(line: string): string {
    const plain = withoutNoise(line);
    if (this.text === '') return plain;
    if (plain.startsWith(this.text)) return plain.slice(this.text.length);
    const match = this.pattern?.exec(plain);
    return match ? plain.slice(match[0].length) : plain;
  }
}

/**
 * What of a prefix names the writer: words with the digits in them (`web-1`, `pod/web-7d9f`), and process ids
 * (`app[123]`). Numbers that stand alone (times, sequence numbers) change from line to line.
 */
export class PrefixIdentity {
  /** Equal for prefixes of one writer. */
  readonly key: string;
  private readonly pattern: RegExp;

  constructor(prefix: string) {
    const body = prefix.trimEnd();
    this.key = flexible(identityOf(body));
    this.pattern = new RegExp(`^${this.key} {0,${prefix.length - body.length}}`);
  }

  /** The line behind this prefix, `undefined` when it has another. */
  strip(line: string): string | undefined {
    const match = this.pattern.exec(line);
    return match ? line.slice(match[0].length) : undefined;
  }
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
  return pattern.replace(/^\s+/, '\\s*').replace(/[:-]\\d\+[:-]$/, '[:-]\\d+[:-]');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** The line without a trailing carriage return, and without terminal colours. */
export function withoutNoise(line: string): string {
  const plain = line.endsWith('\r') ? line.slice(0, -1) : line;
  // eslint would call the escape a control character in a pattern; it is what terminals send.
  return plain.includes('\x1b') ? plain.replace(ansi, '') : plain;
}

const ansi = new RegExp(String.raw`\u001b\[[0-9;]*[A-Za-z]`, 'g');

function prefixPattern(text: string): RegExp {
  const body = text.trimEnd();
  const blanks = text.length - body.length;
  const literal = flexible(escaped(body).replace(/\d+/g, '\\d+'));
  return new RegExp(`^${literal} {0,${blanks}}`);
}
