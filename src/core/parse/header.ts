/**
 * The header line of a goroutine, in every form from Go 1.18 to 1.27.
 *
 * Source: goroutineheader in runtime/traceback.go; observed headers of each version. Labels stand inside the brackets
 * in 1.26 (`labels:{"k": "v"}`) and behind them in 1.27 (`{k: "v"}`), and may hold brackets of their own.
 */

export interface Header {
  readonly id: number;
  /** With `(nil chan)`, `(no cases)`, without flags and minutes. */
  readonly state: string;
  /** -1 when not printed. */
  readonly minutes: number;
  readonly leaked: boolean;
  readonly scan: boolean;
  readonly durable: boolean;
  readonly lockedToThread: boolean;
  readonly synctest: boolean;
  readonly labels: readonly (readonly [key: string, value: string])[];
  /** Printed with `gp=`: a crash or SIGQUIT dump of Go 1.22 or newer. */
  readonly withPointers: boolean;
}

const start = /goroutine (\d+)( gp=(?:0x[0-9a-f]+|nil))?(?: m=(?:nil|\d+))?(?: mp=0x[0-9a-f]+)? \[/;

/** Where a header begins in a line: what stands before is a prefix. -1 when the line has no header. */
export function headerIndex(line: string): number {
  const at = line.indexOf('goroutine ');
  if (at < 0) return -1;
  const match = start.exec(line);
  return match ? match.index : -1;
}

/** Reads a line that begins with a header; `undefined` when it is cut or of no known form. */
export function parseHeader(line: string): Header | undefined {
  const match = start.exec(line);
  if (!match || match.index !== 0) return undefined;
  const labels: [string, string][] = [];
  const open = match[0].length;
  const status = readStatus(line, open, labels);
  if (status === undefined) return undefined;
  let at = status.end;
  if (line[at] === ' ' && line[at + 1] === '{') at++;
  if (line[at] === '{') {
    at = readLabels(line, at, labels);
    if (at < 0) return undefined;
  }
  if (line[at] !== ':' || line.slice(at + 1).trim() !== '') return undefined;
  const id = Number(match[1]);
  return { id, ...splitStatus(status.text), labels, withPointers: match[2] !== undefined };
}

function readStatus(
  line: string,
  open: number,
  labels: [string, string][],
): { text: string; end: number } | undefined {
  const close = line.indexOf(']', open);
  const inside = line.indexOf(' labels:{', open);
  if (inside >= 0 && (close < 0 || inside < close)) {
    const end = readLabels(line, inside + ' labels:'.length, labels);
    if (end < 0 || line[end] !== ']') return undefined;
    return { text: line.slice(open, inside), end: end + 1 };
  }
  if (close <= open) return undefined;
  return { text: line.slice(open, close), end: close + 1 };
}

function splitStatus(status: string) {
  const [first = '', ...rest] = status.split(', ');
  let state = first.trim();
  const flags = new Set<string>();
  for (;;) {
    const flag = / \((leaked|scan|durable|synctest)\)$/.exec(state);
    if (!flag) break;
    flags.add(flag[1] ?? '');
    state = state.slice(0, flag.index);
  }
  const minutes = rest.map(part => /^(\d+) minutes?$/.exec(part)).find(Boolean);
  return {
    state,
    minutes: minutes ? Number(minutes[1]) : -1,
    leaked: flags.has('leaked'),
    scan: flags.has('scan'),
    durable: flags.has('durable') || flags.has('synctest'),
    lockedToThread: rest.includes('locked to thread'),
    synctest: rest.some(part => part.startsWith('synctest ')),
  };
}

/** Reads `{k: "v", …}` from its brace on; returns the index behind it, or -1 when it does not end. */
function readLabels(line: string, brace: number, into: [string, string][]): number {
  let at = brace + 1;
  if (line[at] === '}') return at + 1;
  for (;;) {
    const key = readLabelText(line, at, ':');
    if (key === undefined || line[key.end] !== ':') return -1;
    const value = readLabelText(line, key.end + 1, ',}');
    if (value === undefined) return -1;
    into.push([key.text, value.text]);
    if (line[value.end] === '}') return value.end + 1;
    if (line[value.end] !== ',') return -1;
    at = value.end + 1;
  }
}

function readLabelText(
  line: string,
  from: number,
  stops: string,
): { text: string; end: number } | undefined {
  let at = from;
  while (line[at] === ' ') at++;
  if (line[at] !== '"') {
    const begin = at;
    while (at < line.length && !stops.includes(line[at] ?? '')) at++;
    return at < line.length ? { text: line.slice(begin, at).trim(), end: at } : undefined;
  }
  let text = '';
  for (at++; at < line.length && line[at] !== '"'; at++) {
    if (line[at] !== '\\') {
      text += line[at];
      continue;
    }
    const escape = readEscape(line, at);
    text += escape.char;
    at = escape.last;
  }
  return line[at] === '"' ? { text, end: at + 1 } : undefined;
}

const escapeLength: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const escapeChar: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07' };

/** One escape of Go's quoting, from its backslash on: `\n`, `\xNN`, `\uNNNN`, `\UNNNNNNNN`. */
function readEscape(line: string, at: number): { char: string; last: number } {
  const kind = line[at + 1] ?? '';
  const digits = escapeLength[kind];
  if (digits === undefined) return { char: escapeChar[kind] ?? kind, last: at + 1 };
  const code = parseInt(line.slice(at + 2, at + 2 + digits), 16);
  const char = code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  return { char, last: at + 1 + digits };
}

/** `{"k":"v", …}` of a debug=1 labels line (Go quoting, not JSON); empty when it cannot be read. */
export function parseLabelSet(text: string): readonly (readonly [string, string])[] {
  const labels: [string, string][] = [];
  const brace = text.indexOf('{');
  return brace >= 0 && readLabels(text, brace, labels) > 0 ? labels : [];
}
