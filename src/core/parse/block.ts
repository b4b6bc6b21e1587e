/** One goroutine of a text dump, read line by line below its header. */
import type { Frame } from '../goroutine';
import { PointerList } from '../pointers';
import { isRuntimeOrSync } from '../symbol';
import {
  callName,
  isLoneNativeFrame,
  isSymbol,
  isUnavailable,
  lockAddress,
  looksLikeFile,
  parseCreatedBy,
  parseElided,
  parseFileLine,
} from './frameLine';
import type { FileLine } from './frameLine';
import type { Header } from './header';
import { isOpenEnded, openCallName, splitOneLine, withoutMarkup } from './repair';
import { endsAtMain, endsAtRoot, isEnd, isRootOfRuntime, isStackText } from './stackText';
import {
  isOpenPath,
  isRestOfRegisters,
  joinedCall,
  joinedCreator,
  joinedPath,
  restOfLineNumber,
} from './wrapped';

/** A line that waits for the file line below it. `text`: it may be a C frame, and may be nothing. */
interface Pending {
  readonly kind: 'frame' | 'created' | 'text';
  readonly func: string;
  readonly raw: string;
}

/** `part`: of this goroutine; `last`: of it, and it ends here; `foreign`: not of it. */
export type Belonging = 'part' | 'last' | 'foreign';

/** Longer lines than this are no frames. */
const maxText = 1000;

export class Block {
  readonly stack: Frame[] = [];
  readonly ancestors: { id: number; frames: Frame[] }[] = [];
  createdBy: Frame | undefined;
  parentId = 0;
  lockAddress = 0;
  /** Addresses in the arguments of its calls outside the runtime. */
  readonly inHand = new PointerList();
  framesElided = 0;
  /** It begins where a panic message may still go on. */
  inPanic = false;
  /** A line of another writer between two frames, `undefined` when there was none. */
  intruder: string | undefined;
  private unavailable = false;
  private spaced = false;
  private pending: Pending | undefined;
  private open: string | undefined;
  /** The first half of a file line that the paste has wrapped. */
  private openPath: string | undefined;
  /** The place read last, while the rest of its number may follow. */
  private placed: Pending['kind'] | undefined;
  private offsetSeen = false;
  /** A line between a call and, maybe, its file line. */
  private between: string | undefined;

  constructor(
    readonly header: Header,
    readonly line: number,
  ) {}

  /** Anything at all stands below the header. */
  get hasStack(): boolean {
    return this.stack.length > 0 || this.createdBy !== undefined || this.unavailable;
  }

  /** A whole frame stands below the header. */
  get hasPlace(): boolean {
    return this.stack.some(frame => frame.file !== undefined);
  }

  /** A line below the header was taken. */
  get begun(): boolean {
    return this.hasStack || this.pending !== undefined || this.open !== undefined;
  }

  /** Takes a line without its prefix and line end. */
  take(line: string): Belonging {
    const text = withoutMarkup(line).trim();
    if (text === '') return this.blank();
    if (this.open !== undefined) return this.goOn(this.open, line, text);
    if (this.openPath !== undefined) return this.goOnPath(this.openPath, line, text);
    const parts = splitOneLine(text);
    if (parts) return this.takeAll(parts);
    if (this.pending && this.belowPending(this.pending, line, text)) return 'part';
    if (this.between !== undefined) return this.withoutPlace(this.between, line);
    if (this.interrupts(text)) return 'part';
    const noise = this.settle();
    if (noise !== undefined) {
      // Between two frames, or behind the dump: what comes now tells.
      if (!isStackText(text)) return 'foreign';
      this.intruder = noise;
    }
    return this.stackLine(text) ? 'part' : 'foreign';
  }

  /** Between a call and its file line a page or a log may put a line of its own: the next line tells. */
  private interrupts(text: string): boolean {
    const { pending, stack } = this;
    const namesOnly = stack.length > 0 && stack.at(-1)?.file === undefined;
    if (pending === undefined || pending.kind === 'text' || isStackText(text) || isEnd(text))
      return false;
    if (pending.kind === 'frame' && namesOnly) return false;
    this.between = text;
    return true;
  }

  /** No file line came: the call has none, and the line between is one like any other. */
  private withoutPlace(between: string, line: string): Belonging {
    this.between = undefined;
    this.settle();
    return this.stackLine(between) ? this.take(line) : 'foreign';
  }

