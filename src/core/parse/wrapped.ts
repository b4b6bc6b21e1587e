/** Lines that a terminal, a mail or a form has cut in two at its right edge: what belongs together again. */
import { callName, isSymbol, looksLikeFile, parseFileLine } from './frameLine';
import { findHeader } from './header';
import { waitReasonOf } from '../waitReason';
import { isOpenEnded } from './repair';

/** Longer than any path: what is not a whole file line until then is none. */
const maxPath = 1000;

/** Whether a line below a call is the first half of a file line: `/go/pkg/mod/golang.org/x/net/tra`, `/app/main.go:12 +0`. */
export function isOpenPath(line: string): boolean {
  const text = line.trim();
  if (text.length > maxPath || !text.includes('/') || parseFileLine(text) !== undefined)
    return false;
  return /^(?:\/|\.{1,2}\/|[A-Za-z]:\/)[^\s()]*$/.test(text) || openNumbers.test(text);
}

/** A file line that breaks off in its offset or its registers: `/app/main.go:12 +0`, `/app/main.go:12 +0x1d fp=0xc00`. */
const openNumbers =
  /^\S+:\d+ \+0?x?$|^\S+:\d+(?: \+0x[0-9a-f]+)? (?:f|fp|fp=[0-9a-fx]*)(?: (?:s|sp|sp=[0-9a-fx]*|sp=\S+ (?:p|pc|pc=0?x?)?)?)?$/;
/** What such a line lacked: `012ab sp=0xc00 pc=0x43`, `fp=0xc0 sp=0xc0 pc=0x43`. */
const restOfNumbers = /^[0-9a-fx]{0,18} ?(?:(?:fp|sp|pc|p|c)?=(?:0x)?[0-9a-f]{1,16} ?){1,3}$/;

/** Whether a line is the rest of the registers behind a place that was whole without them. */
export function isRestOfRegisters(text: string): boolean {
  return restOfNumbers.test(text);
}

/** The file line that two halves make, `undefined` when they make none. */
export function joinedPath(open: string, next: string): string | undefined {
  const [first, second] = [open.trim(), next.trim()];
  const glued = `\t${first}${second}`;
  const isWhole = (line: string) =>
    looksLikeFile(line) && /\.\w+:\d+(?: |$)/.test(line) && parseFileLine(line) !== undefined;
  if (isWhole(glued)) return glued;
  // Where the line broke at a blank, trimming has lost it.
  return first.includes(' ') && isWhole(`\t${first} ${second}`)
    ? `\t${first} ${second}`
    : undefined;
}

/** The call that two halves make, `undefined` when they are two lines: `net/http.(*conn).ser` and `ve(0xc0001)`. */
export function joinedCall(open: string, next: string): string | undefined {
  if (/[\s()]/.test(open.replace(/\(\*\w+\)/g, '')) || !/^[^\s/]/.test(next)) return undefined;
  const insidePath = open.includes('/') && !/\.\w+:\d+$/.test(open);
  if (!insidePath && !(isSymbol(open) && callName(next) === undefined)) return undefined;
  const whole = open + next;
  return callName(whole) !== undefined || isOpenEnded(whole) ? whole : undefined;
}

/** The creator that two halves make: `created by net/http.(*Server).Se` and `rve in goroutine 1`. */
export function joinedCreator(open: string, next: string): string | undefined {
  if (/ in goroutine \d+$/.test(open) || !/^\S* ?in goroutine \d+$/.test(next)) return undefined;
  return open + (next.startsWith('in ') ? ' ' : '') + next;
}

/** The rest of a line number that was cut in two: `/app/main.go:1` and `2 +0x1d` is line 12. */
export function restOfLineNumber(text: string): string | undefined {
  return /^(\d{1,6})(?: \+0x[0-9a-f]+)?$/.exec(text)?.[1];
}

/** A header cut at a blank or in mid-word: with the words that Go prints, the two halves tell. */
export function joinedHeaderLine(text: string, next: string): string {
  const words = `${text} ${next}`;
  const glued = findHeader(text + next, undefined)?.header;
  return glued && waitReasonOf(glued.state) && !text.endsWith(',') ? text + next : words;
}
