/** Line feeds that a log, a form or a report wrote as other characters: several lines of a dump in one. */
import { withoutEntities } from './repair';
import { decodeText } from './utf8';

interface Escaping {
  /** How it writes a line feed. */
  readonly feed: string;
  readonly decode: (text: string) => string;
}

const named: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** Text of a JSON or Go string without its escapes. */
export function unescaped(text: string): string {
  return text.replace(/\\u([0-9a-fA-F]{4})|((?:\\x[0-9a-fA-F]{2})+)|\\(.)/gs, (_, ...parts) => {
    const [unicode, bytes, char = ''] = parts as (string | undefined)[];
    if (unicode !== undefined) return String.fromCharCode(parseInt(unicode, 16));
    return bytes === undefined ? (named[char] ?? char) : textOfHex(bytes.slice(2).split('\\x'));
  });
}

/** The text of bytes in hexadecimal digits: UTF-8, or Latin-1 where they are none. */
export function textOfHex(digits: readonly string[]): string {
  return textOfBytes(digits.map(hex => parseInt(hex, 16)));
}

function textOfBytes(codes: readonly number[]): string {
  const bytes = Uint8Array.from(codes);
  const utf8 = decodeText(bytes);
  if (!utf8.includes('\ufffd')) return utf8;
  return Array.from(bytes, byte => String.fromCharCode(byte)).join('');
}

/** `goroutine `, as Go prints the bytes of a stack that was not made a string. */
const decimals = new RegExp(
  `(?:^|[^\\d])${Array.from('goroutine ', char => char.charCodeAt(0)).join('[ ,]')}[\\d ,]*`,
);

/** The lines of a stack whose bytes are printed as numbers: `[103 111 114 111 117 …]`. */
export function linesOfDecimals(line: string): string[] | undefined {
  const match = line.includes('103') ? decimals.exec(line) : null;
  const codes = match?.[0].match(/\d+/g);
  return codes ? textOfBytes(codes.map(Number)).split('\n') : undefined;
}

/** Octal numbers behind a sign: rsyslog writes `#012` for a line feed and `#011` for a tab. */
const octal = (pattern: RegExp) => (text: string) =>
  text.replace(pattern, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));

/** TeamCity marks what is special to it by a bar. */
export function withoutBars(text: string): string {
  return text.replace(/\|(?:0x([0-9a-f]{4})|(.))/gs, (_, ...parts) => {
    const [code, char = ''] = parts as (string | undefined)[];
    return code === undefined ? (named[char] ?? char) : String.fromCharCode(parseInt(code, 16));
  });
}

const separated = (feed: string): Escaping => ({
  feed,
  decode: text => text.replaceAll(feed, '\n'),
});

const escapings: readonly Escaping[] = [
  { feed: '\\n', decode: unescaped },
  { feed: '\\r\\n', decode: unescaped },
  { feed: '\\\\n', decode: text => unescaped(unescaped(text)) },
  { feed: '\\x0a', decode: unescaped },
  { feed: '\\u000a', decode: unescaped },
  { feed: '#012', decode: octal(/#([0-3][0-7]{2})/g) },
  { feed: '\\012', decode: octal(/\\([0-3][0-7]{2})/g) },
  { feed: '&#xA;', decode: withoutEntities },
  { feed: '&#xa;', decode: withoutEntities },
  { feed: '&#10;', decode: withoutEntities },
  separated('\u2028'),
  separated('\u2029'),
  separated('\u0085'),
  separated('⏎'),
  separated('↵'),
];

/** A character of each of these. */
const escape = /[\\#&\u2028\u2029\u0085⏎↵]/;

/** Ends of lines that begin a goroutine: of headers, of those of goleak, of reports of the race detector. */
const begins = [']:', '}:', 'of the stack:', 'DATA RACE'];
/** The same of a listing of the debugger. */
const listed = /oroutine \d+ - User: /;

/**
 * The lines of a text that holds the end of a header, or of the title of a profile, and behind it an escaped line feed. The
 * dump begins at `from`; lines of the same text above it are lines too.
 */
export function linesOfEscaped(line: string, from: number): string[] | undefined {
  const dump = line.slice(from);
  if (!escape.test(dump)) return undefined;
  const found = escapingOf(dump);
  if (found === undefined) return undefined;
  if (line.slice(0, from).includes(found.feed)) return found.decode(line).split('\n');
  const [first = '', ...rest] = found.decode(dump).split('\n');
  return [line.slice(0, from) + first, ...rest];
}

/** Labels hold line feeds of their own, written in another way: those of the dump are more. */
function escapingOf(text: string): Escaping | undefined {
  const title = /profile: total \d{1,9}/.exec(text);
  const behind = title ? text.slice(title.index + title[0].length, title.index + 40) : '';
  const titled = escapings.find(({ feed }) => behind.startsWith(feed));
  if (titled) return titled;
  const ends = listed.test(text) ? [...begins, ')', ']'] : begins;
  const found = escapings.filter(({ feed }) => ends.some(end => text.includes(end + feed)));
  const [first, second] = found;
  if (second === undefined) return first;
  const count = ({ feed }: Escaping) => text.split(feed).length;
  return found.reduce((most, next) => (count(next) > count(most) ? next : most));
}
