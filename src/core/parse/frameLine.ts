/**
 * The lines of a stack in a text dump: what each one is.
 *
 * Source: traceback2, printOneCgoTraceback and printAncestorTraceback in runtime/traceback.go.
 */
import type { Frame } from '../goroutine';

export interface FileLine {
  readonly file: string | undefined;
  readonly line: number | undefined;
  /** `pc=` without `+0x`: a C frame, whose function line has no argument list of Go. */
  readonly native: boolean;
}

const filePlace =
  /^(.+):(\d+)((?: \+0x[0-9a-f]+)?)((?: fp=0x[0-9a-f]+ sp=0x[0-9a-f]+)?(?: pc=0x[0-9a-f]+)?)$/;

/** Reads `\t/path/file.go:12 +0x1d` (also without the tab), `undefined` when the line is something else. */
export function parseFileLine(line: string): FileLine | undefined {
  const text = line.trim();
  const bare = /^pc=0x[0-9a-f]+$/.test(text);
  if (bare) return { file: undefined, line: undefined, native: true };
  const match = filePlace.exec(text);
  if (!match) return undefined;
  const [, file = '', digits = '', offset = '', registers = ''] = match;
  const native = offset === '' && registers.startsWith(' pc=');
  return { file, line: Number(digits), native };
}

/** File lines of Go are indented by a tab; those of a paste may not be, and then need a file's look. */
export function looksLikeFile(line: string): boolean {
  return /^(?:[\t ]|&nbsp;)/.test(line) || /\.(?:go|s|c|h|cc|cpp|y|templ|rl):\d+(?: |$)/.test(line);
}

/** The symbol of a function line `pkg.F(0x1, {…})`: everything before the argument list. */
export function functionName(line: string): string | undefined {
  if (!line.endsWith(')')) return undefined;
  const open = line.lastIndexOf('(');
  return open > 0 ? line.slice(0, open) : undefined;
}

/** `created by F in goroutine N` (the id since Go 1.21, and not for goroutines started by timers). */
export function parseCreatedBy(line: string): { func: string; parentId: number } | undefined {
  if (!line.startsWith('created by ')) return undefined;
  const match = /^created by (.+?)(?: in goroutine (\d+))?$/.exec(line);
  if (!match) return undefined;
  return { func: match[1] ?? '', parentId: Number(match[2] ?? 0) };
}

/** `...N frames elided...` → N, `...additional frames elided...` → -1, anything else `undefined`. */
export function parseElided(line: string): number | undefined {
  const match = /^\.\.\.(\d+|additional) frames elided\.\.\.$/.exec(line);
  if (!match) return undefined;
  return match[1] === 'additional' ? -1 : Number(match[1]);
}

/** `non-Go function at pc=0x…`: a frame of one line. */
export function isLoneNativeFrame(line: string): boolean {
  return /^non-Go function at pc=0x[0-9a-f]+$/.test(line);
}

/** Address of the mutex in `sync.(*Mutex).lockSlow(0xc000…)`; 0 when the line is something else. */
export function lockAddress(line: string): number {
  const match = /(?:^|\/)sync\.\(\*Mutex\)\.lockSlow\(0x([0-9a-f]{1,13})\)$/.exec(line);
  return match ? parseInt(match[1] ?? '0', 16) : 0;
}

/** A frame from its function line and what its file line says. */
export function frameOf(func: string, place: FileLine | undefined): Frame {
  return { func, file: place?.file, line: place?.line };
}
