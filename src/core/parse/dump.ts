/**
 * Reads the text grammar of debug=2, which SIGQUIT and panic dumps share, one line at a time.
 *
 * Lenient where pastes differ (carriage returns, lost tabs, log prefixes, missing empty lines), strict in the account:
 * each header is either read or skipped with a problem. Source of the grammar: runtime/traceback.go, Go 1.18 to 1.27.
 */
import { MemberFlag } from '../goroutine';
import type { Frame, Snapshot, Text } from '../goroutine';
import { problemText } from '../report/problemTexts';
import { Block } from './block';
import { DumpBoundary } from './boundary';
import { deadlockIn } from './deadlock';
import { callName } from './frameLine';
import { findHeader, isHeaderBegin, lacksStatus } from './header';
import type { FoundHeader, Header } from './header';
import { HeadlessCalls } from './headless';
import { PanicText } from './panicText';
import type { DumpPart, PartList } from './part';
import { withoutNoise } from './noise';
import { LinePrefix } from './prefix';
import { splitOneLine, withoutEscapedBrackets } from './repair';
import type { SampleBuilder } from './samples';
import { joinedHeaderLine } from './wrapped';

/** What the fast path needs to read the like of a goroutine again. */
export interface LastRead {
  readonly state: string;
  readonly sample: SampleBuilder;
  readonly createdByLine: number;
}

/** Goroutines that grouping tools may claim to have seen: more would let one line fill the memory. */
const maxCounted = 1_000_000;

export class DumpParser {
  readonly prefix = new LinePrefix();
  /** The dump that goroutines go to; `undefined` before the first header. */
  part: DumpPart | undefined;
  private block: Block | undefined;
  private readonly boundary = new DumpBoundary();
  private readonly panicText = new PanicText();
  private headless = new HeadlessCalls();
  /** A goroutine that may be part of a panic message: the next header tells. */
  private held: Block | undefined;
  private brokenHeader = 0;
  private last: LastRead | undefined;
  private counted = 0;
  /** What the runtime said of the dump that comes. */
  private deadlock: Snapshot['deadlock'];
  /** A header without its end: the paste wrapped it. */
  private wrapped: { readonly text: string; readonly line: number } | undefined;

  constructor(private readonly parts: PartList) {}

  get total(): number {
    return this.part?.total ?? 0;
  }

  set total(total: number) {
    if (this.part) this.part.total = total;
  }

  get read(): number {
    return this.part?.read ?? 0;
  }

  set read(read: number) {
    if (this.part) this.part.read = read;
  }

  set sinceMinor(minor: number) {
    if (this.part) this.part.sinceMinor = Math.max(this.part.sinceMinor, minor);
  }

  /** True between goroutines: the next line may begin one, and it will be of the dump at hand. */
  get idle(): boolean {
    return (
      this.block === undefined &&
      this.held === undefined &&
      !this.panicText.open &&
      !this.boundary.expectsHeader &&
      this.wrapped === undefined &&
      this.prefix.found === undefined
    );
  }

  /** Id of the first goroutine of the dump at hand; 0 before it. */
  get firstId(): number {
    return this.boundary.firstId;
  }

  /** Whether another dump may begin with this goroutine: the plain path decides. */
  mayBegin(id: number): boolean {
    return this.boundary.mayBegin(id);
  }

  /** Where the goroutine finished last went, `undefined` when it was skipped, or when its like may begin another dump. */
  get lastRead(): LastRead | undefined {
    return this.last;
  }

