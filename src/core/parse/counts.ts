/**
 * Reads debug=1: groups of goroutines with one list of program counters and one set of labels.
 *
 * Source: printCountProfile and printStackRecord in runtime/pprof/pprof.go. Leading runtime frames are not printed, but
 * their program counters are: how many there are tells the wait kind.
 */
import type { Frame, Sample } from '../goroutine';
import { problemText } from '../report/problemTexts';
import { isMoreCounters, joinedCounters, OpenLine } from './countsWrap';
import { isSymbol, withoutRemark } from './frameLine';
import { parseLabelSet } from './labels';
import { withoutNoise } from './noise';
import { LinePrefix } from './prefix';
import type { DumpPart, PartList } from './part';
import { labelCounts } from './samples';

/** More lines of something else than this end a group. */
const maxForeign = 2;

interface Group {
  readonly count: number;
  pcs: readonly string[];
  readonly line: number;
  readonly stack: Frame[];
  labels: readonly (readonly [string, string])[];
  /** Where counters are left out by hand, what is written in their place: `30 @ ... main.worker`. */
  readonly byHand: Frame | undefined;
  /** Printed address of the first frame: one less than its program counter; empty where it is left out. */
  firstAddress: string | undefined;
}

const title =
  /^goroutine(?:leak)? profile: total (\d+)\s*(?:\d+ @ 0x.*|[*_`"'|│┃║+$\\]*[,;]?|"?[,;][^\s()]{0,100})$/;
/** Other profiles of counts have groups of the same form: they are none of goroutines. */
const otherTitle =
  /^(?!goroutine)[a-z]+ profile: total \d+$|^heap profile: \d|^--- (?:contention|mutex):$/;
/** What a page made of the sign in front of a frame. */
const listMark = /^(?:\d+\.|[-*•])\s+(?=0x[0-9a-f]+\s)/;
const groupLine =
  /^(-?\d+) @((?: 0x[0-9a-f]+)*)( (?:\.{3}|…).*| (?=[^.\s]*\.)[A-Za-z_][\w./*()[\]-]*)?$/;

/** Whether a line, log prefix or not, is the title of a profile. */
export function isTitle(line: string): boolean {
  const column = line.includes(' profile: total ') ? line.indexOf('goroutine') : -1;
  return column >= 0 && title.test(withoutNoise(line).slice(column).trim());
}

export class CountsParser {
  /** Total that the title of the profile at hand announces. */
  private announced = 0;
  /** The profile at hand; `undefined` before the first title. */
  private part: DumpPart | undefined;
  readonly prefix = new LinePrefix();
  /** The title says `goroutineleak`: every goroutine listed is leaked. */
  private leaked = false;
  private group: Group | undefined;
  /** The input is another profile. */
  private other = false;
  /** The line before was that of a group. */
  private afterGroup = false;
  /** The frame before, while the rest of its line number may follow. */
  private placed: { line: number } | undefined;
  private open: OpenLine | undefined;
  /** Lines of something else since the last frame of the group: a page may put its foot between two. */
  private foreign = 0;
  /** Lines that had the prefix of the title. */
  private carried = 0;
  /** First frame above the first group; 0 for none. */
  private headless = 0;

  constructor(private readonly parts: PartList) {}

  /** Takes one line without its line feed; returns whether it belongs to a profile. */
  line(raw: string, lineNumber: number): boolean {
    const clean = withoutNoise(raw);
    if (this.title(clean, lineNumber)) return true;
    const text = this.prefix.strip(raw).trim().replace(listMark, '');
    if (this.isOfOther(clean, text) || this.isOtherTitle(text)) return false;
    const group = text.includes(' @') ? groupLine.exec(text) : null;
    if (this.part === undefined && !this.beginsWithoutTitle(text, group, lineNumber)) return false;
    if (group) return this.begin(group, lineNumber);
    if (this.group === undefined) return this.orphan(text, lineNumber);
    return this.inGroup(this.group, text, lineNumber);
  }

  private inGroup(group: Group, text: string, line: number): boolean {
    const { afterGroup } = this;
    this.afterGroup = false;
    if (this.goesOn(text)) return true;
    if (afterGroup && group.pcs.length > 0 && isMoreCounters(text, group.pcs)) {
      group.pcs = joinedCounters(group.pcs, text);
      return (this.afterGroup = true);
    }
    if (/^(?:# )?labels:/.test(text)) return this.labels(group, text, line);
    // A comment to git, a heading to markdown: the sign in front is often lost.
    const isFrame = this.foreign > 0 ? /^#\s*0x[0-9a-f]+\s/ : /^(?:#|0x[0-9a-f]+(?:\s|$))/;
    if (isFrame.test(text)) return this.frame(group, text, line);
    if (text === '' ? this.foreign > 0 : ++this.foreign > maxForeign) this.finish();
    return text === '';
  }

  /** The rest of a line that the paste has wrapped. */
  private goesOn(text: string): boolean {
    const { open, placed } = this;
    this.placed = undefined;
    if (placed !== undefined && /^\d{1,6}$/.test(text)) {
      placed.line = Number(`${placed.line}${text}`);
      return true;
    }
    const state = open?.add(text);
    if (open === undefined || state === 'open') return state === 'open';
    this.open = undefined;
    if (state === 'lost') this.unreadable(open.line, open.begin);
    return state === 'taken';
  }

  private unreadable(line: number, text: string): void {
    this.part?.problems.add(line, problemText('problem.frame'), 0, text);
  }

  private labels(group: Group, text: string, line: number): boolean {
    const take = (whole: string) => {
      group.labels = parseLabelSet(whole);
      return group.labels.length > 0;
    };
    if (!take(text) && !text.endsWith('}')) this.open = new OpenLine(text, line, take);
    return true;
  }

  /** A line of another writer in the same log, where the lines of this one have a prefix. */
  private isOfOther(clean: string, text: string): boolean {
    if (this.group === undefined || !this.prefix.isOfEachLine || text === '') return false;
    if (clean.trim() !== text) this.carried++;
    else return this.carried > 1 && !text.startsWith('#');
    return false;
  }

  private isOtherTitle(text: string): boolean {
    if (!otherTitle.test(text)) return false;
    this.endProfile(false);
    this.other = true;
    return true;
  }

  /** A frame without a group: the input begins below it, or something else stands between. */
  private orphan(text: string, line: number): boolean {
    if (!/^#\s*0x[0-9a-f]+\s+\S.*\+0x/.test(text)) return false;
    this.part?.problems.add(line, problemText('problem.frame.stray'), 0, text);
    return this.part !== undefined;
  }

  /** Pastes begin below the title: a line of counts and program counters is not mistaken for anything else. */
  private beginsWithoutTitle(text: string, group: RegExpExecArray | null, line: number): boolean {
    if (!this.other && /^#\s*0x[0-9a-f]+\s.*\+0x[0-9a-f]+\s/.test(text)) this.headless ||= line;
    if (this.other || !group || !/ 0x[0-9a-f]{5,}$/.test(text)) return false;
    this.part = this.parts.open(line, 'debug=1');
    this.announced = 0;
    if (this.headless > 0)
      this.part.problems.add(this.headless, problemText('problem.groupless'), 0);
    return true;
  }

  /** The input is over. */
  end(midLine: boolean): void {
    this.endProfile(midLine);
  }

  /** What the title announces and no group lists is in the total, unread. */
  private endProfile(midLine: boolean): void {
    this.finish();
    const { part } = this;
    if (part === undefined) return;
    const missing = this.announced - part.total;
    this.part = undefined;
    if (missing <= 0) return;
    part.total += missing;
    part.truncated = midLine;
    part.problems.add(part.line, problemText('problem.counts', missing), missing);
  }

  private title(clean: string, line: number): boolean {
    const column = clean.includes(' profile: total ') ? clean.indexOf('goroutine') : -1;
    if (column < 0) return false;
    const match = title.exec(clean.slice(column).trim());
    if (!match) return false;
    this.endProfile(false);
    this.other = false;
    this.prefix.learn(clean, column);
    this.part = this.parts.open(line, 'debug=1');
    this.part.prefix = this.prefix.found;
    this.announced = Number(match[1]);
    this.leaked = clean.startsWith('goroutineleak', column);
    this.part.leakedOnly = this.leaked;
    return true;
  }

  private begin([, count, counters = '', byHand]: RegExpExecArray, line: number): boolean {
    this.finish();
    const pcs = counters.split(' ').filter(pc => pc !== '');
    this.afterGroup = byHand === undefined;
    this.group = {
      count: Number(count),
      pcs,
      line,
      stack: [],
      labels: [],
      byHand: byHand === undefined ? undefined : frameByHand(byHand),
      firstAddress: undefined,
    };
    return true;
  }

  private frame(group: Group, raw: string, line: number): boolean {
    if (this.foreign > 0) this.part?.problems.add(line, problemText('problem.intruder'), 0);
    this.foreign = 0;
    const tabbed = raw.includes('\t') ? raw : raw.replace(tabMarks, '\t');
    const text = tabbed.replace(/\\([[\]_*])/g, '$1');
    const take = (whole: string) => {
      const frame = parseFrame(whole);
      if (frame !== undefined) this.add(group, frame);
      return frame !== undefined;
    };
    if (!take(text)) this.open = new OpenLine(text, line, take);
    return true;
  }

  private add(group: Group, { address, func, file, line }: CountedFrame): void {
    // An address without a symbol: `#	0x0` stands for main parked in select {}, others for code without symbols.
    if (func !== undefined) {
      const frame = { func, file, line };
      group.stack.push(frame);
      this.placed = line === undefined ? undefined : (frame as { line: number });
    } else if (address !== undefined && address !== '0')
      group.stack.push({ func: `0x${address}`, file: undefined, line: undefined });
    group.firstAddress ??= address ?? '';
  }

  private finish(): void {
    const { group, part, open, foreign } = this;
    this.open = this.placed = undefined;
    this.foreign = 0;
    if (open !== undefined) this.unreadable(open.line, open.begin);
    if (group === undefined || part === undefined) return;
    this.group = undefined;
    if (group.stack.length === 0 && group.byHand !== undefined) group.stack.push(group.byHand);
    // What should be frames may be of a form that nobody knows.
    if (foreign > 0 && group.stack.length === 0 && group.pcs.length > 1)
      part.problems.add(group.line, problemText('problem.intruder'), 0);
    // A delta profile may hold negative counts: goroutines that ended are not goroutines that are.
    if (group.count <= 0) {
      part.problems.add(group.line, problemText('problem.group', group.count), 0);
      return;
    }
    part.total += group.count;
    part.read += group.count;
    part.addGroup(sampleOf(group, this.leaked && !isMain(group)));
  }
}

