/** Collects goroutines into samples: equal state and stack share one sample, and each goroutine is a row of its columns. */
import type { Frame, LabelCount, LineNumber, Sample } from '../goroutine';
import { rememberedInAll, rememberedOfOneStack } from '../pointers';
import type { PointersInHand } from '../pointers';
import { MemberRows } from './memberRows';

/** What goroutines of one sample share. */
export interface SampleShape {
  readonly state: string | undefined;
  readonly stack: readonly Frame[];
  readonly framesElided: number;
  readonly createdBy: Frame | undefined;
  readonly ancestors: Sample['ancestors'];
}

const maxLabelValues = 50;

/** How often each label value occurs. Bounded: beyond 50 values of a key the rest is summed up under `"…"`. */
export class LabelTally {
  readonly counts = new Map<string, Map<string, number>>();

  add(labels: readonly (readonly [key: string, value: string])[], count: number): void {
    for (const [key, value] of labels) {
      let values = this.counts.get(key);
      if (values === undefined) this.counts.set(key, (values = new Map<string, number>()));
      const kept = values.has(value) || values.size < maxLabelValues ? value : '…';
      values.set(kept, (values.get(kept) ?? 0) + count);
    }
  }
}

/** One sample in the making: what its goroutines share, and a row for each. */
export class SampleBuilder extends MemberRows {
  private readonly inHand: PointersInHand[] = [];
  private asked = 0;
  private readonly labels = new LabelTally();

  constructor(
    private readonly shape: SampleShape,
    private readonly line: LineNumber,
  ) {
    super();
  }

  addLabels(labels: readonly (readonly [string, string])[], count: number): void {
    this.labels.add(labels, count);
  }

  /** Whether what the next goroutine has in hand is to be kept. */
  get asks(): boolean {
    return this.asked < rememberedOfOneStack;
  }

  keepInHand(inHand: PointersInHand): void {
    this.asked++;
    if (inHand.pointers.length > 0) this.inHand.push(inHand);
  }

  /** Call once: the rows move into the sample. */
  finish(): Sample {
    return {
      ...this.shape,
      count: this.count,
      labels: labelCounts(this.labels.counts),
      members: this.takeMembers(),
      ...(this.inHand.length > 0 ? { inHand: this.inHand } : {}),
      hiddenPcs: undefined,
      line: this.line,
    };
  }
}

/** Samples by identity, in order of first reading. */
export class SampleTable {
  private readonly builders = new Map<string, SampleBuilder>();
  private remembered = 0;

  /** The sample of this shape, a new one at its first goroutine. */
  of(shape: SampleShape, line: LineNumber): SampleBuilder {
    const key = keyOf(shape);
    let builder = this.builders.get(key);
    if (builder === undefined) this.builders.set(key, (builder = new SampleBuilder(shape, line)));
    return builder;
  }

  /** Whether what the next goroutine of a sample has in hand is to be kept. */
  asks(sample: SampleBuilder): boolean {
    return sample.asks && this.remembered < rememberedInAll;
  }

  keepInHand(sample: SampleBuilder, inHand: PointersInHand): void {
    this.remembered++;
    sample.keepInHand(inHand);
  }

  finish(): Sample[] {
    return [...this.builders.values()].map(builder => builder.finish());
  }
}

/** Label counts in order of key, then count, then value. */
export function labelCounts(
  labels: ReadonlyMap<string, ReadonlyMap<string, number>>,
): LabelCount[] {
  const counts: LabelCount[] = [];
  for (const [key, values] of labels)
    for (const [value, count] of values) counts.push({ key, value, count });
  return counts.sort(
    (a, b) => compareText(a.key, b.key) || b.count - a.count || compareText(a.value, b.value),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function keyOf(shape: SampleShape): string {
  const parts = [shape.state ?? '', String(shape.framesElided)];
  for (const frame of shape.stack) parts.push(frame.func, placeOf(frame));
  parts.push('\x01', shape.createdBy?.func ?? '', shape.createdBy?.file ?? '');
  for (const ancestor of shape.ancestors)
    for (const frame of ancestor.frames) parts.push(frame.func, placeOf(frame));
  return parts.join('\x00');
}

function placeOf(frame: Frame): string {
  return frame.file === undefined ? '' : `${frame.file}:${frame.line ?? 0}`;
}
