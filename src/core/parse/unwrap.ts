/**
 * Dumps inside JSON and other wrappings of a log: a container log writes each line as the `log` of an object, structured logs
 * put a whole dump into one string, exports make lists of records. Everything else passes as it is.
 */
import { isDumpBegin } from './dumpBegin';
import { linesOfDecimals, linesOfEscaped, unescaped, withoutBars } from './escapes';
import { closingQuote, FoldedStrings } from './foldedStrings';
import { findHeader } from './header';
import { lineKeys, recordsOf, writerOf } from './jsonLog';
import type { LogRecord } from './jsonLog';
import { PartialLines } from './partialLines';
import { withoutNoise } from './noise';
import { withoutEntities } from './repair';
import { WrappedStrings } from './wrappedStrings';

export interface Unwrapped {
  readonly lines: readonly string[];
  /** Who wrote them: a pod, a container, a package under test; `undefined` when the record does not say. */
  readonly writer?: string;
}

/** A string inside a string inside a string is as deep as logs go. */
const maxDepth = 3;

/** Takes lines of an input out of what stands around them. */
export class Unwrapper {
  /** A record of JSON over several lines is open: its other lines are none of the dump. */
  private inRecord = false;
  private readonly partial = new PartialLines();
  private readonly strings = new FoldedStrings();
  private readonly wrapped = new WrappedStrings();

  /** No line is held back. */
  get idle(): boolean {
    return this.strings.idle && this.wrapped.idle;
  }

  /** The lines that stand in a line of a log, by writer; `undefined` when it is an ordinary line. */
  take(line: string): readonly Unwrapped[] | undefined {
    const lines = this.joined(this.partial.take(line));
    if (lines.length === 1 && lines[0] === line) return this.takeWhole(line);
    return this.takeAll(lines);
  }

  /** The input is over. */
  end(): readonly Unwrapped[] {
    const lines = this.joined(this.partial.end());
    const last = this.strings.end().flatMap(line => this.wrapped.take(line));
    return this.takeAll([...lines, ...last, ...this.wrapped.end()]);
  }

  /** Strings that stand on several lines, each as one. */
  private joined(lines: readonly string[]): readonly string[] {
    const [only] = lines;
    return only !== undefined && lines.length === 1
      ? this.joinedLine(only)
      : lines.flatMap(line => this.joinedLine(line));
  }

  private joinedLine(line: string): readonly string[] {
    const lines = this.strings.take(line);
    const [only] = lines;
    return only !== undefined && lines.length === 1
      ? this.wrapped.take(only)
      : lines.flatMap(part => this.wrapped.take(part));
  }

  private takeAll(lines: readonly string[]): readonly Unwrapped[] {
    return lines.flatMap(line => this.takeWhole(line) ?? [{ lines: [line] }]);
  }

  private takeWhole(line: string): readonly Unwrapped[] | undefined {
    const field = line.includes('"') ? lineField.exec(line) : null;
    if (field && lineKeys.includes(field[1] ?? '')) {
      this.inRecord = true;
      return [deeper({ lines: linesOf(field[2] ?? '') }, 0)];
    }
    if (this.inRecord && recordLine.test(line)) return linesInRecord(line);
    return unwrapped(line, 0);
  }
}

/** `"message": "main.f()",` on a line of its own; logstash writes an arrow. */
const lineField = /^\s*"([\w@]{1,40})"\s*(?::|=>)\s*"((?:[^"\\]|\\.)*)"\s*,?\s*$/;
/** The other lines of such a record. */
const recordLine = /^\s*(?:[{}[\]]{1,3}\s*,?|\},\s*\{|"[\w@.:/-]{1,100}"\s*(?::|=>).*)\s*$/;

/** A whole dump may be in another field of the record. */
function linesInRecord(line: string): readonly Unwrapped[] {
  return (line.includes('oroutine') ? unwrapped(line, 0) : undefined) ?? [];
}

