/**
 * The fast path of the reader: a goroutine whose bytes repeat one that was read before costs one comparison and a row.
 *
 * A template is the text of one goroutine with holes where goroutines of one sample differ: id, minutes, arguments, parent
 * id, `+0x` offsets. It matches nothing that the plain path would read differently: every byte outside the holes is
 * compared, a hole takes only what the plain path ignores or reads as the same number, and all else is left to the
 * plain path. `test/core/parse` holds the two together.
 */
import { MemberFlag } from '../goroutine';
import type { SampleBuilder } from './samples';

const lineFeed = 10;
const blank = 32;
const openParen = 40;
const closeParen = 41;
const comma = 44;
const closeBracket = 93;

/** What follows a literal: arguments up to the line's end, an optional ` +0x…`, a parent id, or the line's end itself. */
const Hole = { arguments: 0, lockArguments: 1, offset: 2, parent: 3, none: 4 } as const;

export interface Template {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Begin, length and hole of each line of the body, three numbers a line. */
  readonly segments: Int32Array;
  /** Begin and length of the state in `bytes`. */
  readonly stateAt: number;
  readonly stateLength: number;
  readonly createdByLine: number;
  readonly flags: number;
  /** Lines, the empty one behind the goroutine included. */
  readonly lines: number;
  readonly sample: SampleBuilder;
}

export type Match = 'matched' | 'differs' | 'incomplete';

/** Bytes under comparison. One object for the life of a reader: nothing is allocated for a goroutine. */
export class Cursor {
  /** Behind the goroutine that matched last. */
  end = 0;
  constructor(
    readonly bytes: Uint8Array,
    readonly view: DataView,
    readonly length: number,
    /** The input ends here: no empty line needs to follow the last goroutine. */
    readonly final: boolean,
  ) {}
}

const headerStart = 'goroutine ';

/** Compares the goroutine at `from` with a template and, when it matches, adds its row. */
export function matchTemplate(cursor: Cursor, from: number, template: Template): Match {
  const { bytes, length } = cursor;
  let at = from + headerStart.length;
  let id = 0;
  let digit = (bytes[at] ?? 0) - 48;
  const idStart = at;
  while (digit >= 0 && digit <= 9) {
    id = id * 10 + digit;
    digit = (bytes[++at] ?? 0) - 48;
  }
  if (at + template.stateLength + 4 >= length) return 'incomplete';
  if (at === idStart || at - idStart > 15) return 'differs';
  at += 2; // ` [`, compared with the state
  if (!sameBytes(cursor, at - 2, template, template.stateAt - 2, template.stateLength + 2))
    return 'differs';
  at += template.stateLength;
  let minutes = -1;
  let flags = template.flags;
  if (bytes[at] === comma) {
    const status = readStatus(cursor, at);
    if (status < 0) return status === -1 ? 'differs' : 'incomplete';
    minutes = statusMinutes;
    if (statusLocked) flags |= MemberFlag.lockedToThread;
    at = status;
  }
  if (bytes[at] !== closeBracket || bytes[at + 1] !== 58 || bytes[at + 2] !== lineFeed)
    return at + 2 < length ? 'differs' : 'incomplete';
  return matchBody(cursor, at + 3, template, id, minutes, flags);
}

/** Results of {@link readStatus} beside its index: module state instead of an object for each goroutine. */
let statusMinutes = -1;
let statusLocked = false;

/** Reads `, 5 minutes, locked to thread`; returns the index behind it, -1 for anything else, -2 at the end of the bytes. */
function readStatus(cursor: Cursor, from: number): number {
  const { bytes, length } = cursor;
  let at = from;
  statusMinutes = -1;
  statusLocked = false;
  while (bytes[at] === comma) {
    if (at + 40 > length) return -2;
    const digit = (bytes[at + 2] ?? 0) - 48;
    if (digit >= 0 && digit <= 9 && statusMinutes < 0 && !statusLocked)
      at = readMinutes(bytes, at + 2);
    else if (!statusLocked && textAt(bytes, at, ', locked to thread')) {
      statusLocked = true;
      at += ', locked to thread'.length;
    } else return -1;
    if (at < 0) return -1;
  }
  return at;
}

