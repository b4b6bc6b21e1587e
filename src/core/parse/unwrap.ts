/**
 * Dumps inside JSON: a container log writes each line as the `log` of an object, and structured logs put a whole dump
 * into one string. Everything else passes as it is.
 */
import { findHeader } from './header';

const containerLine = /^\s*\{\s*"log"\s*:\s*"((?:[^"\\]|\\.)*)"/;
/** A quoted text that holds a header and, escaped, the line feed behind it. */
const quoted = /"((?:[^"\\]|\\.)*)"/g;

/** The lines that stand in a line of a log, `undefined` when it is an ordinary line. */
export function unwrapJson(line: string): readonly string[] | undefined {
  if (!line.includes('"')) return undefined;
  const entry = containerLine.exec(line);
  if (entry) return linesOf(entry[1] ?? '');
  if (!line.includes('goroutine ') || !line.includes('\\n')) return undefined;
  // Labels are the program's own text: what looks like a dump in them is none.
  if (/^\W*labels:/.test(line) || findHeader(line, undefined)) return undefined;
  for (const match of line.matchAll(quoted)) {
    const lines = linesOf(match[1] ?? '');
    // The empty line ends the last goroutine: what follows in the log is not of it.
    if (lines.length > 1 && lines.some(text => findHeader(text, undefined))) return [...lines, ''];
  }
  return undefined;
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
