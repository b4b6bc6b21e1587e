/** What an input is that holds no goroutine: who gives it is told what to give instead. */
import type { ProblemTextId } from '../report/problemTexts';

/** Why an input is not read. */
export type Refusal = Extract<ProblemTextId, `refused.${string}`>;

/** Of the first line: what a file of another kind begins with. Bytes that are no text are U+FFFD here. */
const beginnings: readonly (readonly [RegExp, Refusal])[] = [
  [/^PK[^\s\w]{2}/, 'refused.zip'],
  [/^(?:BZh\d|\ufffd7zXZ|7z\ufffd\ufffd|Rar!|LZIP)/, 'refused.packed'],
  [/^(?:\ufffdPNG|GIF8\d|\ufffd\ufffd\ufffd\ufffd..JFIF|RIFF.{4}WEBP|%PDF-)/s, 'refused.picture'],
  [/^go 1\.\d+ trace/, 'refused.trace'],
  [/^.ELF/s, 'refused.core'],
];

/** Of any line near the begin. */
const lines: readonly (readonly [RegExp, Refusal])[] = [
  [/^heap profile: \d/, 'refused.heap'],
  [/^--- (?:contention|mutex):/, 'refused.block'],
  [/^threadcreate profile: total \d/, 'refused.threads'],
  [
    /^(?:Showing nodes accounting for |-{11}\+-{20}|PeriodType: |ROUTINE =+ |digraph ")/,
    'refused.report',
  ],
  [/^\d+: .*\[Created by .* @ /, 'refused.panicparse'],
  [/^\/debug\/pprof\/<br>|Types of profiles available:/, 'refused.index'],
];

/** Lines that are looked at; whatever an input is, its begin shows it. */
const looked = 200;
const maxLine = 1000;

export class OtherInput {
  /** What the input seems to be, `undefined` when it is of no known kind. */
  found: Refusal | undefined;

  /** Takes a line of an input in which no goroutine was found yet. `line`: its number. */
  look(text: string, line: number): void {
    if (this.found !== undefined || line > looked) return;
    const begin = text.slice(0, maxLine);
    const kinds = line === 1 ? [...beginnings, ...lines] : lines;
    this.found = kinds.find(([pattern]) => pattern.test(begin))?.[1];
  }
}