function readMinutes(bytes: Uint8Array, from: number): number {
  let at = from;
  let minutes = 0;
  for (let digit = (bytes[at] ?? 0) - 48; digit >= 0 && digit <= 9;) {
    minutes = minutes * 10 + digit;
    digit = (bytes[++at] ?? 0) - 48;
  }
  if (at - from > 9 || !textAt(bytes, at, ' minutes')) return -1;
  statusMinutes = minutes;
  return at + ' minutes'.length;
}

function matchBody(
  cursor: Cursor,
  from: number,
  template: Template,
  id: number,
  minutes: number,
  flags: number,
): Match {
  const { segments } = template;
  let at = from;
  let parentId = 0;
  let lock = 0;
  for (let i = 0; i < segments.length; i += 3) {
    const size = segments[i + 1] ?? 0;
    if (at + size >= cursor.length) return 'incomplete';
    if (!sameBytes(cursor, at, template, segments[i] ?? 0, size)) return 'differs';
    at += size;
    const hole = segments[i + 2];
    if (hole === Hole.none) {
      if (cursor.bytes[at] !== lineFeed) return 'differs';
      at++;
      continue;
    }
    if (hole === Hole.offset) at = skipOffset(cursor, at);
    else if (hole === Hole.parent) {
      at = readDecimal(cursor, at);
      parentId = decimal;
    } else {
      if (hole === Hole.lockArguments && lock === 0) lock = readHex(cursor, at);
      at = skipArguments(cursor, at);
    }
    if (at < 0) return at === -1 ? 'differs' : 'incomplete';
  }
  if (at >= cursor.length) {
    if (!cursor.final) return 'incomplete';
  } else if (cursor.bytes[at] === lineFeed) at++;
  else return 'differs';
  cursor.end = at;
  template.sample.addRow(id, minutes, parentId, template.createdByLine, lock, flags);
  return 'matched';
}

function sameBytes(cursor: Cursor, at: number, template: Template, from: number, size: number) {
  const { view, bytes } = cursor;
  const words = size & ~3;
  let i = 0;
  for (; i < words; i += 4)
    if (view.getInt32(at + i, true) !== template.view.getInt32(from + i, true)) return false;
  for (; i < size; i++) if (bytes[at + i] !== template.bytes[from + i]) return false;
  return true;
}

/** Skips arguments and the line feed; -1 when the line is no plain argument list, -2 at the end of the bytes. */
function skipArguments(cursor: Cursor, from: number): number {
  const { bytes, length } = cursor;
  let at = from;
  let byte = bytes[at];
  while (byte !== lineFeed) {
    // A second list means that the name reaches further than the template's.
    if (byte === openParen || byte === 13) return -1;
    if (++at >= length) return -2;
    byte = bytes[at];
  }
  return at > from && bytes[at - 1] === closeParen ? at + 1 : -1;
}

/** Skips an optional ` +0x1f` and the line feed. */
function skipOffset(cursor: Cursor, from: number): number {
  const { bytes, length } = cursor;
  let at = from;
  if (bytes[at] === blank) {
    if (at + 5 >= length) return -2;
    if (bytes[at + 1] !== 43 || bytes[at + 2] !== 48 || bytes[at + 3] !== 120) return -1;
    at += 4;
    const digits = at;
    while (isHex(bytes[at] ?? 0)) at++;
    if (at === digits) return at < length ? -1 : -2;
  }
  if (at >= length) return -2;
  return bytes[at] === lineFeed ? at + 1 : -1;
}

/** Result of {@link readDecimal} beside its index. */
let decimal = 0;

function readDecimal(cursor: Cursor, from: number): number {
  const { bytes, length } = cursor;
  let at = from;
  decimal = 0;
  for (let digit = (bytes[at] ?? 0) - 48; digit >= 0 && digit <= 9;) {
    decimal = decimal * 10 + digit;
    digit = (bytes[++at] ?? 0) - 48;
  }
  if (at >= length) return -2;
  return at > from && at - from < 16 && bytes[at] === lineFeed ? at + 1 : -1;
}

