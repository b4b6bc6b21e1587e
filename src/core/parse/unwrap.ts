/**
 * Dumps inside JSON: a container log writes each line as the `log` of an object, and structured logs put a whole dump
 * into one string. Everything else passes as it is.
 */
import { findHeader } from './header';

/** Keys under which logs keep the line that a program wrote: docker, `go test -json`, journald, Cloud Logging, zap and others. */
const lineKeys = ['log', 'Output', 'MESSAGE', 'message', 'msg', 'textPayload', 'line', 'text'];
/** A record of a log is not longer; a whole dump in one field may be. */
const maxRecord = 1 << 20;

export interface Unwrapped {
  readonly lines: readonly string[];
  /** Who wrote them: a pod, a container, a package under test; `undefined` when the record does not say. */
  readonly writer?: string;
}

/** Keys that name the writer of a record. */
const writerKeys = [
  'pod_name',
  'pod',
  'container_id',
  'container_name',
  '_PID',
  'Package',
  'instance',
];

/** The lines that stand in a line of a log, `undefined` when it is an ordinary line. */
export function unwrapLine(line: string): Unwrapped | undefined {
  if (line.includes('<br')) return { lines: line.split(/<br ?\/?>/i) };
  if (!line.includes('"')) return unquotedDump(line);
  // Labels are the program's own text: what looks like a dump in them is none.
  if (/^\W*labels:/.test(line)) return undefined;
  const record = recordOf(line);
  if (record) return ofRecord(record);
  const quoted = listItem.exec(line);
  if (quoted) return { lines: linesOf(quoted[1] ?? '') };
  if (line.includes('goroutine ') && line.includes('\\n')) {
    if (findHeader(line, undefined)) return undefined;
    const lines = dumpInQuotes(line);
    if (lines) return { lines };
  }
  return messageOf(line);
}

/** A line of a dump as an item of a list in JSON or source: `  "main.f()",`, `"main.f()\n" +`. */
const listItem = /^\s*"((?:[^"\\]|\\.)*)"(?:,| \+)?\s*$/;
/** Structured text of logrus and slog. */
const logfmt = /^(?:time|ts|t|level|lvl)=/;

/** The message of `time="…" level=error msg="main.f()"`. */
function messageOf(line: string): Unwrapped | undefined {
  const at = logfmt.test(line) ? line.indexOf(' msg="') : -1;
  if (at < 0) return undefined;
  const begin = at + ' msg="'.length;
  return { lines: linesOf(line.slice(begin, stringEnd(line, begin))) };
}

/** A dump whose line feeds are written as two characters, without quotes around it. */
function unquotedDump(line: string): Unwrapped | undefined {
  const at = line.includes(']:\\n') ? line.indexOf('goroutine ') : -1;
  return at < 0 ? undefined : { lines: [...linesOf(line.slice(at)), ''] };
}

/** The strings of a JSON object that is the rest of the line, by key; `undefined` when there is none. */
function recordOf(line: string): Map<string, string> | undefined {
  const brace = /^(?:[^"{]{0,200}\s)?\{\s*"/.exec(line);
  if (!brace || line.length > maxRecord || !line.trimEnd().endsWith('}')) return undefined;
  try {
    const strings = new Map<string, string>();
    collect(JSON.parse(line.slice(line.indexOf('{'))), strings, 0);
    return strings.size > 0 ? strings : undefined;
  } catch {
    return undefined;
  }
}

const maxDepth = 3;

function collect(value: unknown, into: Map<string, string>, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return;
  for (const [key, part] of Object.entries(value)) {
    if (typeof part !== 'string') collect(part, into, depth + 1);
    else if (!into.has(key)) into.set(key, part);
  }
}

function ofRecord(record: ReadonlyMap<string, string>): Unwrapped {
  const lines = linesOfRecord(record);
  const key = writerKeys.find(name => record.has(name));
  const writer = key === undefined ? undefined : record.get(key);
  return writer === undefined ? { lines } : { lines, writer };
}

/** A field that holds a header with its stack, else the line that the program wrote, else nothing. */
function linesOfRecord(record: ReadonlyMap<string, string>): string[] {
  for (const text of record.values()) {
    if (!text.includes('goroutine ')) continue;
    const lines = splitLines(text);
    // The empty line ends the last goroutine: what follows in the log is not of it.
    if (lines.length > 1 && lines.some(part => findHeader(part, undefined))) return [...lines, ''];
  }
  const key = lineKeys.find(name => record.has(name));
  return key === undefined ? [] : splitLines(record.get(key) ?? '');
}

/** A quoted text that holds a header and, escaped, the line feed behind it. */
function dumpInQuotes(line: string): string[] | undefined {
  for (let quote = line.indexOf('"'); quote >= 0;) {
    const end = stringEnd(line, quote + 1);
    const lines = linesOf(line.slice(quote + 1, end));
    // The empty line ends the last goroutine: what follows in the log is not of it.
    if (lines.length > 1 && lines.some(text => findHeader(text, undefined))) return [...lines, ''];
    quote = line.indexOf('"', end + 1);
  }
  return undefined;
}

/** Where the string that begins at `from`, behind its quote, ends: its closing quote, or the end of the line. */
function stringEnd(line: string, from: number): number {
  let at = from;
  while (at < line.length && line[at] !== '"') at += line[at] === '\\' ? 2 : 1;
  return Math.min(at, line.length);
}

function linesOf(escaped: string): string[] {
  return splitLines(unescaped(escaped));
}

function splitLines(text: string): string[] {
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, char = '') =>
    code === undefined
      ? (escapes[String(char)] ?? String(char))
      : String.fromCharCode(parseInt(code, 16)),
  );
}
