/**
 * Calls that belong to no goroutine: above the first header of an input, where the begin of the dump was cut off, and below a
 * line of something else in a stack. Nobody can count them by a header, so that they are said.
 */
import { callName, parseCreatedBy, parseFileLine } from './frameLine';

export class HeadlessCalls {
  /** Line of the first such call, `undefined` for none. */
  first: number | undefined;
  private call: number | undefined;
  /** What ends a section with calls of its own: a crash shows the stack of the runtime, the race detector its reports. */
  private until: string | undefined;

  /** The calls up to the next empty line are of a goroutine that is counted already. */
  passStack(): void {
    this.until = '';
  }

  /** Takes a line outside of goroutines. */
  look(line: string, lineNumber: number): void {
    const text = line.trim();
    if (text === 'runtime stack:') this.until = '';
    if (text.endsWith('WARNING: DATA RACE')) this.until = '==================';
    if (this.until === undefined) this.outside(text, lineNumber);
    else if (text === this.until) this.until = undefined;
  }

  private outside(text: string, lineNumber: number): void {
    const placed = / \+0x[0-9a-f]+$/.test(text) && parseFileLine(text) !== undefined;
    if (placed && this.call !== undefined) this.first ??= this.call;
    const isCall = callName(text) !== undefined || parseCreatedBy(text) !== undefined;
    this.call = isCall && !placed ? lineNumber : undefined;
  }
}
