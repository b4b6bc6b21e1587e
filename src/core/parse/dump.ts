/**
 * Reads the text grammar of debug=2, which SIGQUIT and panic dumps share, one line at a time.
 *
 * Lenient where pastes differ (carriage returns, lost tabs, log prefixes, missing empty lines), strict in the account:
 * each header is either read or skipped with a problem. Source of the grammar: runtime/traceback.go, Go 1.18 to 1.27.
 */
import { MemberFlag } from '../goroutine';
import { Block } from './block';
import { callName } from './frameLine';
import { findHeader } from './header';
import type { FoundHeader, Header } from './header';
import { LinePrefix, withoutNoise } from './prefix';
import type { ProblemList } from './problems';
import { splitOneLine } from './repair';
import type { SampleBuilder, SampleTable } from './samples';

/** What the fast path needs to read the like of a goroutine again. */
export interface LastRead {
  readonly state: string;
  readonly sample: SampleBuilder;
  readonly createdByLine: number;
}

/** Goroutines that grouping tools may claim to have seen: more would let one line fill the memory. */
const maxCounted = 1_000_000;

export class DumpParser {
  total = 0;
  read = 0;
  truncated = false;
  /** A header with `gp=` was seen: Go 1.22 or newer, SIGQUIT or a crash. */
  withPointers = false;
  /** `-----` between threads (GOTRACEBACK=crash): the ids of one process repeat. */
  perThread = false;
  readonly prefix = new LinePrefix();
  private block: Block | undefined;
  private panicText = false;
  private brokenHeader = 0;
  private last: LastRead | undefined;
  private counted = 0;
  /** A header without its end: the paste wrapped it. */
  private wrapped: { readonly text: string; readonly line: number } | undefined;

  constructor(
    private readonly samples: SampleTable,
    private readonly problems: ProblemList,
  ) {}

  /** True between goroutines: the next line may begin one. */
  get idle(): boolean {
    return (
      this.block === undefined &&
      !this.panicText &&
      this.wrapped === undefined &&
      this.prefix.found === undefined
    );
  }

  /** Where the goroutine finished last went, `undefined` when it was skipped. */
  get lastRead(): LastRead | undefined {
    return this.last;
  }

  /** Takes one line without its line feed; returns whether it belongs to a dump. */
  line(raw: string, lineNumber: number): boolean {
    const clean = withoutNoise(raw);
    if (this.wrapped !== undefined) {
      const { text, line } = this.wrapped;
      this.wrapped = undefined;
      if (this.joinedHeader(text, line, this.prefix.strip(raw))) return true;
    }
    const found = this.isPanicText(clean) ? undefined : findHeader(clean, this.prefix.found);
    if (found) {
      if (this.isAnnounced(found.header)) this.retract();
      else this.finishBlock();
      this.prefix.learn(clean, found.column);
      this.begin(found, clean.slice(found.column), lineNumber);
      return true;
    }
    const block = this.block;
    if (block === undefined) {
      if (clean === '-----') this.perThread = true;
      return false;
    }
    const belonging = block.take(this.prefix.strip(raw));
    if (belonging !== 'part') this.finishBlock();
    return belonging !== 'foreign';
  }

  /** The input is over. `cut`: it ended without a line feed, or at a size where dumps are cut. */
  end(cut: { midLine: boolean; atLimit: boolean; lastLine: number }): void {
    if (this.wrapped !== undefined) this.broken(this.wrapped.text, this.wrapped.line);
    if (cut.atLimit || (cut.midLine && this.brokenHeader === cut.lastLine)) this.truncated = true;
    const block = this.block;
    if (block === undefined) return;
    if (block.isCut(cut.midLine, cut.atLimit)) {
      this.truncated = true;
      this.skip(block, 'the input ends in the middle of this goroutine');
    } else this.finishBlock();
  }

  /** From Go 1.23 on, a panic message of several lines is indented by one tab: a header in it is text. */
  private isPanicText(line: string): boolean {
    if (line.startsWith('panic: ') || line.startsWith('fatal error: ')) this.panicText = true;
    else if (!line.startsWith('\t')) this.panicText = false;
    return this.panicText && line.startsWith('\t');
  }

  /** goleak before 1.3 prints a line of its own and then Go's header of the same goroutine. */
  private isAnnounced(header: Header | undefined): boolean {
    const { block } = this;
    return block?.header.announces === true && block.header.id === header?.id && !block.begun;
  }

  private retract(): void {
    this.total--;
    this.block = undefined;
  }

  private begin(found: FoundHeader, text: string, line: number): void {
    const { header } = found;
    this.last = undefined;
    if (header === undefined) {
      if (text.includes(']')) this.broken(text, line);
      else this.wrapped = { text, line };
      return;
    }
    if (header.count > 1 && !this.admit(header, line)) return;
    this.total += header.count;
    if (header.withPointers) this.withPointers = true;
    this.block = new Block(header, line);
    const { rest } = header;
    if (callName(rest) !== undefined || splitOneLine(rest)) this.block.take(rest);
  }

  /** Returns whether the line ends the header above it. */
  private joinedHeader(text: string, line: number, next: string): boolean {
    const whole = `${text} ${next.trim()}`;
    const found = findHeader(whole, undefined);
    if (found?.header && found.column === 0 && !next.includes('oroutine ')) {
      this.begin(found, whole, line);
      return true;
    }
    this.broken(text, line);
    return false;
  }

  private broken(text: string, line: number): void {
    this.total++;
    this.brokenHeader = line;
    this.problems.add(line, 'the header of this goroutine is of no known form', 1, text);
  }

  private admit(header: Header, line: number): boolean {
    this.counted += header.count;
    if (this.counted <= maxCounted) return true;
    this.total += header.count;
    const reason = `more goroutines than this reader believes: ${header.count} behind one header`;
    this.problems.add(line, reason, header.count);
    return false;
  }

  private finishBlock(): void {
    const block = this.block;
    if (block === undefined) return;
    block.finish();
    if (block.intruder !== undefined)
      this.problems.add(
        block.line,
        'a line inside this stack is not part of it',
        0,
        block.intruder,
      );
    if (block.hasStack) this.keep(block);
    else this.skip(block, 'no stack stands below this header');
  }

  private keep(block: Block): void {
    this.block = undefined;
    const { header, stack, framesElided, createdBy, ancestors, parentId } = block;
    const shape = { state: header.state, stack, framesElided, createdBy, ancestors };
    const sample = this.samples.of(shape, block.line);
    const createdByLine = createdBy?.line ?? 0;
    const flags = flagsOf(header);
    for (let i = 0; i < header.count; i++)
      sample.addRow(header.id, header.minutes, parentId, createdByLine, block.lockAddress, flags);
    sample.addLabels(header.labels, header.count);
    this.read += header.count;
    this.last = { state: header.state, sample, createdByLine };
  }

  private skip(block: Block, reason: string): void {
    this.block = undefined;
    this.last = undefined;
    const { id, state, count } = block.header;
    this.problems.add(block.line, reason, count, `goroutine ${id} [${state}]`);
  }
}

/** Bits of {@link MemberFlag} that a header sets. */
export function flagsOf(header: Header): number {
  return (
    (header.leaked ? MemberFlag.leaked : 0) |
    (header.lockedToThread ? MemberFlag.lockedToThread : 0) |
    (header.synctest ? MemberFlag.synctest : 0) |
    (header.scan ? MemberFlag.scan : 0) |
    (header.durable ? MemberFlag.durable : 0)
  );
}
