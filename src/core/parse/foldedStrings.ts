/**
 * Strings in quotes over several lines, as YAML folds what is longer than its page: `kubectl get pod -o yaml` writes the last
 * words of a container so. YAML 1.2, section 7.3.1: a line end is a blank, or nothing behind a backslash; empty lines are line feeds.
 */

/** `  message: "goroutine 1 [running]:\nmain.f()`. */
const begin = /^(\s*)(?:- )*(?:["']?[\w./-]{1,100}["']?:\s+)?"/;
const maxText = 1 << 20;
const maxLines = 20_000;

export class FoldedStrings {
  private open: { readonly indent: number; readonly lines: string[]; chars: number } | undefined;

  get idle(): boolean {
    return this.open === undefined;
  }

  /** Takes a line; returns the lines to read now: none while a string goes on. */
  take(line: string): readonly string[] {
    const { open } = this;
    if (open === undefined) return this.begins(line) ? [] : [line];
    const belongs = line.trim() === '' || line.search(/\S/) > open.indent;
    if (!belongs || open.lines.length >= maxLines || open.chars > maxText)
      return [...this.end(), ...this.take(line)];
    open.lines.push(line);
    open.chars += line.length;
    const end = closingQuote(line, 0);
    if (end < 0) return [];
    const whole = folded(open.lines);
    // What is closed in mid-line, or holds no goroutine, is something else.
    if (line.slice(end + 1).trim() !== '' || !whole.includes('oroutine')) return this.end();
    this.open = undefined;
    return [whole];
  }

  /** The input is over: the string was none. */
  end(): readonly string[] {
    const lines = this.open?.lines ?? [];
    this.open = undefined;
    return lines;
  }

  private begins(line: string): boolean {
    const match = line.includes('"') ? begin.exec(line) : null;
    if (!match || closingQuote(line, match[0].length) >= 0) return false;
    this.open = { indent: match[1]?.length ?? 0, lines: [line], chars: line.length };
    return true;
  }
}

/** Where the string ends whose text goes on at `from`; -1 when it does not end in this line. */
export function closingQuote(line: string, from: number, quote = '"'): number {
  let at = from;
  while (at < line.length && line[at] !== quote) at += line[at] === '\\' ? 2 : 1;
  return at < line.length ? at : -1;
}

function folded(lines: readonly string[]): string {
  let text = '';
  let feeds = 0;
  for (const [index, line] of lines.entries()) {
    const part = index === 0 ? line : line.trimStart();
    if (part === '') feeds++;
    else {
      if (index > 0) text = joint(text, feeds) + part;
      else text = part;
      feeds = 0;
    }
  }
  return text;
}

/** What stands between two lines; a backslash takes the line end with it. */
function joint(text: string, feeds: number): string {
  const escapes = /\\*$/.exec(text.slice(-100))?.[0].length ?? 0;
  if (escapes % 2 === 1) return text.slice(0, -1);
  return feeds > 0 ? `${text}${'\\n'.repeat(feeds)}` : `${text} `;
}
