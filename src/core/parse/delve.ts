/**
 * Reads what the debugger lists: `goroutines` (a line each) and `goroutines -t` (with stacks).
 *
 * Source: formatGoroutine and printStack in pkg/terminal of delve; listings of delve 1.27. States end in the time of the
 * wait as the runtime counts it, which no clock of the listing explains: it is left out.
 */
import type { Frame } from '../goroutine';
import { problemText } from '../report/problemTexts';
import type { DumpPart, PartList } from './part';
import { withoutBorder, withoutNoise } from './noise';
import { LinePrefix } from './prefix';

/** `* Goroutine 1 - User: /app/main.go:3 main.f (0x47afee) (thread 12) [chan receive 155041850]`. */
const header = /^[* ]*Goroutine (\d+) - (?:User|Runtime|Go|Start|Current): /;

/** Whether a line lists a goroutine. */
export function isListed(line: string): boolean {
  return header.test(line);
}

const status = /\[([^\]]+?)(?: -?\d[\w.]*)?\](?=\s|$)/;
/** `0  0x0000000000667b2a in main.f`, and below it `at /app/main.go:3`. */
const call = /^\d+\s+0x[0-9a-f]+ in (.+)$/;
const place = /^at (.+):(-?\d+)$/;
const total = /^\[(\d{1,9}) goroutines\]$/;
/** Longer lines are not of a listing. */
const maxLine = 2000;

interface Listed {
  readonly id: number;
  readonly line: number;
  readonly state: string | undefined;
  /** The line of the listing names one frame, which stands for the stack where no stack is listed. */
  readonly top: Frame;
  readonly stack: Frame[];
  truncated: boolean;
}

export class DelveParser {
  private part: DumpPart | undefined;
  private readonly prefix = new LinePrefix();
  private listed: Listed | undefined;
  private func: string | undefined;

  constructor(private readonly parts: PartList) {}

  /** Takes one line without its line feed; returns whether it belongs to a listing. */
  line(raw: string, lineNumber: number): boolean {
    if (raw.length > maxLine) return false;
    if (raw.includes('Goroutine ') && this.begin(withoutNoise(raw), lineNumber)) return true;
    if (this.part === undefined) return false;
    const text = withoutBorder(this.prefix.strip(raw)).trim();
    const all = total.exec(text);
    if (all) return this.endListing(Number(all[1]));
    return this.listed !== undefined && this.frame(this.listed, text);
  }

  /** The input is over; `midLine`: without a line feed. */
  end(midLine: boolean): void {
    const cut = midLine && this.listed !== undefined && this.part !== undefined;
    if (cut && this.part) this.part.truncated = true;
    this.finish();
  }

  private begin(line: string, lineNumber: number): boolean {
    const column = line.search(/[* ] Goroutine \d/);
    const text = line.slice(Math.max(column, 0));
    const match = header.exec(text);
    const end = text.indexOf(' (0x');
    if (!match || end < 0) return false;
    const top = locationOf(text.slice(match[0].length, end));
    if (top === undefined) return false;
    this.finish();
    const id = Number(match[1]);
    const state = status.exec(text.slice(end))?.[1];
    this.prefix.learn(line, Math.max(column, 0));
    this.part ??= this.parts.open(lineNumber, 'delve');
    this.part.prefix ??= this.prefix.found?.trim() === '' ? undefined : this.prefix.found;
    this.part.total++;
    this.listed = { id, line: lineNumber, state, top, stack: [], truncated: false };
    return true;
  }

  private frame(listed: Listed, text: string): boolean {
    const called = call.exec(text);
    const at = this.func === undefined ? undefined : place.exec(text);
    if (called) this.func = called[1];
    else if (at && this.func !== undefined) {
      listed.stack.push({ func: this.func, file: at[1], line: Number(at[2]) });
      this.func = undefined;
    } else if (text === '(truncated)') listed.truncated = true;
    else return false;
    return true;
  }

  private endListing(announced: number): boolean {
    this.finish();
    const { part } = this;
    const missing = announced - (part?.total ?? 0);
    if (part && missing > 0) {
      part.total += missing;
      part.problems.add(part.line, problemText('problem.listing', missing), missing);
    }
    this.part = undefined;
    return true;
  }

  private finish(): void {
    const { listed, part } = this;
    this.listed = undefined;
    this.func = undefined;
    if (listed === undefined || part === undefined) return;
    part.read++;
    const stack = listed.stack.length > 0 ? listed.stack : [listed.top];
    const framesElided = listed.truncated ? -1 : 0;
    const shape = { state: listed.state, stack, framesElided, createdBy: undefined, ancestors: [] };
    part.table.of(shape, listed.line).addRow(listed.id, -1, 0, 0, 0, 0);
  }
}

/** `/app/main.go:3 main.f`: the last number behind a colon is the line. */
function locationOf(text: string): Frame | undefined {
  const numbers = [...text.matchAll(/:(-?\d+) /g)];
  const last = numbers.at(-1);
  if (last === undefined) return undefined;
  const func = text.slice(last.index + last[0].length);
  return { func, file: text.slice(0, last.index), line: Number(last[1]) };
}
