/** Makes profile.proto bytes as Go and others write them. */
import { Profile, StringTable } from 'pprof-format';

export interface Call {
  readonly func: string;
  readonly file?: string;
  readonly line?: number;
}

export interface Counted {
  readonly count: number | bigint;
  /** Leaf first; a list inside is one location with inlined calls, innermost first. */
  readonly stack: readonly (Call | readonly Call[] | string)[];
  readonly labels?: readonly {
    readonly key: string;
    readonly text?: string;
    readonly num?: number | bigint;
    readonly unit?: string;
  }[];
}

export interface Options {
  readonly type?: string;
  readonly unit?: string;
  readonly timeNanos?: bigint;
  readonly durationNanos?: number;
  readonly buildId?: string;
  /** Added to every id. */
  readonly idBase?: bigint;
}

/** A goroutine profile of these stacks. */
export function profileOf(samples: readonly Counted[], options: Options = {}): Uint8Array {
  const strings = new StringTable();
  const text = (value: string) => strings.dedup(value);
  const base = options.idBase ?? 0n;
  const functions: { id: bigint; name: number; systemName: number; filename: number }[] = [];
  const locations: object[] = [];
  const locationOf = (calls: readonly Call[]): bigint => {
    const id = base + BigInt(locations.length + 1);
    const line = calls.map(({ func, file = '/app/main.go', line: at = 12 }) => {
      const functionId = base + BigInt(functions.length + 1);
      const name = text(func);
      functions.push({ id: functionId, name, systemName: name, filename: text(file) });
      return { functionId, line: at };
    });
    locations.push({ id, address: 0x401000 + locations.length, mappingId: 1, line });
    return id;
  };
  const made = samples.map(({ count, stack, labels = [] }) => ({
    locationId: stack.map(part =>
      locationOf(typeof part === 'string' ? [{ func: part }] : 'func' in part ? [part] : part),
    ),
    value: [count],
    label: labels.map(({ key, text: value = '', num = 0, unit = '' }) => ({
      key: text(key),
      str: text(value),
      num,
      numUnit: text(unit),
    })),
  }));
  const type = { type: text(options.type ?? 'goroutine'), unit: text(options.unit ?? 'count') };
  return new Profile({
    sampleType: [type],
    periodType: type,
    period: 1,
    sample: made,
    location: locations,
    function: functions,
    mapping: [{ id: 1, buildId: text(options.buildId ?? '') }],
    timeNanos: options.timeNanos ?? 0n,
    durationNanos: options.durationNanos ?? 0,
    stringTable: strings,
  }).encode();
}
