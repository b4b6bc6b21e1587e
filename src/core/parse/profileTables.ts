/** The tables of a profile.proto: strings, functions, locations; every index into them may be wrong. */
import { Function as ProfileFunction, Location } from 'pprof-format';
import type { Frame } from '../goroutine';
import { decodeText } from './utf8';
import { checkedMessage } from './wire';
import type { MessageShape } from './wire';

/** Numbers of the decoder: 64 bits do not always fit a double. */
export type Numeric = number | bigint;

/** More entries than any real profile has: the bytes are made to fill the memory. */
const maxEntries = 1_000_000;
/** Longer names are cut: no compiler makes them. */
const maxStringBytes = 1 << 16;
/** Calls that one location may stand for: inlining is never that deep. */
const maxLines = 1024;

const lineShape: MessageShape = { 1: 'number', 2: 'number', 3: 'number' };
const locationShape: MessageShape = {
  1: 'number',
  2: 'number',
  3: 'number',
  4: lineShape,
  5: 'number',
};
const functionShape: MessageShape = {
  1: 'number',
  2: 'number',
  3: 'number',
  4: 'number',
  5: 'number',
};

/** Strings by index, decoded when they are asked for. */
export class StringTable {
  private readonly raw: Uint8Array[] = [];
  private readonly texts = new Map<number, string>();

  /** False when there is no room for more. */
  add(bytes: Uint8Array): boolean {
    if (this.raw.length >= maxEntries) return false;
    this.raw.push(bytes);
    return true;
  }

  get size(): number {
    return this.raw.length;
  }

  /** The string of an index, `undefined` for one that is out of range. */
  at(index: Numeric): string | undefined {
    const i = Number(index);
    const known = this.texts.get(i);
    if (known !== undefined) return known;
    const bytes = this.raw[i];
    if (bytes === undefined) return undefined;
    const text = decodeText(bytes.subarray(0, maxStringBytes));
    this.texts.set(i, text);
    return text;
  }
}

/** Functions and locations by id; resolves locations to frames. */
export class FrameTable {
  private readonly functions = new Map<Numeric, ProfileFunction>();
  private readonly locations = new Map<Numeric, Location>();
  private readonly frames = new Map<Numeric, readonly Frame[] | undefined>();

  constructor(private readonly strings: StringTable) {}

  /** Takes a Function message; false when it is malformed or one too many. */
  addFunction(bytes: Uint8Array): boolean {
    const message = checkedMessage(bytes, functionShape);
    if (message === undefined || this.functions.size >= maxEntries) return false;
    const found = ProfileFunction.decode(message);
    this.functions.set(idOf(found.id), found);
    return true;
  }

  /** Takes a Location message; false when it is malformed or one too many. */
  addLocation(bytes: Uint8Array): boolean {
    const message = checkedMessage(bytes, locationShape);
    if (message === undefined || this.locations.size >= maxEntries) return false;
    const found = Location.decode(message);
    if (found.line.length > maxLines) return false;
    this.locations.set(idOf(found.id), found);
    return true;
  }

  /** The calls at a location, innermost first; `undefined` when an index leads nowhere. */
  framesAt(location: Numeric): readonly Frame[] | undefined {
    const id = idOf(location);
    if (!this.frames.has(id)) this.frames.set(id, this.resolve(this.locations.get(id)));
    return this.frames.get(id);
  }

  private resolve(location: Location | undefined): readonly Frame[] | undefined {
    if (location === undefined) return undefined;
    // Code without symbols, e.g. C: the address is all there is, as in debug=1.
    if (location.line.length === 0)
      return [{ func: `0x${location.address.toString(16)}`, file: undefined, line: undefined }];
    const frames: Frame[] = [];
    for (const { functionId, line } of location.line) {
      const called = this.functions.get(idOf(functionId));
      const func = called && this.strings.at(called.name);
      const file = called && this.strings.at(called.filename);
      if (func === undefined || file === undefined) return undefined;
      const number = Number(line);
      const placed = file !== '' && number > 0 && number < 2 ** 31;
      frames.push({
        func: withoutTypeArguments(func),
        file: placed ? file : undefined,
        line: placed ? number : undefined,
      });
    }
    return frames;
  }
}

/** An id as a key: the decoder makes a bigint of a small number that is written in many bytes. */
function idOf(id: Numeric): Numeric {
  return typeof id === 'bigint' && id <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(id) : id;
}

/**
 * `Feed[go.shape.struct { A int }]` → `Feed[...]`: from Go 1.21 on debug=0 alone names type arguments. Pairs are matched
 * one by one, as funcNamePiecesForPrint in runtime/symtab.go of Go 1.27 does for generic methods.
 */
export function withoutTypeArguments(func: string): string {
  if (!func.includes('[')) return func;
  let depth = 0;
  let bare = '';
  for (const char of func) {
    if (char === '[' && depth++ === 0) bare += '[...]';
    else if (char === ']' && depth > 0) depth--;
    else if (depth === 0) bare += char;
  }
  return bare;
}
