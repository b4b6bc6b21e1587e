/**
 * Reads reports of the race detector: each access names a goroutine and its stack, and a section further down says where that
 * goroutine was created and whether it still runs.
 *
 * Source: PrintReport in the Go runtime of ThreadSanitizer; reports of Go 1.18 to 1.27.
 */
import type { Frame } from '../goroutine';
import { problemText } from '../report/problemTexts';
import { callName, parseFileLine } from './frameLine';
import type { DumpPart, PartList } from './part';
import { withoutNoise } from './noise';
import { LinePrefix } from './prefix';

const banner = 'WARNING: DATA RACE';
const endOfReport = '==================';
/** `Previous write at 0x00c0 by goroutine 7:`, `Read at 0x00c0 by main goroutine:`. */
const access =
  /^(?:Previous )?(?:atomic )?(?:read|write|access) at 0x[0-9a-f]+ by (?:goroutine (\d+)|main goroutine)\b.*:$/i;
/** `Goroutine 7 (running) created at:`. */
const creation = /^Goroutine (\d+) \((\w+)\) created at:$/;
/** Longer lines are not of a report. */
const maxLine = 2000;

interface Named {
  readonly id: number;
  readonly line: number;
  readonly frames: Frame[];
  state: string | undefined;
  createdBy: Frame | undefined;
}

export class RaceParser {
  private part: DumpPart | undefined;
  private readonly prefix = new LinePrefix();
  private open = false;
  private named: Named[] = [];
  /** Where frames go: an access or a creation place; `undefined` in other sections. */
  private frames: Frame[] | undefined;
  private created: { readonly id: number; readonly state: string; readonly frames: Frame[] }[] = [];
  private func: string | undefined;

  constructor(private readonly parts: PartList) {}

  /** Takes one line without its line feed; returns whether it belongs to a report. */
  line(raw: string, lineNumber: number): boolean {
    if (raw.includes(banner)) return this.begin(withoutNoise(raw));
    if (!this.open || raw.length > maxLine) return false;
    const text = this.prefix.strip(raw).trim();
    if (text === endOfReport) {
      this.finish();
      return true;
    }
    return this.section(text, lineNumber) || this.frame(text);
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

  private section(text: string, line: number): boolean {
    const by = access.exec(text);
    const made = creation.exec(text);
    if (by) {
      const id = Number(by[1] ?? 1);
      const named: Named = { id, line, frames: [], state: undefined, createdBy: undefined };
      this.named.push(named);
      this.frames = named.frames;
    } else if (made) {
      const [, id = '0', state = ''] = made;
      const section = { id: Number(id), state, frames: [], line };
      this.created.push(section);
      this.frames = section.frames;
      if (!this.named.some(named => named.id === section.id))
        this.named.push({ ...section, frames: [], createdBy: undefined });
    } else if (text === '') this.frames = undefined;
    else return false;
    this.func = undefined;
    return true;
  }

  private frame(text: string): boolean {
    const place = this.func === undefined ? undefined : parseFileLine(text);
    if (place && this.func !== undefined) {
      this.frames?.push({ func: this.func, file: place.file, line: place.line });
      this.func = undefined;
      return true;
    }
    this.func = callName(text);
    return this.func !== undefined;
  }

  private finish(): void {
    const { named, created } = this;
    this.named = [];
    this.created = [];
    this.open = false;
    for (const goroutine of named) {
      const section = created.find(({ id }) => id === goroutine.id);
      this.add({
        ...goroutine,
        state: section?.state,
        createdBy: section?.frames[0],
      });
    }
  }

  private add({ id, line, frames, state, createdBy }: Named): void {
    const part = (this.part ??= this.parts.open(line, 'race'));
    part.prefix ??= this.prefix.found;
    part.total++;
    if (frames.length === 0 && createdBy === undefined) {
      part.problems.add(line, problemText('problem.race'), 1);
      return;
    }
    part.read++;
    const shape = { state, stack: frames, framesElided: 0, createdBy, ancestors: [] };
    part.table.of(shape, line).addRow(id, -1, 0, createdBy?.line ?? 0, 0, 0);
  }
}
