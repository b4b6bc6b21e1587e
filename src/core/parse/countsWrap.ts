/** Lines of debug=1 that a terminal, a mail or a form has cut in two at its right edge: what belongs together again. */

/** More pieces than this are no line: labels are long, frames are not. */
const maxPieces = 40;

/** GODEBUG=profstackdepth allows 1,024 calls. */
const mostCounters = 1024;
const maxText = 30_000;
/** A line of fewer counters is too short to be wrapped. */
const shortest = 3;

/**
 * Whether a line below that of a group goes on with its program counters. A frame without a symbol, and without the sign in
 * front, is an address alone: one less than a counter.
 */
export function isMoreCounters(text: string, pcs: readonly string[]): boolean {
  if (pcs.length > mostCounters || text.length > maxText) return false;
  if (!/^(?:[0-9a-f]{1,16}|0x[0-9a-f]*)(?: 0x[0-9a-f]*)*$/.test(text)) return false;
  if (!/^0x[0-9a-f]{1,16}$/.test(text)) return true;
  const next = `0x${(BigInt(text) + 1n).toString(16)}`;
  return pcs.length >= shortest && !pcs.includes(next);
}

/** The counters of a group with those of the next line: the first of them may be the rest of the last. */
export function joinedCounters(pcs: readonly string[], text: string): string[] {
  const more = text.split(' ');
  const last = pcs.at(-1) ?? '';
  if (text.startsWith('0x') && last !== '0x') return [...pcs, ...more];
  return [...pcs.slice(0, -1), last + (more[0] ?? ''), ...more.slice(1)];
}

/** A line that is not whole yet. */
export class OpenLine {
  private pieces = 1;
  private text: string;

  constructor(
    text: string,
    readonly line: number,
    /** Takes the line when it is whole; false when it is not. */
    private readonly take: (text: string) => boolean,
  ) {
    this.text = text;
  }

  /** Adds the next line. `taken`: now it was whole; `open`: there may be more; `lost`: it will not be. */
  add(next: string): 'taken' | 'open' | 'lost' {
    if (next === '' || next.startsWith('#') || this.pieces >= maxPieces) return 'lost';
    this.pieces++;
    if (this.take(this.text + next) || this.take(`${this.text} ${next}`)) return 'taken';
    this.text += next;
    return 'open';
  }

  /** The begin, for a report. */
  get begin(): string {
    return this.text;
  }
}