  /** A file line, or the second half of a line that the paste has wrapped. */
  private belowPending(pending: Pending, line: string, text: string): boolean {
    if (this.fileLine(pending, line)) return true;
    const { kind, raw } = pending;
    const whole =
      kind === 'created'
        ? joinedCreator(raw, text)
        : kind === 'text'
          ? joinedCall(raw, text)
          : undefined;
    if (whole !== undefined) {
      this.pending = undefined;
      return this.stackLine(whole);
    }
    if (kind === 'text' || !isOpenPath(line)) return false;
    this.openPath = line;
    return true;
  }

  private goOnPath(open: string, line: string, text: string): Belonging {
    this.openPath = undefined;
    const whole = joinedPath(open, text);
    if (whole !== undefined) return this.take(whole);
    if (isOpenPath(open.trim() + text) && !/[()]/.test(text)) {
      this.openPath = open.trim() + text;
      return 'part';
    }
    this.intruder = open.trim();
    this.settle();
    return this.take(line);
  }

  /** The goroutine ends: a function whose file line never came is a frame too (some pastes hold functions alone). */
  finish(): void {
    if (this.open !== undefined) this.closeOpen(this.open);
    const noise = this.settle();
    // A file line whose function is lost.
    if (noise !== undefined && / \+0x[0-9a-f]+$/.test(noise) && parseFileLine(noise) !== undefined)
      this.intruder = noise;
  }

  /**
   * The input ended here: does it end in the middle of this goroutine? Without the last line feed a goroutine is whole only
   * where its creation place, which comes last, is.
   */
  isCut(midLine: boolean, atLimit: boolean): boolean {
    const { pending, stack, createdBy } = this;
    if (this.open !== undefined) return true;
    if (pending?.kind === 'text') return midLine && createdBy === undefined;
    // Pastes lose the file line of the creator; a cut just there would be a rare chance.
    if (pending?.kind === 'created' && !midLine && !atLimit && stack.length > 0) return false;
    if (pending) return stack.length === 0 || this.hasPlace;
    if (atLimit && midLine) return true;
    if (!this.hasStack) return true;
    const whole = createdBy !== undefined || this.header.id === 1 || this.unavailable;
    return midLine && !whole && !endsAtRoot(stack);
  }

  /**
   * It may be whole without a creation place: main, what C code called, what runs finalizers, what a person has shortened.
   * Source: printcreatedby, oneNewExtraM and createfing in the runtime. An id is 0 where the text does not say it.
   */
  get mayLackCreator(): boolean {
    const { header, stack, framesElided, unavailable } = this;
    return (
      header.id <= 1 ||
      header.lockedToThread ||
      unavailable ||
      framesElided < 0 ||
      endsAtMain(stack) ||
      stack.some(isRootOfRuntime)
    );
  }

  /** An empty line ends a goroutine, but not where the paste put one behind every line. */
  private blank(): Belonging {
    if (!this.hasStack && this.pending === undefined) this.spaced = true;
    const ends = this.hasStack && this.pending === undefined && this.open === undefined;
    return ends && !this.spaced ? 'last' : 'part';
  }

  private takeAll(lines: readonly string[]): Belonging {
    for (const line of lines) if (this.take(line) === 'foreign') return 'foreign';
    return 'part';
  }

  /** The line behind one that was not closed: its end, or a file line that shows that the end is lost. */
  private goOn(open: string, line: string, text: string): Belonging {
    this.open = undefined;
    const isFile = /^(?:\/|[A-Za-z]:\/)/.test(text) || (looksLikeFile(line) && parseFileLine(line));
    if (!isFile)
      return this.take(open + (/^created by .* (?:in|goroutine)$/.test(open) ? ' ' : '') + text);
    this.closeOpen(open);
    return this.take(line);
  }

  private closeOpen(open: string): void {
    this.open = undefined;
    const created = parseCreatedBy(open);
    this.pending = created
      ? { kind: 'created', func: created.func.replace(/ in$/, ''), raw: open }
      : { kind: 'frame', func: openCallName(open), raw: open };
  }

  private fileLine(pending: Pending, line: string): boolean {
    if (!looksLikeFile(line) && pending.kind === 'text') return false;
    const place = parseFileLine(withoutMarkup(line));
    if (place === undefined) return false;
    // A C function may end in `)` too: only its file line tells that it has no argument list. gccgo prints none at all.
    const bare =
      (isSymbol(pending.raw) && !/\s/.test(pending.raw)) || isBareName(pending.raw, place);
    const exported = pending.kind === 'text' ? cgoCallName(pending.raw) : undefined;
    if (pending.kind === 'text' && !place.native && !bare && exported === undefined) return false;
    const func =
      place.native && pending.kind !== 'created' ? pending.raw : (exported ?? pending.func);
    this.add(pending, { func, file: place.file, line: place.line });
    if (this.between !== undefined) this.intruder = this.between;
    this.between = undefined;
    this.placed = this.ancestors.length > 0 ? undefined : pending.kind;
    this.offsetSeen = line.includes(' +0x');
    return true;
  }