/** The address in `0xc000…)`, as {@link lockAddress} of the plain path reads it: one argument of at most 13 digits. */
function readHex(cursor: Cursor, from: number): number {
  const { bytes } = cursor;
  if (bytes[from] !== 48 || bytes[from + 1] !== 120) return 0;
  let address = 0;
  let at = from + 2;
  for (; isHex(bytes[at] ?? 0); at++) {
    const byte = bytes[at] ?? 0;
    address = address * 16 + (byte <= 57 ? byte - 48 : byte - 87);
  }
  const digits = at - from - 2;
  const alone = bytes[at] === closeParen && bytes[at + 1] === lineFeed;
  return alone && digits > 0 && digits <= 13 ? address : 0;
}

function isHex(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102);
}

export function textAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

const strictHeader =
  /^goroutine \d{1,15} \[([^\],{}]+)(?:, \d{1,9} minutes)?(?:, locked to thread)?\]:$/;

/** A template from the text of one goroutine (with its line feeds), `undefined` when it has anything out of the ordinary. */
export function templateOf(
  bytes: Uint8Array,
  text: string,
  createdByLine: number,
  flags: number,
  sample: SampleBuilder,
): Template | undefined {
  const lines = text.split('\n');
  const header = strictHeader.exec(lines[0] ?? '');
  if (!header || bytes.length !== text.length) return undefined;
  while (lines.at(-1) === '') lines.pop();
  const segments: number[] = [];
  let at = (lines[0] ?? '').length + 1;
  for (const line of lines.slice(1)) {
    const segment = segmentOf(line);
    if (segment === undefined) return undefined;
    segments.push(at, segment[0], segment[1]);
    at += line.length + 1;
  }
  if (!inOrder(lines)) return undefined;
  const own = new Uint8Array(bytes);
  const view = new DataView(own.buffer, own.byteOffset, own.byteLength);
  const stateLength = (header[1] ?? '').length;
  const stateAt = text.indexOf('[') + 1;
  // The lock flag comes from each header itself.
  const shared = flags & ~MemberFlag.lockedToThread;
  const { length } = lines;
  return {
    bytes: own,
    view,
    segments: Int32Array.from(segments),
    stateAt,
    stateLength,
    createdByLine,
    flags: shared,
    lines: length + 1,
    sample,
  };
}

/** Function and file lines take turns, the creation place comes last: in any other order the plain path decides. */
function inOrder(lines: readonly string[]): boolean {
  let afterFunction = false;
  let created = false;
  for (const line of lines.slice(1)) {
    const file = line.startsWith('\t');
    if (file !== afterFunction || (created && !file)) return false;
    if (line.startsWith('created by ')) created = true;
    afterFunction = !file && !line.startsWith('...');
  }
  return lines.length > 2 && !afterFunction;
}

/** Length of the literal begin of a line, and the hole behind it. */
function segmentOf(line: string): readonly [number, number] | undefined {
  if (line.startsWith('\t')) {
    const file = /^\t[^ \r]+:\d+(?= \+0x[0-9a-f]+$|$)/.exec(line);
    return file ? [file[0].length, Hole.offset] : undefined;
  }
  if (/^\.\.\.\d+ frames elided\.\.\.$/.test(line)) return [line.length, Hole.none];
  const created = /^created by \S+( in goroutine )\d{1,15}$/.exec(line);
  if (created) return [line.lastIndexOf(' ') + 1, Hole.parent];
  if (/^created by \S+$/.test(line)) return [line.length, Hole.none];
  const call = /^[^\s(]*(?:\(\*[^\s()]+\)[^\s()]*)?\((?=[^()]*\)$)/.exec(line);
  if (!call || !/[./]/.test(call[0])) return undefined;
  const lock = call[0].endsWith('sync.(*Mutex).lockSlow(');
  return [call[0].length, lock ? Hole.lockArguments : Hole.arguments];
}
