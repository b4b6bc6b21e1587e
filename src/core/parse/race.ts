/**
 * Reads reports of the race detector: each access names a goroutine and its stack, and a section further down says where that
 * goroutine was created and whether it still runs.
 *
 * Source: PrintReport in the Go runtime of ThreadSanitizer; reports of Go 1.18 to 1.27.
 */
import { Block } from './block';
import { headerOf } from './header';
import { problemText } from '../report/problemTexts';
import type { DumpPart, PartList } from './part';
import { withoutBorder, withoutNoise } from './noise';
import { LinePrefix } from './prefix';

const banner = 'WARNING: DATA RACE';

/** Whether a line begins a report. */
export function isBanner(line: string): boolean {
  return line.trimEnd().endsWith(banner);
}

const endOfReport = '==================';
/** `Previous write at 0x00c0 by goroutine 7:`, `Read at 0x00c0 by main goroutine:`. */
const access =
  /^(?:Previous )?(?:atomic )?(?:read|write|access) at 0x[0-9a-f]+ by (?:goroutine (\d+)|main goroutine)\b.*:$/i;
/** `Goroutine 7 (running) created at:`. */
const creation = /^Goroutine (\d+) \((\w+)\) created at:$/;
/** The first half of such a line, where it was wrapped. */
const openHeading =
  /^(?:(?:Previous )?(?:atomic )?(?:read|write|access) at 0x[0-9a-f]+|Goroutine \d+ \(\w+\))[^:]{0,40}$/i;
/** Longer lines are not of a report. */
const maxLine = 2000;

/** What the detector prints in place of a stack that it no longer knows. */
const lost = '[failed to restore the stack]';

/** One section of a report: who accessed, or where a goroutine was created. */
interface Section {
  readonly id: number;
  /** `running` or `finished`, which only creation sections say. */
  readonly state: string | undefined;
  readonly block: Block;
}

export class RaceParser {
  private part: DumpPart | undefined;
  private readonly prefix = new LinePrefix();
  private open = false;
  private accesses: Section[] = [];
  private creations: Section[] = [];
  /** Where frames go; `undefined` between sections. */
  private section: Section | undefined;
  /** The first half of the heading of a section. */
  private half: string | undefined;

  constructor(private readonly parts: PartList) {}

  /** Takes one line without its line feed; returns whether it belongs to a report. */
  line(raw: string, lineNumber: number): boolean {
    if (raw.includes(banner)) return this.begin(withoutNoise(raw));
    if (!this.open || raw.length > maxLine) return false;
    const line = this.prefix.strip(raw);
    const text = withoutBorder(line).trim();
    if (text === endOfReport) {
      this.finish();
      return true;
    }
    return this.beginSection(text, lineNumber) || this.frame(line, text);
  }

  /** The input is over. */
  end(): void {
    this.finish();
  }

  private begin(line: string): boolean {
    this.finish();
    this.prefix.learn(line, line.indexOf(banner));
    this.open = true;
    return true;
  }

  private beginSection(text: string, line: number): boolean {
    const { half } = this;
    this.half = openHeading.test(text) ? text : undefined;
    const whole = half === undefined ? text : wholeHeading(half, text);
    const by = access.exec(whole);
    const made = creation.exec(whole);
    if (!by && !made) return this.half !== undefined;
    this.endSection();
    const id = Number(by ? (by[1] ?? 1) : made?.[1]);
    const block = new Block(headerOf(id, ''), line);
    this.section = { id, state: made?.[2], block };
    (by ? this.accesses : this.creations).push(this.section);
    return true;
  }

  private frame(line: string, text: string): boolean {
    if (this.section === undefined) return false;
    const { block } = this.section;
    if (text === lost) return true;
    const belonging = block.take(withoutBorder(line));
    if (belonging === 'part') return true;
    // A line that is not understood, and nothing of the section was: its frames are lost.
    if (belonging === 'foreign' && !block.hasStack) block.intruder ??= text;
    this.endSection();
    return belonging === 'last';
  }

  private endSection(): void {
    this.section?.block.finish();
    this.section = undefined;
  }

  private finish(): void {
    this.endSection();
    const { accesses, creations } = this;
    this.accesses = [];
    this.creations = [];
    this.open = false;
    for (const { id, block } of accesses) this.add(block, sectionOf(creations, id));
    for (const created of creations)
      if (sectionOf(accesses, created.id) === undefined)
        this.add(new Block(created.block.header, created.block.line), created);
  }

  private add({ header, line, stack, intruder }: Block, created: Section | undefined): void {
    const part = (this.part ??= this.parts.open(line, 'race'));
    part.prefix ??= this.prefix.found;
    part.total++;
    const createdBy = created?.block.stack[0];
    for (const stray of [intruder, created?.block.intruder])
      if (stray !== undefined) part.problems.add(line, problemText('problem.intruder'), 0, stray);
    if (stack.length === 0 && createdBy === undefined) {
      part.problems.add(line, problemText('problem.race'), 1);
      return;
    }
    part.read++;
    const shape = { state: created?.state, stack, framesElided: 0, createdBy, ancestors: [] };
    part.table.of(shape, line).addRow(header.id, -1, 0, createdBy?.line ?? 0, 0, 0);
  }
}

/** Terminals wrap in the middle of a word, people and mail between two. */
function wholeHeading(half: string, rest: string): string {
  const glued = half + rest;
  return access.test(glued) || creation.test(glued) ? glued : `${half} ${rest}`;
}

function sectionOf(sections: readonly Section[], id: number): Section | undefined {
  return sections.find(section => section.id === id);
}
