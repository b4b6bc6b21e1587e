/** The dumps of one input: where several stand in it, each is a part with samples, counts and problems of its own. */
import type { DumpFormat, Frame, LineNumber, Sample, Snapshot } from '../goroutine';
import { confirmedDeadlock } from './deadlock';
import { versionHint } from './goVersion';
import { ProblemList } from './problems';
import { SampleTable } from './samples';

/** What a goroutine says about who created it. */
interface Creation {
  readonly createdBy: Frame | undefined;
  /** It may be whole without that. */
  readonly mayLackCreator: boolean;
}

/** One dump in the making: what one process said at one moment. */
export class DumpPart {
  total = 0;
  read = 0;
  truncated = false;
  /** The newest Go 1.x that the form of a header asks for; 0 for none. */
  sinceMinor = 0;
  prefix: string | undefined;
  /** A goroutineleak profile that lists leaked goroutines only. */
  leakedOnly = false;
  /** Goroutines read that a leak check of tests lists. */
  tracked = 0;
  /** What the runtime said in front of it. */
  deadlock: Snapshot['deadlock'];
  readonly table = new SampleTable();
  readonly problems = new ProblemList();
  /** Set while nothing shows that this is a dump of its own: then it belongs to the one before. */
  joins: DumpPart | undefined;
  private readonly groups: Sample[] = [];
  /** How many of the goroutines that somebody created say who it was. */
  private creators: 'none' | 'all' | 'some' = 'none';

  constructor(
    readonly line: LineNumber,
    public format: DumpFormat,
  ) {}

  /** Adds a group of goroutines that was printed as such (debug=1). */
  addGroup(sample: Sample): void {
    this.groups.push(sample);
  }

  /** Notes whether a goroutine that was read says who created it. */
  noteCreator({ createdBy, mayLackCreator }: Creation): void {
    if (createdBy === undefined && !mayLackCreator) this.creators = 'some';
    else if (createdBy !== undefined && this.creators === 'none') this.creators = 'all';
  }

  /** All that were read say who created them, and this one, which is the last of the input, does not: it is cut just above. */
  lacksCreator({ createdBy, mayLackCreator }: Creation): boolean {
    return this.creators === 'all' && createdBy === undefined && !mayLackCreator;
  }

  /** The samples read so far. */
  samples(): Sample[] {
    return [...this.table.finish(), ...this.groups];
  }
}

/** A dump and the line of the input where it begins. */
export interface ReadDump {
  readonly line: LineNumber;
  readonly snapshot: Snapshot;
}

/** More dumps than this in one input are not told apart any more: an input of nothing but tiny ones stays small. */
const maxParts = 1000;

export class PartList {
  private readonly parts: DumpPart[] = [];

  get isEmpty(): boolean {
    return this.parts.length === 0;
  }

  /** Begins a dump. `joins`: the dump that it belongs to unless something shows that it is another. */
  open(line: LineNumber, format: DumpFormat, joins?: DumpPart): DumpPart {
    const last = this.parts.at(-1);
    if (last !== undefined && this.parts.length >= maxParts) return joins ?? last;
    const part = new DumpPart(line, format);
    part.joins = joins;
    this.parts.push(part);
    return part;
  }

  /** What the dumps say, in order of their first lines. */
  finish(): ReadDump[] {
    const groups = new Map<DumpPart, DumpPart[]>();
    for (const part of this.parts) {
      const root = rootOf(part);
      const group = groups.get(root);
      if (group) group.push(part);
      else groups.set(root, [part]);
    }
    return [...groups]
      .map(([root, parts]) => ({ line: root.line, snapshot: snapshotOf(parts) }))
      .sort((a, b) => a.line - b.line);
  }
}

function rootOf(part: DumpPart): DumpPart {
  let root = part;
  while (root.joins) root = root.joins;
  return root;
}

function snapshotOf(parts: readonly DumpPart[]): Snapshot {
  const samples = parts.flatMap(part => part.samples());
  const problems = new ProblemList();
  for (const part of parts) problems.addAll(part.problems);
  const deadlock = confirmedDeadlock(parts[0]?.deadlock, samples);
  return {
    format: parts[0]?.format,
    total: sumOf(parts, part => part.total),
    read: sumOf(parts, part => part.read),
    truncated: parts.some(part => part.truncated),
    goVersionHint: versionHint(samples, Math.max(...parts.map(part => part.sinceMinor))),
    prefix: parts.find(part => part.prefix !== undefined)?.prefix,
    samples,
    problems: problems.finish(),
    ...(deadlock && { deadlock }),
    ...(parts.every(isOfTest) && { listedAfterTest: true }),
    ...(parts.every(part => part.leakedOnly) ? { profile: 'goroutineleak' as const } : {}),
  };
}

/** A check that stands beside a dump of all goroutines says nothing about those. */
function isOfTest({ format, tracked, read }: DumpPart): boolean {
  return format === 'goleak' || (tracked > 0 && tracked === read);
}

/** Adds up one figure of several things. */
export function sumOf<T>(things: readonly T[], figure: (thing: T) => number): number {
  return things.reduce((sum, thing) => sum + figure(thing), 0);
}
