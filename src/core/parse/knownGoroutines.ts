/**
 * The fast path of the reader: goroutines that repeat one that was read before are found by the scanner and added as rows.
 * It accepts nothing that the plain path would read differently: `test/core/parse` holds the two together.
 */
import { MemberFlag } from '../goroutine';
import { PointerList } from '../pointers';
import { isRuntimeOrSync } from '../symbol';
import { flagsOf } from './dump';
import type { DumpParser } from './dump';
import { callName } from './frameLine';
import { parseHeader } from './header';
import { withoutNoise } from './noise';
import type { SampleBuilder } from './samples';
import type { ScanMemory } from './scanMemory';
import { StackTree } from './stackTree';
import { decodeText } from './utf8';

/** Longer headers are read plainly. */
const maxHeader = 2000;
const lineFeed = 10;

export class KnownGoroutines {
  /** Lines taken by the last call of {@link takeAll}. */
  lines = 0;
  private readonly tree: StackTree;

  constructor(
    private readonly dump: DumpParser,
    private readonly memory: ScanMemory,
  ) {
    this.tree = new StackTree(memory);
  }

  /**
   * Adds the goroutines from `from` on to their samples as long as the like of each was read before; returns where the first
   * other one begins. `end`: where the bytes in the window end; a zero stands there.
   */
  takeAll(from: number, end: number): number {
    const { scanner } = this.memory;
    let at = from;
    this.lines = 0;
    // By the id of a dump's first goroutine the plain path knows the next dump: it has to read that one itself.
    if (this.dump.firstId === 0) return from;
    for (;;) {
      const begin = at;
      at = this.scan(begin);
      if (at === begin && scanner.unusual.value !== 0) at = this.takeByText(begin, end);
      if (at === begin) return at;
    }
  }

  /** Remembers the goroutine that the plain path has just read, by its lines from the header on. */
  learn(lines: readonly string[]): void {
    const read = this.dump.lastRead;
    const [headerLine = '', ...stack] = lines;
    const header = parseHeader(withoutNoise(headerLine));
    // Behind a header may stand a frame: the lines below are not the whole stack then.
    if (read === undefined || header?.rest !== '' || header.state !== read.state) return;
    const raw = plainHeader.exec(headerLine)?.[1] ?? header.state;
    const again = parseHeader(`goroutine 1 [${raw}]:`);
    if (again?.state !== read.state || !plainState.test(raw)) return;
    const { sample, createdByLine } = read;
    this.tree.learn(raw, stack, { sample, createdByLine, flags: flagsOf(again) });
  }

  private scan(from: number): number {
    const { scanner, window } = this.memory;
    const next = scanner.scan(this.tree.rootAddress, window.byteOffset + from, this.dump.firstId);
    this.addRows(scanner.rows.value, next);
    this.lines += scanner.lines.value;
    return next - window.byteOffset;
  }

  /** `end`: the address where the last of them ends. */
  private addRows(count: number, end: number): void {
    const { ids, parents, locks, stacks, minutes, locked, places } = this.memory.rows;
    const known = this.tree.stacks;
    const table = this.dump.part?.table;
    for (let row = 0; row < count; row++) {
      const stack = known[stacks[row] ?? 0];
      if (stack === undefined) continue;
      stack.sample.addRow(
        ids[row] ?? 0,
        minutes[row] ?? -1,
        parents[row] ?? 0,
        stack.createdByLine,
        locks[row] ?? 0,
        locked[row] === 1 ? stack.flags | MemberFlag.lockedToThread : stack.flags,
      );
      if (!table?.asks(stack.sample)) continue;
      const next = row + 1 < count ? places[row + 1] : end;
      const text = this.textAt(places[row], next);
      this.keepInHand(stack.sample, ids[row] ?? 0, locks[row] ?? 0, text);
    }
    this.dump.total += count;
    this.dump.read += count;
  }

  private textAt(from = 0, to = from): string {
    const { byteOffset } = this.memory.window;
    return decodeText(this.memory.window.subarray(from - byteOffset, to - byteOffset));
  }

  private keepInHand(sample: SampleBuilder, id: number, lockAddress: number, text: string): void {
    const inHand = new PointerList();
    let frame = 0;
    for (const line of text.split('\n').slice(1)) {
      const func = callName(line);
      if (func === undefined) continue;
      if (!isRuntimeOrSync(func)) inHand.add(line, frame);
      frame++;
    }
    const { pointers, frames } = inHand;
    this.dump.part?.table.keepInHand(sample, { id, lockAddress, pointers, frames });
  }

  /** Labels, pointers and rare flags in the header: it is parsed as text, the stack below it is not. */
  private takeByText(at: number, end: number): number {
    const { scanner, window } = this.memory;
    const headerEnd = window.subarray(0, end).indexOf(lineFeed, at);
    if (headerEnd < 0 || headerEnd - at > maxHeader) return at;
    const header = parseHeader(withoutNoise(decodeText(window.subarray(at, headerEnd))));
    // Another dump may begin with it: the plain path sees whether one does.
    if (header?.rest !== '' || this.dump.mayBegin(header.id)) return at;
    const stacks = this.tree.stateAddress(header.state);
    if (stacks === undefined) return at;
    const next = scanner.follow(stacks, window.byteOffset + headerEnd + 1);
    const stack = this.tree.stacks[scanner.stack.value];
    if (next === 0 || stack === undefined) return at;
    stack.sample.addRow(
      header.id,
      header.minutes,
      scanner.parent.value,
      stack.createdByLine,
      scanner.lock.value,
      flagsOf(header),
    );
    stack.sample.addLabels(header.labels, 1);
    if (this.dump.part?.table.asks(stack.sample))
      this.keepInHand(
        stack.sample,
        header.id,
        scanner.lock.value,
        this.textAt(window.byteOffset + at, next),
      );
    this.dump.sinceMinor = header.sinceMinor;
    this.dump.total++;
    this.dump.read++;
    this.lines += scanner.stackSize.value;
    return next - window.byteOffset;
  }
}

/** Nothing but id, state, minutes and `locked to thread`; the state with its flags is the group. */
const plainHeader = /^goroutine \d+ \[([^\],]+)(?:, \d+ minutes)?(?:, locked to thread)?\]:$/;
/** Letters, digits, blanks, and the marks of `sync.Mutex.Lock`, `select (no cases)`, `???`. */
const plainState = /^[A-Za-z0-9 ().?-]{1,100}$/;
