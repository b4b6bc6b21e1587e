/** The samples of a profile.proto → samples of a snapshot: equal stacks become one, with their labels counted. */
import { Sample as ProfileSample } from 'pprof-format';
import type { Label } from 'pprof-format';
import type { Frame, Sample } from '../goroutine';
import { problemText } from '../report/problemTexts';
import { parkedStack } from './parkedState';
import type { ParkedStack } from './parkedState';
import type { ProblemList } from './problems';
import type { SampleType } from './profileKind';
import type { FrameTable, Numeric, StringTable } from './profileTables';
import { labelCounts, LabelTally } from './samples';
import { checkedMessage } from './wire';
import type { MessageShape } from './wire';

const labelShape: MessageShape = { 1: 'number', 2: 'number', 3: 'number', 4: 'number' };
const sampleShape: MessageShape = { 1: 'numbers', 2: 'numbers', 3: labelShape };

/** GODEBUG=profstackdepth allows 1,024 calls; more are the work of another tool, or of an attacker. */
const maxFrames = 8192;
/** Frames of all stacks together: one location of many lines must not be multiplied without end. */
const maxAllFrames = 8_000_000;
/** From here on Go 1.23 and newer leave out the outermost calls, without a mark. */
const recordedDepth = 128;
/** No process holds so many: such a number is damaged. */
const maxCount = 2 ** 40;

interface Group {
  readonly parked: ParkedStack;
  readonly cut: boolean;
  readonly labels: LabelTally;
  count: number;
}

export class ProfileSamples {
  total = 0;
  read = 0;
  private readonly groups = new Map<string, Group>();
  private allFrames = 0;
  private lost = 0;
  private unbounded = 0;
  private malformed = 0;
  private wrongCounts = 0;
  private ended = 0;

  constructor(
    private readonly type: SampleType,
    private readonly frames: FrameTable,
    private readonly strings: StringTable,
    /** The profile is a difference between two moments (`seconds=`). */
    private readonly delta: boolean,
  ) {}

  /** Takes one Sample message. */
  add(bytes: Uint8Array): void {
    const message = checkedMessage(bytes, sampleShape);
    if (message === undefined) {
      this.malformed++;
      return;
    }
    const sample = ProfileSample.decode(message);
    const count = signed(sample.value[this.type.index] ?? 0);
    if (Math.abs(count) > maxCount) this.wrongCounts++;
    else if (count < 0 && this.delta) this.ended -= count;
    else if (count < 0) this.wrongCounts++;
    else if (count > 0) this.take(sample, count);
  }

  /** What was left out, and why. */
  report(problems: ProblemList): void {
    if (this.lost > 0) problems.add(0, problemText('problem.profile.lost', this.lost), this.lost);
    if (this.unbounded > 0)
      problems.add(0, problemText('problem.profile.deep', this.unbounded), this.unbounded);
    if (this.malformed > 0)
      problems.add(0, problemText('problem.profile.samples', this.malformed), 0);
    if (this.wrongCounts > 0)
      problems.add(0, problemText('problem.profile.negative', this.wrongCounts), 0);
    if (this.delta) problems.add(0, problemText('problem.profile.delta', this.ended), 0);
  }

  finish(): Sample[] {
    return [...this.groups.values()].map(group => this.sampleOf(group));
  }

  private take({ locationId, label }: ProfileSample, count: number): void {
    this.total += count;
    const key = locationId.join(' ');
    let group = this.groups.get(key);
    if (group === undefined) {
      const stack = this.stackOf(locationId);
      if (!Array.isArray(stack)) {
        this[stack] += count;
        return;
      }
      const labels = new LabelTally();
      group = { parked: parkedStack(stack), cut: stack.length >= recordedDepth, labels, count: 0 };
      this.groups.set(key, group);
    }
    this.read += count;
    group.count += count;
    group.labels.add(this.labelsOf(label), count);
  }

  /** Leaf first; or why there is none. */
  private stackOf(locations: readonly Numeric[]): Frame[] | 'lost' | 'unbounded' {
    const stack: Frame[] = [];
    for (const id of locations) {
      const frames = this.frames.framesAt(id);
      if (frames === undefined) return 'lost';
      if (stack.length + frames.length > maxFrames) return 'unbounded';
      for (const frame of frames) stack.push(frame);
    }
    this.allFrames += stack.length;
    return this.allFrames > maxAllFrames ? 'unbounded' : stack;
  }

  /** A label is a text, or a number with a unit; without either it is an empty text. */
  private labelsOf(labels: readonly Label[]): [string, string][] {
    return labels.flatMap(({ key, str, num, numUnit }) => {
      const name = this.strings.at(key);
      if (name === undefined) return [];
      if (Number(str) !== 0 || (Number(num) === 0 && Number(numUnit) === 0))
        return [[name, this.strings.at(str) ?? '']];
      const unit = this.strings.at(numUnit) ?? '';
      const number = BigInt.asIntN(64, BigInt(num)).toString();
      return [[name, unit === '' ? number : `${number} ${unit}`]];
    });
  }

  private sampleOf({ parked, cut, labels, count }: Group): Sample {
    const { stack, state } = parked;
    const leaked = this.type.leaked && !isMain(stack);
    return {
      count,
      state,
      stack,
      framesElided: cut ? -1 : 0,
      createdBy: undefined,
      ancestors: [],
      labels: labelCounts(labels.counts),
      members: undefined,
      hiddenPcs: undefined,
      line: 0,
      ...(state === undefined ? {} : { stateInferred: true }),
      ...(leaked ? { leaked: count } : {}),
    };
  }
}

/** The leak profile counts main too (see counts.ts): parked in `select {}` it has no stack. */
function isMain(stack: readonly Frame[]): boolean {
  return stack.length === 0 || stack.at(-1)?.func === 'runtime.main';
}

/** An int64 as a number: the decoder knows unsigned ones only. */
function signed(value: Numeric): number {
  return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : value;
}
