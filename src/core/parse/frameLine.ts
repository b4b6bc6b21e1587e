/**
 * The lines of a stack in a text dump: what each one is.
 *
 * Source: traceback2, printOneCgoTraceback and printAncestorTraceback in runtime/traceback.go.
 */

export interface FileLine {
  readonly file: string | undefined;
  readonly line: number | undefined;
  /** `pc=` without `+0x`: a C frame, whose function line has no argument list of Go. */
  readonly native: boolean;
}

/** Offsets are shortened by hand (`+0x...`); brackets and quotes behind are of what stood around the text. */
const filePlace =
  /^(.+):(\d+)((?: \+0x(?:[0-9a-f]+|[.…?A-Za-z]{1,12}))?)((?: fp=0x[0-9a-f]+ sp=0x[0-9a-f]+)?(?: pc=0x[0-9a-f]+)?)(?: ?[\]}"'`]{1,3})?[,;]?$/;

/** Reads `\t/path/file.go:12 +0x1d` (also without the tab), `undefined` when the line is something else. */
export function parseFileLine(line: string): FileLine | undefined {
  const text = line.trim();
  const bare = /^pc=0x[0-9a-f]+$/.test(text);
  if (bare) return { file: undefined, line: undefined, native: true };
  const match = filePlace.exec(text) ?? filePlace.exec(withoutRemark(text));
  if (!match) return undefined;
  const [, file = '', digits = '', offset = '', registers = ''] = match;
  const native = offset === '' && registers.startsWith(' pc=');
  return { file, line: Number(digits), native };
}

/** A place that somebody has commented: `/app/main.go:12 +0x1d  // here it waits`, `… <-- stuck`. */
export function withoutRemark(text: string): string {
  const remark = /:\d+(?: \+0x[0-9a-f]+)?(\s+(?:\/\/|#|<[-=]|←|--|\*|\^\^).*)$/.exec(text);
  return remark ? text.slice(0, -(remark[1]?.length ?? 0)) : text;
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

/** A symbol has a package and no blanks outside type arguments; `panic` stands alone. */
export function isSymbol(func: string): boolean {
  return func === 'panic' || (func.includes('.') && !/^(?:\[|[^[(]*\s)/.test(func));
}

/** The symbol of a line that is a call, else `undefined`. */
export function callName(line: string): string | undefined {
  const func = functionName(line);
  return func !== undefined && isSymbol(func) ? func : undefined;
}

/** `created by F in goroutine N` (the id since Go 1.21, and not for goroutines started by timers). */
export function parseCreatedBy(line: string): { func: string; parentId: number } | undefined {
  if (!/^\[?[Cc]reated by /.test(line)) return undefined;
  const text = line.startsWith('[') ? line.slice(1).replace(/\]$/, '') : balanced(line);
  const match = /^[Cc]reated by (.+?)(?:\(\))?(?: in goroutine (?:(\d+)|[NX?.…]+))?$/.exec(text);
  if (!match) return undefined;
  return { func: match[1] ?? '', parentId: Number(match[2] ?? 0) };
}

/** Without square brackets that have no partner: what is left of a list that stood around the text. */
function balanced(line: string): string {
  const opens = line.split('[').length;
  const closes = line.split(']').length;
  if (opens < closes && line.endsWith(']')) return line.slice(0, -1);
  return line.replace(/^created by \[(.*)\]$/, 'created by $1');
}

/** `...N frames elided...` → N, `...additional frames elided...` or dots by hand → -1, anything else `undefined`. */
export function parseElided(line: string): number | undefined {
  if (!/^[.…[(<]/.test(line)) return undefined;
  const match = /^\.\.\.(\d+) frames elided\.\.\.$/.exec(line);
  if (match) return Number(match[1]);
  const byHand = /^(?:\.{2,}|…|[[(<](?:\.{2,}|…|snip\w*)[\])>]$)/.test(line);
  return byHand && callName(line) === undefined ? -1 : undefined;
}

/** `non-Go function at pc=0x…`: a frame of one line. */
export function isLoneNativeFrame(line: string): boolean {
  return /^non-Go function at pc=0x[0-9a-f]+$/.test(line);
}

/** The runtime's word, and gccgo's, for a goroutine whose stack it could not walk. */
export function isUnavailable(line: string): boolean {
  return /^goroutine (?:running on other thread|in C code); stack unavailable$/.test(line);
}

/** Address of the mutex in `sync.(*Mutex).lockSlow(0xc000…)`; 0 when the line is something else. */
export function lockAddress(line: string): number {
  const match = /(?:^|\/)sync\.\(\*Mutex\)\.lockSlow\(0x([0-9a-f]{1,13})\)$/.exec(line);
  return match ? parseInt(match[1] ?? '0', 16) : 0;
}
