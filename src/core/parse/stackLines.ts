/** Lines of a stack as Go prints it, taken apart: what must stand exactly so, and the holes where goroutines differ. */
import { callName, parseCreatedBy } from './frameLine';

/**
 * What may stand in a hole. The numbers are those of `wasm/scan.ts`. `wait`: minutes and thread, up to the end of a header;
 * `none`: nothing; `end`: nothing, and the goroutine ends there.
 */
export const Hole = { end: 0, arguments: 1, lock: 2, parent: 3, wait: 4, none: 5 } as const;
export type HoleKind = (typeof Hole)[keyof typeof Hole];

/** Text and the hole behind it. */
export interface Part {
  readonly text: string;
  readonly hole: HoleKind;
}

/** A stack of more lines is read plainly: Go prints at most 100 frames, and a few for ancestors. */
const maxDepth = 300;

/**
 * The parts of a stack, from the line below the header to the empty line that ends the goroutine. `undefined` for lines
 * that are not as Go prints them, or that the plain path reads with more than their text in mind.
 */
export function partsOf(lines: readonly string[]): readonly Part[] | undefined {
  if (lines.length > maxDepth || !isPlainStack(lines)) return undefined;
  const parts: Part[] = [];
  let text = '';
  for (const line of lines) {
    const hole = holeIn(line);
    if (hole === undefined) return undefined;
    text += line.slice(0, hole.from);
    if (hole.kind !== Hole.none) {
      parts.push({ text, hole: hole.kind });
      text = '';
    }
    text += `${line.slice(hole.to)}\n`;
  }
  return [...parts, { text: `${text}\n`, hole: Hole.end }];
}

/** Function and file lines take turns, the creation place comes last: in any other order the plain path decides. */
function isPlainStack(lines: readonly string[]): boolean {
  let afterFunction = false;
  let created = false;
  for (const line of lines) {
    const file = line.startsWith('\t');
    if (file !== afterFunction || (created && !file)) return false;
    if (line.startsWith('created by ')) created = true;
    afterFunction = !file && !line.startsWith('...');
  }
  return lines.length >= 2 && !afterFunction;
}

interface HolePlace {
  readonly kind: HoleKind;
  readonly from: number;
  readonly to: number;
}

/** The hole of a line (kind `none` when it has none), `undefined` when the line is not as Go prints it. */
function holeIn(line: string): HolePlace | undefined {
  const none: HolePlace = { kind: Hole.none, from: line.length, to: line.length };
  if (!/^[\t -~]*$/.test(line)) return undefined;
  if (line.startsWith('\t'))
    return /^\t[^ ]+:\d+(?: \+0x[0-9a-f]+)?$/.test(line) ? none : undefined;
  if (/^\.\.\.\d+ frames elided\.\.\.$/.test(line)) return none;
  if (line.startsWith('created by ')) return parentIn(line, none);
  if (!/^[^\s(]*(?:\(\*[^\s()]+\)[^\s()]*)?\([0-9a-fx{}, ._?]*\)$/.test(line)) return undefined;
  if (callName(line) === undefined) return undefined;
  const from = line.lastIndexOf('(') + 1;
  const isLock = /(?:^|\/)sync\.\(\*Mutex\)\.lockSlow\($/.test(line.slice(0, from));
  return { kind: isLock ? Hole.lock : Hole.arguments, from, to: line.length - 1 };
}

function parentIn(line: string, none: HolePlace): HolePlace | undefined {
  const created = parseCreatedBy(line);
  if (created === undefined || /\s/.test(created.func)) return undefined;
  const { func, parentId } = created;
  if (line === `created by ${func}`) return none;
  const id = String(parentId);
  if (line !== `created by ${func} in goroutine ${id}`) return undefined;
  return { kind: Hole.parent, from: line.length - id.length, to: line.length };
}
