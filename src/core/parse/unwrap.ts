/**
 * Dumps inside JSON: a container log writes each line as the `log` of an object, and structured logs put a whole dump
 * into one string. Everything else passes as it is.
 */
import { findHeader } from './header';

const containerLine = /^\s*\{\s*"log"\s*:\s*"/;

/** The lines that stand in a line of a log, `undefined` when it is an ordinary line. */
export function unwrapJson(line: string): readonly string[] | undefined {
  if (!line.includes('"')) return undefined;
  const entry = containerLine.exec(line);
  if (entry) return linesOf(line.slice(entry[0].length, stringEnd(line, entry[0].length)));
  if (!line.includes('goroutine ') || !line.includes('\\n')) return undefined;
  // Labels are the program's own text: what looks like a dump in them is none.
  if (/^\W*labels:/.test(line) || findHeader(line, undefined)) return undefined;
  return dumpInQuotes(line);
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
  const text = unescaped(escaped);
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
