/** Collects goroutines into samples: equal state and stack share one sample, and each goroutine is a row of its columns. */
import type { Frame, LabelCount, Members, Sample } from '../goroutine';
import type { LineNumber } from '../goroutine';

/** What one goroutine says of itself alone. */
export interface Member {
  readonly id: number;
  /** -1 when not printed. */
  readonly minutes: number;
  /** 0 when not printed, as in the next two. */
  readonly parentId: number;
  readonly createdByLine: LineNumber;
  readonly lockAddress: number;
  readonly flags: number;
}

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

/** One sample in the making. Rows are kept in typed columns: a dump may hold a million goroutines. */
export class SampleBuilder {
  private count = 0;
  private ids = new Float64Array(4);
  private waitMinutes = new Int32Array(4);
  private parentIds = new Float64Array(4);
  private createdByLines = new Int32Array(4);
  private lockAddresses = new Float64Array(4);
  private flags = new Uint8Array(4);
  private readonly labels = new LabelTally();

  constructor(
    private readonly shape: SampleShape,
    private readonly line: LineNumber,
  ) {}

  addRow(
    id: number,
    minutes: number,
    parentId: number,
    createdByLine: number,
    lockAddress: number,
    flags: number,
  ): void {
    const row = this.count++;
    if (row === this.ids.length) this.grow();
    this.ids[row] = id;
    this.waitMinutes[row] = minutes;
    this.parentIds[row] = parentId;
    this.createdByLines[row] = createdByLine;
    this.lockAddresses[row] = lockAddress;
    this.flags[row] = flags;
  }

  addLabels(labels: readonly (readonly [string, string])[], count: number): void {
    this.labels.add(labels, count);
  }

  finish(): Sample {
    const rows = this.count;
    const members: Members = {
      ids: this.ids.slice(0, rows),
      waitMinutes: this.waitMinutes.slice(0, rows),
      parentIds: this.parentIds.slice(0, rows),
      createdByLines: this.createdByLines.slice(0, rows),
      lockAddresses: this.lockAddresses.slice(0, rows),
      flags: this.flags.slice(0, rows),
    };
    return {
      ...this.shape,
      count: rows,
      labels: labelCounts(this.labels.counts),
      members,
      hiddenPcs: undefined,
      line: this.line,
    };
  }

  private grow(): void {
    const size = this.ids.length * 2;
    this.ids = grown(new Float64Array(size), this.ids);
    this.waitMinutes = grown(new Int32Array(size), this.waitMinutes);
    this.parentIds = grown(new Float64Array(size), this.parentIds);
    this.createdByLines = grown(new Int32Array(size), this.createdByLines);
    this.lockAddresses = grown(new Float64Array(size), this.lockAddresses);
    this.flags = grown(new Uint8Array(size), this.flags);
  }
}

/** Samples by identity, in order of first reading. */
export class SampleTable {
  private readonly builders = new Map<string, SampleBuilder>();

  /** The sample of this shape, a new one at its first goroutine. */
  of(shape: SampleShape, line: LineNumber): SampleBuilder {
    const key = keyOf(shape);
    let builder = this.builders.get(key);
    if (builder === undefined) this.builders.set(key, (builder = new SampleBuilder(shape, line)));
    return builder;
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

function grown<T extends Float64Array | Int32Array | Uint8Array>(target: T, source: T): T {
  target.set(source);
  return target;
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
