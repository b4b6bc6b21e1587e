/**
 * Label sets as the runtime prints them: `{"k": "v"}` in headers of Go 1.26 and in debug=1, `{k: v}` from 1.27.
 *
 * Quoted text may hold brackets, braces, colons and commas: only a scanner that knows quotes finds its end.
 * Source: printquoted in runtime/print.go, printCountProfile (`%q:%q`) in runtime/pprof.
 */

export type Labels = readonly (readonly [key: string, value: string])[];

/** Reads `{"k":"v", …}` of a debug=1 labels line (Go quoting, not JSON); empty when it cannot be read. */
export function parseLabelSet(text: string): Labels {
  const labels: [string, string][] = [];
  const brace = text.indexOf('{');
  return brace >= 0 && parseLabels(text, brace, labels) > 0 ? labels : [];
}

/** Reads `{k: "v", …}` from its brace on; returns the index behind it, or -1 when it does not end. */
export function parseLabels(line: string, brace: number, into: [string, string][]): number {
  let at = brace + 1;
  if (line[at] === '}') return at + 1;
  for (;;) {
    const key = readText(line, at, ':');
    if (key === undefined || line[key.end] !== ':') return -1;
    const value = readText(line, key.end + 1, ',}');
    if (value === undefined) return -1;
    into.push([key.text, value.text]);
    if (line[value.end] === '}') return value.end + 1;
    if (line[value.end] !== ',') return -1;
    at = value.end + 1;
  }
}

function readText(
  line: string,
  from: number,
  stops: string,
): { text: string; end: number } | undefined {
  let at = from;
  while (line[at] === ' ') at++;
  if (line[at] === '"') return readQuoted(line, at);
  const begin = at;
  while (at < line.length && !stops.includes(line[at] ?? '')) at++;
  return at < line.length ? { text: line.slice(begin, at).trim(), end: at } : undefined;
}

function readQuoted(line: string, quote: number): { text: string; end: number } | undefined {
  let text = '';
  let at = quote + 1;
  for (; at < line.length && line[at] !== '"'; at++) {
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
const escapeChar: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

/** One escape of Go's quoting, from its backslash on: `\n`, `\xNN`, `\uNNNN`, `\UNNNNNNNN`. */
function readEscape(line: string, at: number): { char: string; last: number } {
  const kind = line[at + 1] ?? '';
  const digits = escapeLength[kind];
  if (digits === undefined) return { char: escapeChar[kind] ?? kind, last: at + 1 };
  const code = parseInt(line.slice(at + 2, at + 2 + digits), 16);
  // A lone byte from 0x80 on is half of a character at best: Go 1.27 prints bytes that are no UTF-8 so.
  const valid = code >= 0 && code <= 0x10ffff && !(kind === 'x' && code > 0x7f);
  return { char: valid ? String.fromCodePoint(code) : '\ufffd', last: at + 1 + digits };
}
