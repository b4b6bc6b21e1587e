/**
 * Reads debug=0: a profile.proto, gunzipped. Its samples are counts of stacks, as in debug=1, with the frames of the
 * runtime in them.
 *
 * Source: runtime/pprof/proto.go and github.com/google/pprof/proto/profile.proto. Go writes the strings last: of a
 * profile that was cut only the numbers are left.
 */
import { Mapping, ValueType } from 'pprof-format';
import type { Sample, Snapshot, Text } from '../goroutine';
import { problemText } from '../report/problemTexts';
import { versionHint } from './goVersion';
import { ProblemList } from './problems';
import { sampleTypeOf } from './profileKind';
import type { SampleType } from './profileKind';
import { ProfileSamples } from './profileSamples';
import { inputOf } from './series';
import { FrameTable, StringTable } from './profileTables';
import { checkedMessage, FieldWalk } from './wire';
import type { MessageShape } from './wire';

const valueTypeShape: MessageShape = { 1: 'number', 2: 'number' };
const mappingShape: MessageShape = Object.fromEntries(
  Array.from({ length: 10 }, (_, i) => [i + 1, 'number' as const]),
);
/** Fields of the Profile message that are read. */
const Field = {
  sampleType: 1,
  sample: 2,
  mapping: 3,
  location: 4,
  function: 5,
  string: 6,
  timeNanos: 9,
  durationNanos: 10,
} as const;
/** Stacks with different labels are samples of their own: a million goroutines may be as many. */
const maxSamples = 2_000_000;

/** Reads a whole profile. Never throws: a profile of something else, or a damaged one, is a problem that says so. */
export function readProfile(bytes: Uint8Array): Snapshot {
  const read = profilesIn(bytes).map(readOne);
  const good = read.filter(({ format }) => format !== undefined);
  const whole = inputOf(good.map(snapshot => ({ line: 0, snapshot })));
  const [refused] = read.filter(({ format }) => format === undefined);
  if (whole === undefined || refused === undefined) return whole ?? refused ?? readOne(bytes);
  return { ...whole, problems: [...whole.problems, ...refused.problems] };
}

/** More profiles than this in one input are not told apart. */
const maxProfiles = 1000;

/**
 * Profiles that were written one behind the other. Each has tables of its own, so that they may not be read as one. An empty
 * name is the first of each; a sample type behind the names of one profile is of the next.
 */
function profilesIn(bytes: Uint8Array): readonly Uint8Array[] {
  const begins = [0];
  const walk = new FieldWalk(bytes);
  let empty = 0;
  let named = false;
  while (walk.next()) {
    if (walk.field === Field.string) {
      named = true;
      if (walk.from === walk.to) empty++;
    } else if (walk.field === Field.sampleType && named && begins.length < maxProfiles) {
      begins.push(walk.start);
      named = false;
    }
  }
  if (begins.length === 1 || begins.length !== empty) return [bytes];
  return begins.map((begin, index) => bytes.subarray(begin, begins[index + 1]));
}

function readOne(bytes: Uint8Array): Snapshot {
  const problems = new ProblemList();
  const profile = new RawProfile(problems);
  profile.read(bytes);
  const type = sampleTypeOf(profile.sampleTypes, profile.strings);
  if (!('refused' in type)) return profile.snapshot(type);
  return refusedProfile(
    problemText(profile.truncated ? 'refused.cut' : type.refused),
    profile.truncated,
  );
}

/** What a profile that cannot be read gives: no format, and why. */
export function refusedProfile(reason: Text, truncated: boolean): Snapshot {
  return { refused: reason, ...nothingRead(reason, truncated) };
}

/** A snapshot of nothing, and why. */
export function nothingRead(reason: Text, truncated: boolean): Snapshot {
  const problems = new ProblemList();
  problems.add(0, reason, 0);
  return {
    format: undefined,
    total: 0,
    read: 0,
    truncated,
    goVersionHint: undefined,
    prefix: undefined,
    samples: [],
    problems: problems.finish(),
  };
}