  /** Takes one line without its line feed; returns whether it belongs to a dump. */
  line(raw: string, lineNumber: number): boolean {
    const clean = withoutEscapedBrackets(withoutNoise(raw));
    if (this.wrapped !== undefined) {
      const { text, line } = this.wrapped;
      this.wrapped = undefined;
      if (this.joinedHeader(text, line, this.prefix.strip(raw))) return true;
    }
    const found = this.panicText.holds(clean) ? undefined : findHeader(clean, this.prefix.found);
    if (found) {
      if (this.isAnnounced(found.header)) this.retract();
      else this.finishBlock();
      this.prefix.learn(clean, found.column);
      this.begin(found, clean.slice(found.column), lineNumber);
      return true;
    }
    const text = this.prefix.strip(raw);
    if (lacksStatus(text)) {
      this.finishBlock();
      this.wrapped = { text, line: (this.brokenHeader = lineNumber) };
      return true;
    }
    const block = this.block;
    if (block === undefined) {
      this.boundary.look(text);
      this.deadlock = deadlockIn(text) ?? this.deadlock;
      this.outside(text, lineNumber);
      return false;
    }
    const belonging = block.take(text);
    if (belonging !== 'part') this.finishBlock();
    if (belonging === 'foreign') this.boundary.look(text);
    if (belonging !== 'part') this.headless = new HeadlessCalls();
    return belonging !== 'foreign';
  }

  /** Calls there are of a goroutine whose header is missing, or whose stack a line of something else has ended. */
  private outside(text: string, line: number): void {
    if (isHeaderBegin(text)) this.brokenHeader = line;
    if (this.part !== undefined && text.trim() === '') this.sayHeadless();
    else if (!this.panicText.mayHold) this.headless.look(text, line);
  }

  private sayHeadless(): void {
    const { part, headless } = this;
    if (part === undefined || headless.first === undefined) return;
    this.headless = new HeadlessCalls();
    const reason = problemText(part.total === 0 ? 'problem.headless' : 'problem.stray');
    part.problems.add(headless.first, reason, 0);
  }

  /** Goroutines were added by whoever knows their like: what stands above them is said, and what is below them is watched. */
  passKnown(): void {
    this.sayHeadless();
    this.headless = new HeadlessCalls();
  }

  /** What was read here belongs to the dump of another parser after all. */
  join(other: DumpParser): void {
    if (this.part && other.part && this.part !== other.part) this.part.joins = other.part;
  }

  /** Something else begins: the goroutine at hand is over. */
  interrupt(): void {
    this.finishBlock();
  }

  /** The input is over. `cut`: it ended without a line feed, or at a size where dumps are cut. */
  end(cut: { midLine: boolean; atLimit: boolean; lastLine: number }): void {
    const { wrapped } = this;
    if (wrapped && !(cut.midLine && isHeaderBegin(wrapped.text)))
      this.broken(wrapped.text, wrapped.line);
    this.sayHeadless();
    if (cut.atLimit || (cut.midLine && this.brokenHeader === cut.lastLine)) this.truncate();
    const block = this.block;
    if (block && (block.isCut(cut.midLine, cut.atLimit) || this.part?.lacksCreator(block))) {
      this.truncate();
      // A paste that leaves off at a line's end still shows where the goroutine is.
      const shows = !cut.midLine && !cut.atLimit && block.hasPlace;
      if (shows) this.part?.problems.add(block.line, problemText('problem.cut'), 0);
      else this.skip(block, problemText('problem.cut'));
    }
    this.finishBlock();
    this.decideHeld(undefined);
  }

  private truncate(): void {
    if (this.part) this.part.truncated = true;
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
    this.decideHeld(header);
    const part = this.partFor(header, line);
    if (header.count > 1 && !this.admit(header, line)) return;
    part.total += header.count;
    this.sinceMinor = header.sinceMinor;
    if (header.announces) part.format = 'goleak';
    this.block = new Block(header, line);
    this.block.inPanic = this.panicText.mayHold;
    const { rest } = header;
    if (callName(rest) !== undefined || splitOneLine(rest)) this.block.take(rest);
  }

  private partFor(header: Header, line: number): DumpPart {
    const side = this.boundary.header(header);
    const before = this.part;
    if (before === undefined || side !== 'same')
      this.part = this.parts.open(line, 'debug=2', side === 'maybe' ? before : undefined);
    else if (header.id === 1) before.joins = undefined;
    return this.openPart(line);
  }

