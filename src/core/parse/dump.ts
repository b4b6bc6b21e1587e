/**
 * Reads the text grammar of debug=2, which SIGQUIT and panic dumps share, one line at a time.
 *
 * Lenient where pastes differ (carriage returns, lost tabs, log prefixes, missing empty lines), strict in the account:
 * each header is either read or skipped with a problem. Source of the grammar: runtime/traceback.go, Go 1.18 to 1.27.
 */
import { MemberFlag } from '../goroutine';
import type { Frame } from '../goroutine';
import {
  frameOf,
  functionName,
  isLoneNativeFrame,
  lockAddress,
  looksLikeFile,
  parseCreatedBy,
  parseElided,
  parseFileLine,
} from './frameLine';
import { headerIndex, parseHeader } from './header';
import type { Header } from './header';
import { LinePrefix, withoutNoise } from './prefix';
import type { ProblemList } from './problems';
import type { SampleBuilder, SampleTable } from './samples';

/** A line that waits for the file line below it. */
interface Pending {
  readonly kind: 'frame' | 'created' | 'text';
  readonly func: string;
  readonly raw: string;
}

interface Block {
  readonly header: Header;
  readonly line: number;
  readonly stack: Frame[];
  readonly ancestors: { id: number; frames: Frame[] }[];
  createdBy: Frame | undefined;
  parentId: number;
  lockAddress: number;
  framesElided: number;
  unavailable: boolean;
  pending: Pending | undefined;
}

/** What the fast path needs to read the like of a goroutine again. */
export interface LastRead {
  readonly sample: SampleBuilder;
  readonly createdByLine: number;
  readonly flags: number;
}

const unavailableStack = 'goroutine running on other thread; stack unavailable';

export class DumpParser {
  total = 0;
  read = 0;
  truncated = false;
  /** A header with `gp=` was seen: Go 1.22 or newer, SIGQUIT or a crash. */
  withPointers = false;
  readonly prefix = new LinePrefix();
  private block: Block | undefined;
  private panicText = false;
  private brokenHeader = 0;
  private last: LastRead | undefined;

  constructor(
    private readonly samples: SampleTable,
    private readonly problems: ProblemList,
  ) {}

  /** True between goroutines: the next line may begin one. */
  get idle(): boolean {
    return this.block === undefined && !this.panicText && this.prefix.found === undefined;
  }

  /** Where the goroutine finished last went, `undefined` when it was skipped. */
  get lastRead(): LastRead | undefined {
    return this.last;
  }

  /** Takes one line without its line feed; returns whether it belongs to a dump. */
  line(raw: string, lineNumber: number): boolean {
    const clean = withoutNoise(raw);
    const column = this.isPanicText(clean) ? -1 : headerIndex(clean);
    if (column >= 0) {
      this.finishBlock();
      this.prefix.learn(clean, column);
      this.begin(clean.slice(column), lineNumber);
      return true;
    }
    if (this.block === undefined) return false;
    if (this.body(this.block, this.prefix.strip(raw))) return true;
    this.finishBlock();
    return false;
  }

