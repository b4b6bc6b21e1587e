/** What a profile.proto counts: goroutines, or something else that is said by name. */
import type { ValueType } from 'pprof-format';
import type { Refusal } from './otherInput';
import type { StringTable } from './profileTables';

export interface SampleType {
  /** Index of the goroutine count among the values of a sample. */
  readonly index: number;
  /** A goroutineleak profile: it lists leaked goroutines only. */
  readonly leaked: boolean;
}

/** Go's own name, and the one that Pyroscope gives it. */
const goroutineTypes = new Set(['goroutine', 'goroutines', 'goroutineleak']);

/** Other profiles of Go by the name of one of their values: what is said to who has taken the wrong one. */
const otherKinds: readonly { readonly types: readonly string[]; readonly reason: Refusal }[] = [
  { types: ['cpu'], reason: 'refused.cpu' },
  {
    types: ['inuse_space', 'inuse_objects', 'alloc_space', 'alloc_objects'],
    reason: 'refused.heap',
  },
  { types: ['contentions', 'delay'], reason: 'refused.block' },
  { types: ['threadcreate'], reason: 'refused.threads' },
];

/** The goroutine count among the sample types, or the reason why there is none. */
export function sampleTypeOf(
  types: readonly ValueType[],
  strings: StringTable,
): SampleType | { readonly refused: Refusal } {
  const names = types.map(type => strings.at(type.type) ?? '');
  const index = names.findIndex(name => goroutineTypes.has(name));
  if (index >= 0) return { index, leaked: names[index] === 'goroutineleak' };
  const kind = otherKinds.find(other => other.types.some(type => names.includes(type)));
  return { refused: kind?.reason ?? 'refused.other' };
}
