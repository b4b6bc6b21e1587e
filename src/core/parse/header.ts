/**
 * The header line of a goroutine, in every form from Go 1.18 to 1.27.
 *
 * Source: goroutineheader in runtime/traceback.go; observed headers of each version. Labels stand inside the brackets
 * in 1.26 (`labels:{"k": "v"}`) and behind them in 1.27 (`{k: "v"}`), and may hold brackets of their own.
 */
import { parseLabels } from './labels';
import type { Labels } from './labels';

export interface Header {
  /** 0 where the text does not say: goroutine ids start at 1. */
  readonly id: number;
  /** Goroutines that stand behind this header: one, but for tools that group equal stacks. */
  readonly count: number;
  /** With `(nil chan)`, `(no cases)`, without flags and minutes. */
  readonly state: string;
  /** -1 when not printed. */
  readonly minutes: number;
  readonly leaked: boolean;
  readonly scan: boolean;
  readonly durable: boolean;
  readonly lockedToThread: boolean;
  readonly synctest: boolean;
  readonly labels: Labels;
  /** The first Go 1.x that prints a header of this form, where that is not older than 1.21; else 0. */
  readonly sinceMinor: number;
  /** goleak's own line: old versions print Go's header of the same goroutine below it. */
  readonly announces: boolean;
  /** A leak check of tests says so in front of it. */
  readonly tracked: boolean;
  /** What stands behind the header on its line: a remark, or the first frames. */
  readonly rest: string;
}

/** People replace the id (`goroutine … [`, `goroutine M [select]:`), or put dots behind it (`goroutine 25 ... [`). */
const start =
  /[Gg]oroutine #?(\d+|\.{2,}|…|[NX?]+|(?:[A-Z]\d?|[x*#]{1,8}|<\w{1,12}>)(?= \[[^\]]{1,200}\]:))(?: (?:\.{2,}|…))?( gp=(?:0x[0-9a-f]+|nil))?(?: m=(?:nil|\d+))?(?: mp=(?:0x[0-9a-f]+|nil))? \[/;