  private openPart(line: number): DumpPart {
    const part = (this.part ??= this.parts.open(line, 'debug=2'));
    this.sayHeadless();
    part.prefix ??= this.prefix.found;
    part.deadlock ??= this.deadlock;
    this.deadlock = undefined;
    return part;
  }

  /** Returns whether the line ends the header above it. */
  private joinedHeader(text: string, line: number, next: string): boolean {
    const whole = joinedHeaderLine(text, next.trim());
    const found = findHeader(whole, undefined);
    if (found?.header && found.column === 0 && !next.includes('oroutine ')) {
      this.begin(found, whole, line);
      return true;
    }
    this.broken(text, line);
    return false;
  }

  private broken(text: string, line: number): void {
    const part = this.openPart(line);
    part.total++;
    this.headless.passStack();
    this.brokenHeader = line;
    part.problems.add(line, problemText('problem.header'), 1, text);
  }

  private admit(header: Header, line: number): boolean {
    this.counted += header.count;
    if (this.counted <= maxCounted) return true;
    this.total += header.count;
    const reason = problemText('problem.crowd', header.count);
    this.part?.problems.add(line, reason, header.count);
    return false;
  }

  private finishBlock(): void {
    const block = this.block;
    if (block === undefined) return;
    block.finish();
    if (block.intruder !== undefined)
      this.part?.problems.add(block.line, problemText('problem.intruder'), 0, block.intruder);
    this.block = undefined;
    if (block.inPanic) this.held = block;
    else this.keepOrSkip(block);
  }

  /**
   * Until Go 1.22 a panic message stands at line start like everything else, and a stack in it looks like a goroutine. The one
   * that panicked is `[running]` and comes behind an empty line: what stood before that is text.
   */
  private decideHeld(next: Header | undefined): void {
    const { held } = this;
    if (held === undefined) return;
    this.held = undefined;
    const { fatal, mayHold } = this.panicText;
    const isText = next?.state === 'running' && ((fatal && !mayHold) || !held.hasStack);
    if (isText) this.total -= held.header.count;
    else this.keepOrSkip(held);
  }

  private keepOrSkip(block: Block): void {
    if (block.hasStack) this.keep(block);
    else this.skip(block, problemText('problem.stackless'));
  }

  private keep(block: Block): void {
    const { part } = this;
    if (part === undefined) return;
    const { header, stack, framesElided, createdBy, ancestors, parentId, lockAddress } = block;
    const shape = { state: header.state, stack, framesElided, createdBy, ancestors };
    const sample = part.table.of(shape, block.line);
    const createdByLine = createdBy?.line ?? 0;
    const flags = flagsOf(header);
    for (let i = 0; i < header.count; i++)
      sample.addRow(header.id, header.minutes, parentId, createdByLine, lockAddress, flags);
    sample.addLabels(header.labels, header.count);
    part.read += header.count;
    if (header.tracked) part.tracked += header.count;
    part.noteCreator(block);
    const { pointers, frames } = block.inHand;
    const inHand = { id: header.id, lockAddress, pointers, frames };
    if (part.table.asks(sample)) part.table.keepInHand(sample, inHand);
    if (header.state === 'running' && isRequester(stack)) this.noteRequester(part);
    const leads = header.state === 'running' || header.state === 'idle';
    this.last = leads ? undefined : { state: header.state, sample, createdByLine };
  }

  /** A dump over HTTP begins with the goroutine that serves it. */
  private noteRequester(part: DumpPart): void {
    this.boundary.requester();
    part.joins = undefined;
  }

  private skip(block: Block, reason: Text): void {
    this.block = undefined;
    this.last = undefined;
    const { id, state, count } = block.header;
    this.part?.problems.add(block.line, reason, count, `goroutine ${id} [${state}]`);
  }
}

function isRequester(stack: readonly Frame[]): boolean {
  return stack[0]?.func === 'runtime/pprof.writeGoroutineStacks';
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