/** Without one of these a line is in no wrapping: most lines of most dumps. */
const wrapping = /["'<]|oroutine|DATA RACE|##teamcity|103[ ,]/;

function unwrapped(line: string, depth: number): readonly Unwrapped[] | undefined {
  if (!wrapping.test(line)) return undefined;
  // Labels are the program's own text: what looks like a dump or a page in them is none.
  if (/^[^\w"']*labels:/.test(line)) return undefined;
  const single = line.includes("'") ? (ofSingleQuotes(line) ?? ofListOfStrings(line)) : undefined;
  if (single) return single;
  // Quotes are of the elements of XML around the text, and of labels in it.
  if (feedOfLog.test(line) || escapedTitle.test(line)) return ofUnquoted(line);
  const cell = line.includes('""') ? ofCell(line) : undefined;
  if (cell) return cell;
  if (/labels: ?\{"/.test(line)) return undefined;
  const page = line.includes('<') ? ofMarkup(line) : undefined;
  if (page) return page;
  if (line.startsWith('##teamcity[')) return [{ lines: ofTeamCity(line) }];
  if (!line.includes('"')) return ofUnquoted(line);
  const records = recordsOf(line);
  if (records) return records.map(record => deeper(ofRecord(record), depth));
  const quoted = listItem.exec(line);
  if (quoted) return [deeper({ lines: linesOf(quoted[1] ?? '') }, depth)];
  if (line.includes('oroutine') && line.includes('\\n')) {
    if (findHeader(withoutNoise(line), undefined)) return undefined;
    const lines = dumpInQuotes(line);
    if (lines) return [{ lines }];
  }
  return messageOf(line) ?? (findHeader(line, undefined) ? undefined : ofUnquoted(line));
}

/** Line feeds behind a header as no string of a program writes them. */
const feedOfLog =
  /(?:[\]}]:|of the stack:|DATA RACE|profile: total \d{1,9})(?:#012|\\012|&#(?:10|x[aA]);|[\u2028\u2029\u0085⏎↵])/;

/** A whole profile on a line, which is no string in quotes: those in it are of its labels. */
const escapedTitle = /^[^"{]*goroutine(?:leak)? profile: total \d{1,9}(?:\\r)?\\n/;

function ofSingleQuotes(line: string): readonly Unwrapped[] | undefined {
  const item = listItem.exec(line);
  return item?.[2] === undefined ? undefined : [{ lines: linesOf(item[2]) }];
}

/** A list as Python prints it, `['goroutine 1 [running]:', 'main.f()', …]`: quotes are single where the text holds none. */
function ofListOfStrings(line: string): readonly Unwrapped[] | undefined {
  const open = line.includes('oroutine')
    ? /^\s*(?:[\w.]{1,40} ?[=:] ?)?\[\s*(?=')/.exec(line)
    : null;
  if (!open) return undefined;
  const lines: string[] = [];
  for (let at = open[0].length; at < line.length;) {
    const quote = line[at] ?? '';
    if (quote !== "'" && quote !== '"') return undefined;
    const end = stringEnd(line, at + 1, quote);
    for (const text of linesOf(line.slice(at + 1, end))) lines.push(text);
    const [between] = /^,\s*|^\s*\]\s*$/.exec(line.slice(end + 1, end + 20)) ?? [];
    if (between === undefined) return undefined;
    at = end + 1 + between.length;
  }
  return [{ lines }];
}

/** A header with labels in a table of values, where quotes are doubled. */
function ofCell(line: string): readonly Unwrapped[] | undefined {
  if (!line.includes('goroutine ') || findHeader(line, undefined)?.header) return undefined;
  const single = line.replaceAll('""', '"');
  return findHeader(single, undefined)?.header ? [{ lines: [single] }] : undefined;
}

/** A line out of a record may be a record itself: container logs hold the JSON that the program wrote. */
function deeper(found: Unwrapped, depth: number): Unwrapped {
  if (depth >= maxDepth) return found;
  const lines = found.lines.flatMap(line => {
    if (!line.includes('oroutine') && !line.startsWith('{')) return [line];
    return unwrapped(line, depth + 1)?.flatMap(({ lines }) => lines) ?? [line];
  });
  return { ...found, lines };
}

/** A line of a dump as an item of a list in JSON or source: `  "main.f()",`, `"main.f()\n" +`, `'main.f()\n'`. */
const listItem = /^\s*(?:"((?:[^"\\]|\\.)*)"|[bru]?'((?:[^'\\]|\\.)*)')(?:,| \+)?\s*$/;
/** Structured text of logrus and slog. */
const logfmt = /^(?:time|ts|t|level|lvl)=/;

/** The message of `time="…" level=error msg="main.f()"`. */
function messageOf(line: string): readonly Unwrapped[] | undefined {
  const at = logfmt.test(line) ? line.indexOf(' msg="') : -1;
  if (at < 0) return undefined;
  const begin = at + ' msg="'.length;
  return [{ lines: linesOf(line.slice(begin, stringEnd(line, begin))) }];
}

/** A dump whose line feeds are written as other characters, without quotes around it. */
function ofUnquoted(line: string): readonly Unwrapped[] | undefined {
  const bytes = linesOfDecimals(line);
  if (bytes) return [{ lines: [...bytes, ''] }];
  const at = line.search(/\[?[gG]oroutine|WARNING: DATA RACE/);
  if (at < 0) return undefined;
  const lines = linesOfEscaped(line, at) ?? withEntities(line, at);
  // The empty line ends the last goroutine: what follows in the log is not of it.
  return lines && [{ lines: [...lines, ''] }];
}

/** A header whose blanks or brackets a page wrote as entities. */
function withEntities(line: string, from: number): string[] | undefined {
  const begin = line.slice(from);
  if (!begin.includes('&') || findHeader(begin, undefined)?.header) return undefined;
  const text = withoutEntities(begin);
  return findHeader(text, undefined) ? [line.slice(0, from) + text] : undefined;
}

/** Elements that pages put around lines; `<a>`, `<b>` and `<i>` may stand in the name of a C++ function. */
const tags =
  /<\/?(?:wbr|span|p|div|li|ol|ul|tr|td|th|tbody|table|pre|code|samp|font|mark|strong|em)\b[^<>]*>/gi;

/** A line of a web page: its breaks are line ends, its tags are nothing. */
function ofMarkup(line: string): readonly Unwrapped[] | undefined {
  if (/^\s*\{/.test(line) || findHeader(line, undefined)?.header?.rest === '') return undefined;
  // The line feed behind a break is none of the page.
  if (/<br\b/i.test(line))
    return [
      {
        lines: line
          .replace(/<br ?\/?>\s*$/i, '')
          .split(/<br ?\/?>/i)
          .map(part => withoutEntities(withoutTags(part))),
      },
    ];
  const text = withoutTags(line);
  if (text === line) return undefined;
  // A tag that stands alone is no empty line.
  const nothing = text.trim() === '' && !/^\s*<(p|div|li|span)\b[^<>]*><\/\1>\s*$/i.test(line);
  return nothing ? [] : (ofUnquoted(text) ?? [{ lines: [text] }]);
}

function withoutTags(line: string): string {
  if (!line.includes('<')) return line;
  const text = line.replace(/<\/t[dh]>/gi, ' ').replace(tags, '');
  return text === line || !text.includes('&') ? text : withoutEntities(text);
}

/** The text of a service message: `##teamcity[message text='main.f()' status='NORMAL']`. */
function ofTeamCity(line: string): string[] {
  const attribute = / (?:details|text|out)='((?:[^'|]|\|.)*)'/.exec(line);
  return attribute ? splitLines(withoutBars(attribute[1] ?? '')) : [];
}

function ofRecord(record: LogRecord): Unwrapped {
  const lines = linesOfRecord(record);
  const writer = writerOf(record);
  return writer === undefined ? { lines } : { lines, writer };
}

/** A field that holds a header with its stack, else the line that the program wrote, else nothing. */
function linesOfRecord(record: LogRecord): string[] {
  for (const text of record.values()) {
    if (!text.includes('oroutine')) continue;
    const lines = splitLines(text);
    // The empty line ends the last goroutine: what follows in the log is not of it.
    if (lines.length > 1 && lines.some(isDumpBegin)) return [...lines, ''];
  }
  const key = lineKeys.find(name => record.has(name));
  return key === undefined ? [] : splitLines(record.get(key) ?? '');
}

/** A quoted text that holds a header and, escaped, the line feed behind it. */
function dumpInQuotes(line: string): string[] | undefined {
  for (let quote = line.indexOf('"'); quote >= 0;) {
    const end = stringEnd(line, quote + 1);
    const lines = linesOf(line.slice(quote + 1, end));
    // The empty line ends the last goroutine: what follows in the log is not of it.
    if (lines.length > 1 && lines.some(isDumpBegin)) return [...lines, ''];
    quote = line.indexOf('"', end + 1);
  }
  return undefined;
}

/** Where the string that begins at `from`, behind its quote, ends: its closing quote, or the end of the line. */
function stringEnd(line: string, from: number, quote?: string): number {
  const end = closingQuote(line, from, quote);
  return end < 0 ? line.length : end;
}

function linesOf(escaped: string): string[] {
  return splitLines(unescaped(escaped));
}

function splitLines(text: string): string[] {
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}
