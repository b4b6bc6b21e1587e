/**
 * The wire format of protocol buffers: finds fields and checks messages before the decoder sees them. The decoder takes
 * what it is given for whole; a stranger's bytes need not be.
 */

/** How a field of a message must stand in the bytes. `numbers`: a repeated number, packed or one by one. */
export type FieldForm = 'number' | 'numbers' | 'bytes' | MessageShape;
/** Fields by number. */
export interface MessageShape {
  readonly [field: number]: FieldForm;
}

/** `cut`: the bytes end inside a field. `damaged`: what stands there can be no field. */
export type WireFault = 'cut' | 'damaged';

const varintWire = 0;
const wideWire = 1;
const lengthWire = 2;
const narrowWire = 5;
const maxVarintBytes = 10;

/** Walks over the fields of one message. Its properties describe the field that {@link next} has found. */
export class FieldWalk {
  field = 0;
  wire = 0;
  /** Where the field begins, its tag included. */
  start = 0;
  /** Where the value begins and ends. */
  from = 0;
  to = 0;
  fault: WireFault | undefined;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly end = bytes.length,
  ) {}

  /** Goes to the next field; false at the end, and at a fault. */
  next(): boolean {
    if (this.to >= this.end || this.fault !== undefined) return false;
    this.start = this.to;
    const tagEnd = this.varintEnd(this.to);
    if (tagEnd < 0) return false;
    const tag = numberAt(this.bytes, this.to, tagEnd);
    this.field = Math.floor(tag / 8);
    this.wire = tag % 8;
    if (this.field === 0 || this.field > 0x1fffffff) return this.fail('damaged');
    return this.value(tagEnd);
  }

  private value(at: number): boolean {
    this.from = at;
    if (this.wire === varintWire) this.to = this.varintEnd(at);
    else if (this.wire === wideWire) this.to = at + 8;
    else if (this.wire === narrowWire) this.to = at + 4;
    else if (this.wire === lengthWire) {
      this.from = this.varintEnd(at);
      this.to = this.from < 0 ? -1 : this.from + numberAt(this.bytes, at, this.from);
    } else return this.fail('damaged');
    if (this.to < 0) return false;
    return this.to <= this.end || this.fail('cut');
  }

  /** Where the varint at `at` ends; -1 when it does not. 64 bits are at most ten bytes, the last one being 1. */
  private varintEnd(at: number): number {
    const last = Math.min(this.end, at + maxVarintBytes);
    for (let i = at; i < last; i++) {
      const byte = this.bytes[i] ?? 0;
      if (byte >= 0x80) continue;
      if (i - at === maxVarintBytes - 1 && byte > 1) break;
      return i + 1;
    }
    this.fail(last === this.end && last - at < maxVarintBytes ? 'cut' : 'damaged');
    return -1;
  }

  private fail(fault: WireFault): false {
    this.fault = fault;
    this.to = this.end;
    return false;
  }
}

/** The value of a whole varint, exact up to 2^53. */
function numberAt(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let i = to - 1; i >= from; i--) value = value * 128 + ((bytes[i] ?? 0) & 0x7f);
  return value;
}

/**
 * The message without fields that the shape does not name, which the format allows and the decoder may stumble over;
 * `undefined` for bytes that are no such message.
 */
export function checkedMessage(bytes: Uint8Array, shape: MessageShape): Uint8Array | undefined {
  const walk = new FieldWalk(bytes);
  const kept: Uint8Array[] = [];
  let foreign = 0;
  while (walk.next()) {
    const form = shape[walk.field];
    if (form === undefined) foreign++;
    else if (fits(walk, bytes, form)) kept.push(bytes.subarray(walk.start, walk.to));
    else return undefined;
  }
  if (walk.fault !== undefined) return undefined;
  return foreign > 0 ? concatenated(kept) : bytes;
}

function fits(walk: FieldWalk, bytes: Uint8Array, form: FieldForm): boolean {
  if (form === 'number') return walk.wire === varintWire;
  if (form === 'numbers')
    return (
      walk.wire === varintWire ||
      (walk.wire === lengthWire && arePacked(bytes.subarray(walk.from, walk.to)))
    );
  if (walk.wire !== lengthWire) return false;
  if (form === 'bytes') return true;
  const message = bytes.subarray(walk.from, walk.to);
  // A foreign field this deep would change the length of the message around it.
  return checkedMessage(message, form) === message;
}

/** Whether the bytes are varints of at most 64 bits, one behind the other. */
function arePacked(bytes: Uint8Array): boolean {
  let size = 0;
  for (const byte of bytes) {
    size++;
    if (size === maxVarintBytes && byte > 1) return false;
    if (byte < 0x80) size = 0;
  }
  return size === 0;
}

/** The parts one behind the other, in memory of their own. */
export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
