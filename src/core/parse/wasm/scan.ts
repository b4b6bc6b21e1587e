/**
 * AssemblyScript: the inner loop of the reader, 16 bytes a step. It recognises goroutines whose like was read before, and
 * writes a row for each; whatever differs from what it was taught ends the scan, and the plain path reads it.
 *
 * What was taught is a tree. A node is a text that must stand exactly so, and the hole behind it: what may differ there.
 * Below the root stand states, below them stacks: text up to the first hole, text up to the second … `../stackTree.ts` builds
 * the tree in this memory; here only the order of children changes.
 *
 * Nothing here checks bounds: behind the bytes to read stands a zero, which no text and no hole takes.
 */

/** Layout of a node, in bytes; ../stackTree.ts writes it. */
const textAt: u32 = 0;
const textSize: u32 = 4;
const holeKind: u32 = 8;
const firstChild: u32 = 12;
const nextSibling: u32 = 16;
/** Where a wait ends, the node to go on with. */
const stackNumber: u32 = 20;
const stackLines: u32 = 24;

/** Kinds of holes, as in ../stackLines.ts; any other ends the goroutine. */
const holeArguments: u32 = 1;
const holeLock: u32 = 2;
const holeParent: u32 = 3;
const holeWait: u32 = 4;
const holeNone: u32 = 5;

/** The rows, in columns; ../scanMemory.ts reads them. */
const maxRows: u32 = 4096;
const idColumn: u32 = 4096;
const parentColumn: u32 = idColumn + maxRows * 8;
const lockColumn: u32 = parentColumn + maxRows * 8;
const stackColumn: u32 = lockColumn + maxRows * 8;
const minutesColumn: u32 = stackColumn + maxRows * 4;
const lockedColumn: u32 = minutesColumn + maxRows * 4;
const placeColumn: u32 = lockedColumn + maxRows * 4;

/** Beyond these a number is left to the plain path. */
const maxDigits: u32 = 15;
const maxMinuteDigits: u32 = 9;
const maxAddressDigits: u32 = 13;

/** Rows written by the last scan, and the lines they took. */
export let rows: u32 = 0;
export let lines: u32 = 0;
/** 1: what ended the last scan is a header with more than state, minutes and thread, or with an unknown state. */
export let unusual: u32 = 0;
/** What the last stack said: `stack` is its number, `stackSize` its lines with the header and the empty one. */
export let stack: u32 = 0;
export let parent: f64 = 0;
export let lock: f64 = 0;
export let stackSize: u32 = 0;

let minutes: i32 = 0;
let locked: u32 = 0;

/**
 * Reads goroutines from `at` on. Ends behind the last one that is known and whole, or where the rows are full;
 * returns that place. `first`: id of the goroutine that the dump began with.
 */
export function scan(root: u32, from: u32, first: f64): u32 {
  let at = from;
  let row: u32 = 0;
  let taken: u32 = 0;
  unusual = 0;
  while (row < maxRows && isGoroutine(at)) {
    const digits = at + 10;
    const size = digitsAt(digits);
    if (size == 0 || size > maxDigits) break;
    const id = decimal(digits, size);
    // Both stand once in a dump: the plain path sees whether another dump begins with it.
    if (id == 1 || id == first) break;
    const next = follow(root, digits + size);
    if (next == 0) break;
    store<f64>(idColumn + (row << 3), id);
    store<f64>(parentColumn + (row << 3), parent);
    store<f64>(lockColumn + (row << 3), lock);
    store<u32>(stackColumn + (row << 2), stack);
    store<i32>(minutesColumn + (row << 2), minutes);
    store<u8>(lockedColumn + row, <u8>locked);
    store<u32>(placeColumn + (row << 2), at);
    taken += stackSize;
    at = next;
    row++;
  }
  rows = row;
  lines = taken;
  return at;
}

/** Follows what stands at `from` down the tree, from `node` on; returns where the goroutine ends, 0 when it is not known. */
export function follow(top: u32, from: u32): u32 {
  let at = from;
  let node = top;
  minutes = -1;
  locked = 0;
  parent = 0;
  lock = 0;
  while (true) {
    const child = childAt(node, at);
    if (child == 0) {
      unusual = node == top ? 1 : 0;
      return 0;
    }
    at += load<u32>(child, textSize);
    const hole = load<u32>(child, holeKind);
    node = child;
    if (hole == holeArguments || hole == holeLock) {
      if (hole == holeLock && lock == 0) lock = addressAt(at);
      at = argumentsEnd(at);
    } else if (hole == holeParent) {
      const size = digitsAt(at);
      if (size == 0 || size > maxDigits) return 0;
      parent = decimal(at, size);
      at += size;
    } else if (hole == holeWait) {
      at = headerEnd(at);
      if (at == 0) {
        unusual = 1;
        return 0;
      }
      node = load<u32>(child, stackNumber);
    } else if (hole != holeNone) {
      stack = load<u32>(child, stackNumber);
      stackSize = load<u32>(child, stackLines);
      return at;
    }
  }
}

/**
 * The child of a node whose text stands at `at`, 0 when there is none. It is tried first the next time: dumps of a leak repeat
 * a stack, and of several the frequent ones stay in front.
 */
function childAt(node: u32, at: u32): u32 {
  let child = load<u32>(node, firstChild);
  let before: u32 = 0;
  while (child != 0 && !standsAt(child, at)) {
    before = child;
    child = load<u32>(child, nextSibling);
  }
  if (child != 0 && before != 0) {
    store<u32>(before, load<u32>(child, nextSibling), nextSibling);
    store<u32>(child, load<u32>(node, firstChild), nextSibling);
    store<u32>(node, child, firstChild);
  }
  return child;
}

