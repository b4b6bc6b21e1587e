/** What goroutines have in hand: addresses among the arguments of their calls. Evidence of who holds a lock, never identity. */

export interface PointersInHand {
  readonly id: number;
  /** Address of the mutex that it waits for; 0: none. */
  readonly lockAddress: number;
  /** Innermost call first, each once in a call. */
  readonly pointers: readonly number[];
  /** For each of them the frame whose argument it is. */
  readonly frames: readonly number[];
}

/** Goroutines of one stack that are remembered: who holds a lock is one of few. */
export const rememberedOfOneStack = 4;
/** In a dump of many different stacks. */
export const rememberedInAll = 4096;
/** Of one goroutine. */
const maxPointers = 24;

/** Larger objects are rare, and further apart another object is the nearer one. */
const largestObject = 512;

/** Whether what stands at `address` (a lock) may be a field of the object at `pointer`, or of what is embedded in that. */
export function mayBeInside(address: number, pointer: number): boolean {
  return address >= pointer && address - pointer < largestObject;
}

/** Smaller numbers are counts and sizes; larger ones than 52 bits are no addresses of a process. */
const address = /0x([0-9a-f]{6,13})(?![0-9a-f?])/g;

/**
 * The addresses in the arguments of calls, `main.(*Store).put(0xc000058080, {0x4c7f94?, 0x5})`. Those with `?` behind are left
 * out: the runtime says that the register or the slot may hold something else by now (Go 1.18).
 */
export class PointerList {
  readonly pointers: number[] = [];
  readonly frames: number[] = [];

  /** `frame`: index of the call's frame in the stack. */
  add(call: string, frame: number): void {
    if (this.pointers.length >= maxPointers) return;
    const first = this.pointers.length;
    for (const [, digits = ''] of call.slice(call.lastIndexOf('(')).matchAll(address)) {
      const pointer = parseInt(digits, 16);
      if (this.pointers.length >= maxPointers || this.pointers.includes(pointer, first)) continue;
      this.pointers.push(pointer);
      this.frames.push(frame);
    }
  }
}