  /** The input is over. `cut`: it ended without a line feed, or at a size where dumps are cut. */
  end(cut: { midLine: boolean; atLimit: boolean; lastLine: number }): void {
    if (cut.atLimit || (cut.midLine && this.brokenHeader === cut.lastLine)) this.truncated = true;
    const block = this.block;
    if (block === undefined) return;
    if (isCut(block, cut.midLine, cut.atLimit)) {
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

  private begin(text: string, line: number): void {
    this.total++;
    this.last = undefined;
    const header = parseHeader(text);
    if (header === undefined) {
      this.brokenHeader = line;
      this.problems.add(line, 'the header of this goroutine is of no known form', 1, text);
      return;
    }
    if (header.withPointers) this.withPointers = true;
    this.block = {
      header,
      line,
      stack: [],
      ancestors: [],
      createdBy: undefined,
      parentId: 0,
      lockAddress: 0,
      framesElided: 0,
      unavailable: false,
      pending: undefined,
    };
  }

  /** Returns false when the line ends the goroutine and is not part of it. */
  private body(block: Block, line: string): boolean {
    const text = line.trim();
    if (text === '') return this.blankLine(block);
    if (block.pending && this.fileLine(block, block.pending, line)) return true;
    const noise = settlePending(block);
    if (noise !== undefined) {
      // A line of another writer between two frames, or the end of the dump: what comes now tells.
      if (!isStackText(text)) return false;
      this.problems.add(block.line, 'a line inside this stack is not part of it', 0, noise);
    }
    return this.stackLine(block, text);
  }

  private blankLine(block: Block): boolean {
    const opened = block.stack.length > 0 || block.unavailable || block.createdBy !== undefined;
    if (opened && block.pending === undefined) this.finishBlock();
    return true;
  }

  private fileLine(block: Block, pending: Pending, line: string): boolean {
    if (!looksLikeFile(line) && pending.kind === 'text') return false;
    const place = parseFileLine(line);
    if (place === undefined) return false;
    // A C function may end in `)` too: only its file line tells that it has no argument list.
    if (pending.kind === 'text' && !place.native) return false;
    const func = place.native && pending.kind === 'frame' ? pending.raw : pending.func;
    addFrame(block, pending, frameOf(func, place));
    return true;
  }

  private stackLine(block: Block, text: string): boolean {
    const elided = parseElided(text);
    if (elided !== undefined) {
      block.framesElided = elided < 0 || block.framesElided < 0 ? -1 : block.framesElided + elided;
      return true;
    }
    const created = parseCreatedBy(text);
    if (created) {
      block.pending = { kind: 'created', func: created.func, raw: text };
      if (block.ancestors.length === 0) block.parentId = created.parentId;
      return true;
    }
    return ancestorLine(block, text) || functionLine(block, text);
  }

  private finishBlock(): void {
    const block = this.block;
    if (block === undefined) return;
    settlePending(block);
    if (block.stack.length === 0 && !block.unavailable && block.createdBy === undefined) {
      this.skip(block, 'no stack stands below this header');
      return;
    }
    this.block = undefined;
    this.read++;
    const sample = this.samples.of(
      {
        state: block.header.state,
        stack: block.stack,
        framesElided: block.framesElided,
        createdBy: block.createdBy,
        ancestors: block.ancestors,
      },
      block.line,
    );
    const { id, minutes, labels } = block.header;
    const createdByLine = block.createdBy?.line ?? 0;
    const flags = flagsOf(block.header);
    sample.addRow(id, minutes, block.parentId, createdByLine, block.lockAddress, flags);
    sample.addLabels(labels, 1);
    this.last = { sample, createdByLine, flags };
  }

  private skip(block: Block, reason: string): void {
    this.block = undefined;
    this.last = undefined;
    this.problems.add(
      block.line,
      reason,
      1,
      `goroutine ${block.header.id} [${block.header.state}]`,
    );
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

/** Without the last line feed a goroutine is whole only where its creation place, which comes last, is. */
function isCut(block: Block, midLine: boolean, atLimit: boolean): boolean {
  const { pending, stack, createdBy, unavailable } = block;
  if (pending?.kind === 'text') return midLine && createdBy === undefined;
  if (pending) return stack.length === 0 || stack.some(frame => frame.file !== undefined);
  if (atLimit && midLine) return true;
  if (stack.length === 0 && createdBy === undefined) return !unavailable;
  const whole = createdBy !== undefined || block.header.id === 1 || unavailable;
  return midLine && !whole && !endsAtRoot(stack);
}

/** The outermost frame of a goroutine that nobody created. */
function endsAtRoot(stack: readonly Frame[]): boolean {
  const root = stack.at(-1)?.func;
  return root === 'main.main' || root === 'runtime.main' || root === 'runtime.goexit';
}

function addFrame(block: Block, pending: Pending, frame: Frame): void {
  block.pending = undefined;
  const ancestor = block.ancestors.at(-1);
  if (ancestor) ancestor.frames.push(frame);
  else if (pending.kind === 'created') block.createdBy = frame;
  else {
    block.stack.push(frame);
    if (block.lockAddress === 0) block.lockAddress = lockAddress(pending.raw);
  }
}

/** A function whose file line never came: some pastes hold functions alone. Returns text that was no frame at all. */
function settlePending(block: Block): string | undefined {
  const pending = block.pending;
  if (pending === undefined) return undefined;
  block.pending = undefined;
  if (pending.kind === 'text') return pending.raw;
  addFrame(block, pending, frameOf(pending.func, undefined));
  return undefined;
}

function isStackText(text: string): boolean {
  const func = functionName(text);
  return (
    (func !== undefined && isFunctionText(func)) ||
    parseElided(text) !== undefined ||
    parseCreatedBy(text) !== undefined
  );
}

function ancestorLine(block: Block, text: string): boolean {
  const match = /^\[originating from goroutine (\d+)\]:$/.exec(text);
  if (!match) return false;
  block.ancestors.push({ id: Number(match[1]), frames: [] });
  return true;
}

function functionLine(block: Block, text: string): boolean {
  if (text === unavailableStack) {
    block.unavailable = true;
    return true;
  }
  if (isLoneNativeFrame(text)) {
    block.stack.push(frameOf('non-Go function', undefined));
    return true;
  }
  const done = block.createdBy !== undefined && block.ancestors.length === 0;
  if (done) return false;
  const func = functionName(text);
  if (func !== undefined && isFunctionText(func)) {
    block.pending = { kind: 'frame', func, raw: text };
    return true;
  }
  // Only a C frame looks like this, and only the next line can tell: see fileLine.
  if (block.pending !== undefined || text.length > 1000) return false;
  block.pending = { kind: 'text', func: text, raw: text };
  return true;
}

/** A symbol has a package and no blanks outside type arguments; `panic` stands alone. */
function isFunctionText(func: string): boolean {
  if (func === 'panic') return true;
  return func.includes('.') && !/^[^[(]*\s/.test(func);
}
