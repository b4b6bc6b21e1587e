/**
 * The message of a panic, which may hold a stack and then looks like a dump. From Go 1.23 on, all its lines but the first
 * are indented by one tab; before, they stand at line start, and an empty line ends the message.
 */
import { withoutBorder } from './noise';
import { LinePrefix, PrefixIdentity } from './prefix';

/** A panic or fatal error at the begin of a line, or behind what a log writes before each line. */
const begin =
  /^(?:"|\d+[:-]|[^"]{0,200}(?:[\s+>]|[,;]")|<[^<>]{0,200}>|.{0,200}\] )?(?=(?:panic|fatal error): |http: panic serving )/;

/** Words before `panic: ` that make it a sentence of a log: what recovered from a panic says so, and prints a stack that is one. */
const sentence =
  /\b(?:an?|the|this|of|from|with|observed|recovered|recovering|caught|handled|unexpected)\s+$/i;

export class PanicText {
  /** The message goes on: an indented line is of it. */
  open = false;
  /** No empty line came since the message began. */
  mayHold = false;
  /** The process ends with this panic: the goroutine that panicked comes behind an empty line. */
  fatal = false;
  private prefix = new LinePrefix();
  /** The line before, without its prefix. */
  private above = '';

  /** Takes the next line; returns whether it is of a panic message, so that a header in it is text. */
  holds(line: string): boolean {
    const match = /panic(?:: | serving )|fatal error: /.test(line) ? begin.exec(line) : null;
    if (match && !isNested(match[0]) && !sentence.test(match[0].slice(-40))) {
      this.prefix = new LinePrefix();
      this.prefix.learn(line, match[0].length);
      this.open = this.mayHold = true;
      this.fatal = !line.includes('http: panic serving ');
      this.above = '';
      return false;
    }
    if (!this.open && !this.mayHold) return false;
    const text = withoutBorder(this.prefix.strip(line));
    if (text.trim() === '') this.mayHold = false;
    if (!text.startsWith('\t')) this.open = false;
    const { above } = this;
    this.above = text;
    return (this.open && text.startsWith('\t')) || (this.mayHold && isSentence(text, above));
  }
}

/** An indented panic is one that panicked again, but for a dump in a comment. */
function isNested(before: string): boolean {
  return before.startsWith('\t') && !/^\t+(?:\/\/|#|\*) ?$/.test(before);
}

/** Words in front of what looks like a header: a sentence of the message, unless the line above has them too. */
function isSentence(text: string, above: string): boolean {
  const at = text.indexOf('goroutine ');
  if (at <= 0 || !/[A-Za-z]/.test(text.slice(0, at))) return false;
  return new PrefixIdentity(text.slice(0, at)).strip(above) === undefined;
}
