/**
 * Mail in quoted-printable (RFC 2045, section 6.7): long lines end in `=` and go on below, and what is not plain ASCII is written
 * as `=C3=A9`. Nothing else in a dump looks so, but a lone `=` may stand anywhere: only what makes a line of a stack is joined
 * until something shows that the text is of this encoding.
 */
import { textOfHex } from './escapes';
import { callName, looksLikeFile, parseCreatedBy, parseFileLine } from './frameLine';
import { findHeader } from './header';
import type { NumberedLine } from './lineOrder';

/** Encoders break lines before the 77th character, and not long before. */
const longest = 77;
const shortest = 60;
/** With what stands behind the sign. */
const longestSeen = 200;
/** More pieces than this are no line of a stack. */
const maxPieces = 100;

type Line = Pick<NumberedLine, 'text' | 'line'>;

export class QuotedPrintable {
  private found = false;
  private open: Line[] = [];

  /** Every line stands for itself, as far as anybody can tell. */
  get idle(): boolean {
    return !this.found && this.open.length === 0;
  }

  /** Takes a line without its end; returns the lines to read now, decoded, with the number of their first piece. */
  take(text: string, line: number): readonly Line[] {
    const plain = !text.includes('=') && this.open.length === 0;
    if (plain && !/^content-transfer-encoding:/i.test(text)) return [{ text, line }];
    this.look(text);
    this.open.push({ text, line });
    const goesOn = isSoftBreak(text) && (this.found || this.open.length > 1 || mayBreak(text));
    return goesOn && this.open.length < maxPieces ? [] : this.end();
  }

  /** The input is over, or the line at hand is. */
  end(): readonly Line[] {
    const { open } = this;
    this.open = [];
    const [first, ...rest] = open;
    if (first === undefined) return [];
    const whole = open.map(({ text }) => text.replace(/=\s*$/, '')).join('');
    if (rest.length > 0 && isOfStack(decoded(whole))) this.found = true;
    if (!this.found) return open;
    return [{ text: rest.length > 0 ? decoded(whole) : decoded(first.text), line: first.line }];
  }

  private look(text: string): void {
    const encoding = /^content-transfer-encoding:\s*(\S{1,40})/i.exec(text)?.[1];
    if (encoding !== undefined) this.found = encoding.toLowerCase() === 'quoted-printable';
    else this.found ||= isEncodedStack(text);
  }
}

/** An equals sign at the end; two are of a rule, or of base64. */
function isSoftBreak(text: string): boolean {
  return text.length <= longestSeen && /[^=]=\s{0,3}$/.test(text.slice(-10));
}

/** How lines of a stack begin; blanks alone begin many others. */
const beginOfStack =
  /^(?:goroutine \d|created by |\t|=09| *(?:\/|[A-Za-z]:\/)|#\s|\d+ @ 0x|[a-z][\w-]*\.[\w.-]+\/|[^\s(]+\.[^\s(]*\()/;

/** The begin of a line of a stack, of the length at which encoders break: the next line tells. */
function mayBreak(text: string): boolean {
  return text.length >= shortest && text.length <= longest && beginOfStack.test(text);
}

/** Characters or a register that only this encoding writes so, in a line of a stack. Labels are the program's own text. */
function isEncodedStack(text: string): boolean {
  if (/^goroutine \d{1,20} gp=3D0x/.test(text)) return true;
  if (text.includes('"') || text.startsWith('goroutine ')) return false;
  // A symbol holds no equals sign; a path may.
  const isShown = /^=09\S|=[CDEF][0-9A-F]=[89AB][0-9A-F]|^(?:created by )?\w[^\s(]*=[0-9A-F]{2}/;
  return isShown.test(text) && isOfStack(decoded(text));
}

function isOfStack(text: string): boolean {
  if (findHeader(text, undefined)?.column === 0 || parseCreatedBy(text)) return true;
  if (/^(?:\d+ @ 0x[0-9a-f]+ |#\s*0x[0-9a-f]+\s.*\+0x[0-9a-f]+\s.*:\d+$)/.test(text)) return true;
  return callName(text) !== undefined || (looksLikeFile(text) && parseFileLine(text) !== undefined);
}

/** The text with its escapes as characters: UTF-8, or Latin-1 where they are none. */
function decoded(text: string): string {
  return text.replace(/(?:=[0-9A-Fa-f]{2})+/g, escapes => textOfHex(escapes.slice(1).split('=')));
}