/**
 * Whether the text of a node stands at `at`. 64 bytes are compared before anything is decided: a processor guesses few
 * decisions well. The steps of the last 64 overlap.
 */
function standsAt(node: u32, at: u32): bool {
  const size = load<u32>(node, textSize);
  const text = load<u32>(node, textAt);
  if (size < 16) {
    const equal = i8x16.bitmask(i8x16.eq(v128.load(text), v128.load(at)));
    return ((equal | (-1 << size)) & 0xffff) == 0xffff;
  }
  const last = size - 16;
  for (let i: u32 = 0; i < size; i += 64) {
    const differs = v128.or(
      v128.or(difference(text, at, i, last), difference(text, at, i + 16, last)),
      v128.or(difference(text, at, i + 32, last), difference(text, at, i + 48, last)),
    );
    if (v128.any_true(differs)) return false;
  }
  return true;
}

/** Not zero where 16 bytes differ, `from` or the last ones. */
function difference(text: u32, at: u32, from: u32, last: u32): v128 {
  const i = select<u32>(from, last, from < last);
  return v128.xor(v128.load(text + i), v128.load(at + i));
}

/** Whether `goroutine ` stands at `at`. */
function isGoroutine(at: u32): bool {
  return load<u64>(at) == 0x6e6974756f726f67 && load<u16>(at + 8) == 0x2065;
}

/** Reads `5 minutes, locked to thread]:` or a part of it; returns where the line ends, 0 when anything else stands there. */
function headerEnd(from: u32): u32 {
  let at = from;
  const size = digitsAt(at);
  if (size != 0) {
    // ` minutes`
    if (size > maxMinuteDigits || load<u64>(at + size) != 0x736574756e696d20) return 0;
    minutes = <i32>decimal(at, size);
    at += size + 8;
    if (isHeaderEnd(at)) return at + 3;
    if (load<u16>(at) != 0x202c) return 0;
    at += 2;
  }
  // `locked to thread`
  if (load<u64>(at) != 0x742064656b636f6c || load<u64>(at + 8) != 0x646165726874206f) return 0;
  locked = 1;
  return isHeaderEnd(at + 16) ? at + 19 : 0;
}

/** Whether `]:` and the end of the line stand at `at`. */
function isHeaderEnd(at: u32): bool {
  return (load<u32>(at) & 0xffffff) == 0x0a3a5d;
}

/** How many digits stand at `at`; 16 stands for more. */
function digitsAt(at: u32): u32 {
  const digits = i8x16.lt_u(i8x16.sub(v128.load(at), i8x16.splat(0x30)), i8x16.splat(10));
  return ctz<u32>(~(<u32>i8x16.bitmask(digits)));
}

/** The decimal number of `size` digits, at least one. Up to eight are added up in pairs, pairs of pairs, and their pairs. */
function decimal(at: u32, size: u32): f64 {
  if (size <= 8) {
    const behind: u64 = 64 - size * 8;
    let value = (load<u64>(at) - 0x3030303030303030) << behind;
    value = (value * 10 + (value >> 8)) & 0x00ff00ff00ff00ff;
    value = (value * 100 + (value >> 16)) & 0x0000ffff0000ffff;
    const number = <u32>(value * 10000 + (value >> 32));
    return <f64>number;
  }
  let value: u64 = 0;
  for (let i: u32 = 0; i < size; i++) value = value * 10 + (<u64>load<u8>(at + i) - 0x30);
  return <f64>value;
}

/**
 * Behind the bytes that the runtime prints between the parentheses of a call: `0-9a-fx{}, ._?`. They are classed by their
 * halves: each high half has a bit, and each low half the bits of the high halves that it may stand with.
 */
function argumentsEnd(from: u32): u32 {
  const high = i8x16(0, 0, 1, 2, 0, 4, 8, 16, 0, 0, 0, 0, 0, 0, 0, 0);
  const low = i8x16(3, 10, 10, 10, 10, 10, 10, 2, 18, 2, 0, 16, 1, 16, 1, 6);
  let at = from;
  while (true) {
    const bytes = v128.load(at);
    const ofHigh = i8x16.swizzle(high, i8x16.shr_u(bytes, 4));
    const ofLow = i8x16.swizzle(low, v128.and(bytes, i8x16.splat(0x0f)));
    const outside = <u32>i8x16.bitmask(i8x16.eq(v128.and(ofHigh, ofLow), i8x16.splat(0)));
    if (outside != 0) return at + ctz<u32>(outside);
    at += 16;
  }
}

/** The address in `0xc000…)`, as the plain path reads it: a lone argument of at most 13 digits, else 0. */
function addressAt(from: u32): f64 {
  if (load<u16>(from) != 0x7830) return 0;
  let value: u64 = 0;
  let size: u32 = 0;
  for (; size <= maxAddressDigits; size++) {
    const byte: u32 = load<u8>(from + 2 + size);
    if (byte >= 0x30 && byte <= 0x39) value = (value << 4) | (byte - 0x30);
    else if (byte >= 0x61 && byte <= 0x66) value = (value << 4) | (byte - 0x57);
    else break;
  }
  const whole = size > 0 && size <= maxAddressDigits && load<u8>(from + 2 + size) == 0x29;
  return whole ? <f64>value : 0;
}
