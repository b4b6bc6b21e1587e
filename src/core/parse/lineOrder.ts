/**
 * Exports of log viewers list the newest line first: a goroutine then ends with its header. Such an input is turned round
 * goroutine by goroutine, so that never more than one is held.
 */
import { callName, parseFileLine } from './frameLine';
import { findHeader } from './header';
import { LinePrefix } from './prefix';

export interface NumberedLine {
  readonly text: string;
  readonly line: number;
  /** Who wrote it, where the log says so beside the text. */
  readonly writer: string | undefined;
}

/** No stack has more lines: 100 calls of two lines each, and ancestors. */
const maxHeld = 2000;
const maxHeldChars = 1 << 20;

export class LineOrder {
  private order: 'unknown' | 'forward' | 'backward' = 'unknown';
  private held: NumberedLine[] = [];
  private heldChars = 0;

  /** Takes a line; returns the lines to read now, in the order in which Go prints them. */
  take(next: NumberedLine): readonly NumberedLine[] {
    if (this.order === 'forward') return [next];
    const { text } = next;
    const header = text.includes('oroutine ') ? findHeader(text, undefined) : undefined;
    if (header?.header === undefined) return this.hold(next);
    const stack = this.stackAbove(text, header.column);
    if (this.order === 'unknown') this.order = stack > 0 ? 'backward' : 'forward';
    const held = this.end();
    if (this.order === 'forward') return [...held, next];
    const rest = held.slice(0, held.length - stack);
    const turned = held.slice(held.length - stack).reverse();
    return [...rest, next, ...turned, { ...next, text: '' }];
  }

  /** The input is over: no header follows on what is held. */
  end(): readonly NumberedLine[] {
    const { held } = this;
    this.held = [];
    this.heldChars = 0;
    return held;
  }

  /** Until the first header nobody knows whether the lines above it are its stack. */
  private hold(line: NumberedLine): readonly NumberedLine[] {
    this.held.push(line);
    this.heldChars += line.text.length;
    if (this.held.length < maxHeld && this.heldChars < maxHeldChars) return [];
    if (this.order === 'unknown') this.order = 'forward';
    return this.end();
  }

  /** How many of the lines above a header are its stack, from the outermost file down to the innermost call; 0 for none. */
  private stackAbove(header: string, column: number): number {
    const prefix = new LinePrefix();
    prefix.learn(header, column);
    const lines = this.held.map(({ text }) => prefix.strip(text).trim());
    while (lines.at(-1) === '') lines.pop();
    const blank = lines.lastIndexOf('') + 1;
    const begin = lines.findIndex(
      (line, at) => at >= blank && isPlace(line) && isCall(lines[at + 1]),
    );
    const isStack =
      begin >= 0 && callName(lines.at(-1) ?? '') !== undefined && isPlace(lines.at(-2));
    return isStack ? this.held.length - begin : 0;
  }
}

function isPlace(line: string | undefined): boolean {
  const isPlaced =
    line !== undefined &&
    /:\d+(?: \+0x[0-9a-f]+)?(?: fp=\S+ sp=\S+)?(?: pc=\S+)?$/.test(line.slice(-200));
  return isPlaced && parseFileLine(line) !== undefined;
}

function isCall(line: string | undefined): boolean {
  return line !== undefined && (callName(line) !== undefined || line.startsWith('created by '));
}
