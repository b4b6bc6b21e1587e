/** The only place that knows how LSP writes places: zero-based lines, UTF-16 columns, URIs. */
import { pathToFileURL, fileURLToPath } from 'node:url';
import type { Location, Range } from 'vscode-languageserver';
import type { Place } from '../core/goroutine';
import type { WirePlace } from '../protocol/lsp';

/** Text of a file, the editor's where it is open; undefined when it cannot be read. */
export type TextOf = (file: string) => string | undefined;

/** The line without its indentation: not the whole line, never empty. */
export function rangeOf(place: Place, textOf: TextOf): Range {
  const line = place.line - 1;
  const text = lineText(textOf(place.file), place.line);
  const start = text.length - text.trimStart().length;
  const end = Math.max(start + 1, text.trimEnd().length);
  return { start: { line, character: start }, end: { line, character: end } };
}

export function locationOf(place: Place, textOf: TextOf): Location {
  return { uri: uriOf(place.file), range: rangeOf(place, textOf) };
}

export function wirePlace(place: Place): WirePlace {
  return { uri: uriOf(place.file), line: place.line };
}

export function uriOf(file: string): string {
  return pathToFileURL(file).href;
}

/** A `file:` URI as a path; undefined for other schemes and malformed URIs. */
export function fileOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/** A line by its number, from 1; empty where there is none. */
export function lineText(text: string | undefined, line: number): string {
  if (text === undefined) return '';
  let from = 0;
  for (let n = 1; n < line; n++) {
    const end = text.indexOf('\n', from);
    if (end < 0) return '';
    from = end + 1;
  }
  const end = text.indexOf('\n', from);
  return text.slice(from, end < 0 ? undefined : end);
}