  private stackLine(text: string): boolean {
    if (this.restOfPlace(text) || this.ancestorLine(text)) return true;
    // The creation place comes last.
    if (this.createdBy !== undefined && this.ancestors.length === 0) return false;
    const elided = parseElided(text);
    if (elided !== undefined) {
      this.framesElided = elided < 0 || this.framesElided < 0 ? -1 : this.framesElided + elided;
      return true;
    }
    if (isOpenEnded(text)) {
      if (/(?:\.\.\.|…)$/.test(text)) this.closeOpen(text);
      else this.open = text;
      return true;
    }
    const created = parseCreatedBy(text);
    if (created) {
      this.pending = { kind: 'created', func: created.func, raw: text };
      if (this.ancestors.length === 0) this.parentId = created.parentId;
      return true;
    }
    return this.functionLine(text);
  }

  /** The end of a file line that was wrapped: only digits of its number matter. */
  private restOfPlace(text: string): boolean {
    const { placed } = this;
    this.placed = undefined;
    if (/^\+0x[0-9a-f]+$/.test(text) || (placed && isRestOfRegisters(text))) return true;
    if (placed === undefined) return false;
    const digits = this.offsetSeen ? undefined : restOfLineNumber(text);
    if (digits === undefined) return /^[0-9a-f]{1,16}$/.test(text);
    const frame = placed === 'created' ? this.createdBy : this.stack.at(-1);
    if (frame?.line === undefined) return false;
    const whole = { ...frame, line: Number(`${frame.line}${digits}`) };
    if (placed === 'created') this.createdBy = whole;
    else this.stack[this.stack.length - 1] = whole;
    return true;
  }

  private ancestorLine(text: string): boolean {
    const match = /^\[originating from goroutine (\d+)\]:$/.exec(text);
    if (!match) return false;
    this.ancestors.push({ id: Number(match[1]), frames: [] });
    return true;
  }

  private functionLine(text: string): boolean {
    if (isUnavailable(text)) {
      this.unavailable = true;
      return true;
    }
    if (isLoneNativeFrame(text)) {
      this.stack.push({ func: 'non-Go function', file: undefined, line: undefined });
      return true;
    }
    const func = callName(text);
    if (func === undefined && text.length > maxText) return false;
    // Without an argument list only a C frame is left, and only the next line can tell.
    this.pending =
      func === undefined
        ? { kind: 'text', func: text, raw: text }
        : { kind: 'frame', func, raw: text };
    return true;
  }

  private add(pending: Pending, frame: Frame): void {
    this.pending = undefined;
    const ancestor = this.ancestors.at(-1);
    if (ancestor) ancestor.frames.push(frame);
    else if (pending.kind === 'created') this.createdBy = frame;
    else {
      const at = this.stack.push(frame) - 1;
      if (this.lockAddress === 0) this.lockAddress = lockAddress(pending.raw);
      if (!isRuntimeOrSync(frame.func)) this.inHand.add(pending.raw, at);
    }
  }

  /** Adds what waits as a frame without a place; returns text that was no frame at all. */
  private settle(): string | undefined {
    const pending = this.pending;
    if (pending === undefined) return undefined;
    this.pending = undefined;
    if (pending.kind === 'text') return pending.raw;
    this.add(pending, { func: pending.func, file: undefined, line: undefined });
    return undefined;
  }
}

/**
 * A function without its package and its arguments, as people write them and as gccgo prints those of C: only a file of
 * source below shows that it is one. gccgo's own runtime has `.goc` files.
 */
function isBareName(text: string, { file }: FileLine): boolean {
  return /^[A-Za-z_]\w*$/.test(text) && file !== undefined && /\.(?:go|goc|[sS]|c)$/.test(file);
}

/** The symbol of a call without a package: cgo makes such for exported functions, `_cgoexp_1608ad1556e2_wait(0x0?)`. */
function cgoCallName(text: string): string | undefined {
  return /^([A-Za-z_]\w*)\([0-9a-fx{}, ._?]*\)$/.exec(text)?.[1];
}