/** How viewers and logs write the tabs between the columns. */
const tabMarks = /(?:&nbsp;)+|\^I|→|\\t|<TAB>|\\u0009|\\x09|[#\\]011|&#x?0?9;/g;

interface CountedFrame {
  readonly address: string | undefined;
  readonly func: string | undefined;
  readonly file: string | undefined;
  readonly line: number | undefined;
}

/** `#	0x68f31d	main.f.func1+0x1d	/app/my shop/lib.go:6`: blanks may stand in the path. Linear on any text. */
function parseFrame(text: string): CountedFrame | undefined {
  const head = /^#?\s*0x(?:([0-9a-f]+)|\.{3}|…|[X?]+)(?=\s|$)/.exec(text);
  if (!head) return undefined;
  const address = head[1];
  const rest = text.slice(head[0].length).trim();
  if (rest === '') return { address, func: undefined, file: undefined, line: undefined };
  const offset = /\+0x[0-9a-f]+\s+/.exec(rest);
  const place = /:\d+$/.test(rest) ? rest : withoutRemark(rest);
  const colon = place.lastIndexOf(':');
  const digits = place.slice(colon + 1);
  if (!offset || offset.index === 0 || !/^\d+$/.test(digits)) return undefined;
  const file = place.slice(offset.index + offset[0].length, colon);
  if (file === '') return undefined;
  return { address, func: rest.slice(0, offset.index), file, line: Number(digits) };
}

/** What somebody has written behind a count: ` ... main.worker`, ` ...	main.worker+0x4f	./main.go:16`. */
function frameByHand(text: string): Frame | undefined {
  const place = parseFrame(text.replace(/^ (?:\.{3}|…)?\s*/, '0x... '));
  if (place?.func !== undefined) return { func: place.func, file: place.file, line: place.line };
  const func = text.split(/\s/).find(word => isSymbol(word) && /\w/.test(word));
  return func === undefined ? undefined : { func, file: undefined, line: undefined };
}

function sampleOf(group: Group, leaked: boolean): Sample {
  const labels = new Map(
    group.labels.map(([key, value]) => [key, new Map([[value, group.count]])]),
  );
  return {
    count: group.count,
    state: undefined,
    stack: group.stack,
    framesElided: 0,
    createdBy: undefined,
    ancestors: [],
    labels: labelCounts(labels),
    members: undefined,
    hiddenPcs: hiddenPcs(group),
    line: group.line,
    ...(leaked ? { leaked: group.count } : {}),
  };
}

/**
 * The leak profile counts main too: parked in `select {}` it is a group without frames, on a channel its stack ends in
 * runtime.main. It is parked on purpose and no leak.
 */
function isMain({ stack }: Group): boolean {
  return stack.length === 0 || stack.at(-1)?.func === 'runtime.main';
}

/** The program counters before that of the first printed frame: `#` lines print the counter less one. */
function hiddenPcs(group: Group): string[] | undefined {
  if (!group.firstAddress) return undefined;
  const first = BigInt(`0x${group.firstAddress}`) + 1n;
  const at = group.pcs.findIndex(pc => BigInt(pc) === first);
  return at < 0 ? undefined : group.pcs.slice(0, at);
}