/** goleak: `Goroutine 7 in state select, 2 minutes, with main.loop on top of the stack:`. */
const announced =
  /\bGoroutine (\d+|[NX?]+|[A-Zx*#]|<\w{1,12}>) in state (.+?), with .* on top of (?:the )?stack:[\s"'`\\|│┃║+$,;]*$/;
/** The same, cut at the right edge of a page: `Goroutine 7 in state select, with main.lo`. */
const openAnnounced =
  /\bGoroutine (?:\d+|[NX?]+) in state [^:]{1,100}, with(?: [^\s:]+)?(?: on(?: top(?: of(?: the(?: stack)?)?)?)?)? *$/;
/** Tools that group equal stacks: `48 goroutines [semacquire, 4 minutes]:`. */
const counted = /^(\d{1,9}) goroutines? \[([^\]]+)\]:$/;

/** Equal goroutines that somebody has put together: `goroutine 7 [select]: x 500`, `goroutine 7 [select] (500 times):`. */
const times = /^:?\s*\(?(?:[x×*]\s?(\d[\d,]{0,10})|(\d[\d,]{0,10})\s?(?:[x×]|times))\)?:?\s*$/;
/** The same in front: `500x goroutine 7 [select]:`. */
const timesBefore = /^\s*(\d[\d,]{0,10})\s?[x×*] $/;

/** What the checks of tests print in front of each goroutine that stayed: fortytw2/leaktest, grpc's leakcheck. */
const tracker = /\bleaked goroutine: ?$/i;

/** Where a header begins in a line, and what it says: `undefined` when it is cut or of no known form. */
export interface FoundHeader {
  readonly column: number;
  readonly header: Header | undefined;
}

/**
 * Looks for a header in a line; `undefined` when there is none. Behind other text only a whole header counts, or a sentence
 * that mentions a goroutine would be one; `knownPrefix` is what headers before it had in front.
 */
export function findHeader(line: string, knownPrefix: string | undefined): FoundHeader | undefined {
  if (!line.includes('oroutine')) return undefined;
  const match = start.exec(line);
  if (!match) return otherTool(line);
  const column = match.index;
  const before = line.slice(0, column);
  const parsed = parseHeader(line.slice(column));
  const header = parsed && tracker.test(before) ? { ...parsed, tracked: true } : parsed;
  const merged = timesBefore.exec(before);
  if (header && merged)
    return { column: 0, header: { ...header, id: 0, count: countOf(merged[1]) } };
  const atStart = before.trim() === '' || before === knownPrefix;
  if (atStart) return header || /^\d/.test(match[1] ?? '') ? { column, header } : undefined;
  // A panic value may hold a stack: text, and not a goroutine of the dump.
  if (/panic: |fatal error: /.test(before)) return undefined;
  return header && isHeaderEnd(line, header.rest) ? { column, header } : undefined;
}

/** Whether a line may be the first half of a header: `gorou`, `goroutine 17`, `goroutine 17 gp=0x39`. */
export function isHeaderBegin(line: string): boolean {
  if (line.length < 11) return line !== '' && 'goroutine '.startsWith(line);
  return /^goroutine \d{1,20}(?: gp=\w*)?(?: m=\w*)?(?: mp=\w*)? ?$/.test(line);
}

/** Whether a line is all of a header that stands before its status, which was wrapped: no other text is of this form. */
export function lacksStatus(line: string): boolean {
  return /^goroutine \d{1,20} gp=\w+ m=\w+(?: mp=\w+)? ?$/.test(line);
}

/** Reads a line that begins with a header; `undefined` when it is cut or of no known form. */
export function parseHeader(line: string): Header | undefined {
  const match = start.exec(line);
  if (!match || match.index !== 0) return undefined;
  const labels: [string, string][] = [];
  const status = readStatus(line, match[0].length, labels);
  if (status === undefined) return undefined;
  let labelsSince = labels.length > 0 ? 26 : 0;
  let at = status.end;
  if (line[at] === ' ' && line[at + 1] === '{') at++;
  if (line[at] === '{') {
    at = parseLabels(line, at, labels);
    if (at < 0) return undefined;
    labelsSince = 27;
  }
  // A bold header may end before its colon.
  const rest = line.slice(at).replace(/^[*_`]{1,3}(?=:)/, '');
  const merged = times.exec(rest);
  if (!merged && !rest.startsWith(':') && rest.trim() !== '') return undefined;
  const count = merged ? countOf(merged[1] ?? merged[2]) : 1;
  // The id is of one of them only.
  const id = count > 1 ? 0 : Number(match[1]) || 0;
  return headerOf(id, status.text, {
    count,
    labels,
    sinceMinor: Math.max(match[2] === undefined ? 0 : 22, labelsSince, sinceOf(status.text)),
    rest: merged ? '' : rest.slice(1).trim(),
  });
}

/** Flags of a status, and the Go 1.x that prints them first. */
const flagsSince: readonly (readonly [flag: string, minor: number])[] = [
  [' (leaked)', 26],
  [' (durable)', 25],
  [', synctest bubble ', 25],
  [' (synctest)', 24],
  [', synctest group ', 24],
];

function sinceOf(status: string): number {
  return flagsSince.find(([flag]) => status.includes(flag))?.[1] ?? 0;
}

/**
 * A header of an id and a status, `''` where another tool says no more than the id. Field by field: spread objects cost 20 µs
 * each time (Node 20), and a log has a header for each goroutine.
 */
export function headerOf(id: number, status: string, more: Partial<Header> = {}): Header {
  const said = splitStatus(status);
  return {
    id,
    count: more.count ?? 1,
    state: said.state,
    minutes: said.minutes,
    leaked: said.leaked,
    scan: said.scan,
    durable: said.durable,
    lockedToThread: said.lockedToThread,
    synctest: said.synctest,
    labels: more.labels ?? [],
    sinceMinor: more.sinceMinor ?? 0,
    announces: more.announces ?? false,
    tracked: false,
    rest: more.rest ?? '',
  };
}

/** In mid-line a header ends the line, closes a quote or mark-up, or goes on with a call. */
function isHeaderEnd(line: string, rest: string): boolean {
  if (/^[*_`"'\\|│┃║+$,;]*$/.test(rest)) return /[:*_`"'\\\s|│┃║+$,;]$/.test(line);
  // The other columns of a table, a remark, or a call.
  return /^"?[,;][^\s()]{0,100}$|^(?:\/\/|<[-=]|←)/.test(rest) || /^[^\s\\]\S*\.\S+\(/.test(rest);
}

/** No other tool prints longer lines; its pattern is not for text without end. */
const maxToolLine = 2000;

function otherTool(line: string): FoundHeader | undefined {
  if (line.length > maxToolLine) return undefined;
  const goleak = announced.exec(line);
  if (goleak) {
    const [, id, status = ''] = goleak;
    const header = headerOf(Number(id) || 0, status, { announces: true });
    return { column: columnOf(line, goleak.index), header };
  }
  const open = openAnnounced.exec(line);
  if (open) return { column: columnOf(line, open.index), header: undefined };
  const group = counted.exec(line);
  if (!group) return undefined;
  const [, count, status = ''] = group;
  const header = headerOf(0, status, { count: Number(count) });
  return { column: 0, header };
}

function countOf(digits = ''): number {
  return Math.max(1, Number(digits.replaceAll(',', '')));
}

/** goleak lists goroutines in brackets. */
function columnOf(line: string, at: number): number {
  return line.slice(0, at).search(/\[?[^\s[]*$/);
}

function readStatus(
  line: string,
  open: number,
  labels: [string, string][],
): { text: string; end: number } | undefined {
  const close = line.indexOf(']', open);
  const inside = line.indexOf(' labels:{', open);
  if (inside >= 0 && (close < 0 || inside < close)) {
    const end = parseLabels(line, inside + ' labels:'.length, labels);
    if (end < 0 || line[end] !== ']') return undefined;
    return { text: line.slice(open, inside), end: end + 1 };
  }
  if (close <= open) return undefined;
  return { text: line.slice(open, close), end: close + 1 };
}

function splitStatus(status: string) {
  const [first = '', ...rest] = status.split(/, ?/);
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