class RawProfile {
  readonly strings = new StringTable();
  readonly sampleTypes: ValueType[] = [];
  truncated = false;
  private readonly frames = new FrameTable(this.strings);
  private readonly samples: Uint8Array[] = [];
  private readonly mappings: Mapping[] = [];
  private timeNanos = 0n;
  private durationNanos = 0n;

  constructor(private readonly problems: ProblemList) {}

  read(bytes: Uint8Array): void {
    const walk = new FieldWalk(bytes);
    let refused = 0;
    while (walk.next()) {
      const value = bytes.subarray(walk.from, walk.to);
      if (walk.wire === 2 && !this.message(walk.field, value)) refused++;
      if (walk.wire === 0) this.number(walk.field, value);
    }
    if (refused > 0) this.problems.add(0, problemText('problem.profile.entries', refused), 0);
    if (walk.fault === undefined) return;
    this.truncated = true;
    const isCut = walk.fault === 'cut';
    this.problems.add(0, problemText(isCut ? 'problem.profile.cut' : 'problem.profile.damaged'), 0);
  }

  snapshot(type: SampleType): Snapshot {
    const found = new ProfileSamples(type, this.frames, this.strings, this.durationNanos !== 0n);
    for (const bytes of this.samples) found.add(bytes);
    found.report(this.problems);
    const samples = found.finish();
    const buildId = this.strings.at(this.mappings[0]?.buildId ?? 0);
    return {
      format: 'debug=0',
      total: found.total,
      read: found.read,
      truncated: this.truncated,
      goVersionHint: hintOf(samples, type),
      prefix: undefined,
      samples,
      problems: this.problems.finish(),
      ...(type.leaked ? { profile: 'goroutineleak' } : {}),
      ...(this.timeNanos > 0n ? { takenAtMs: Number(this.timeNanos / 1_000_000n) } : {}),
      ...(buildId ? { buildId } : {}),
    };
  }

  /** Takes a field with content; false when it is none that can be read. */
  private message(field: number, value: Uint8Array): boolean {
    switch (field) {
      case Field.sampleType:
        return keep(this.sampleTypes, ValueType, checkedMessage(value, valueTypeShape));
      case Field.mapping:
        return keep(this.mappings, Mapping, checkedMessage(value, mappingShape));
      case Field.location:
        return this.frames.addLocation(value);
      case Field.function:
        return this.frames.addFunction(value);
      case Field.string:
        return this.strings.add(value);
      case Field.sample:
        return this.samples.length < maxSamples && this.samples.push(value) > 0;
      default:
        return true;
    }
  }

  private number(field: number, value: Uint8Array): void {
    if (field === Field.timeNanos) this.timeNanos = signedValue(value);
    if (field === Field.durationNanos) this.durationNanos = signedValue(value);
  }
}

/** More mappings and sample types than this stand in no profile. */
const maxSmall = 10_000;

function keep<T>(
  list: T[],
  type: { decode(bytes: Uint8Array): T },
  message: Uint8Array | undefined,
): boolean {
  if (message === undefined || list.length >= maxSmall) return false;
  list.push(type.decode(message));
  return true;
}

/** A varint as the signed number that int64 is. */
function signedValue(varint: Uint8Array): bigint {
  let value = 0n;
  for (let i = varint.length - 1; i >= 0; i--)
    value = (value << 7n) | BigInt((varint[i] ?? 0) & 0x7f);
  return BigInt.asIntN(64, value);
}

/** The leak profile exists from Go 1.26 on. */
function hintOf(samples: readonly Sample[], { leaked }: SampleType): string | undefined {
  const hint = versionHint(samples, 0);
  return leaked && (hint === undefined || hint.startsWith('≥')) ? '≥1.26' : hint;
}
