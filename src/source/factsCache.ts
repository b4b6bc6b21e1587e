/** Facts of Go files, parsed once for each state of a file. */
import fs from 'node:fs';
import type { FileFacts } from '../core/locate/port';
import { createFileSyntax, type FileSyntax } from './fileSyntax';
import type { GoSyntax } from './syntax';

export interface FactsCache {
  /** Facts of the text that an editor holds, else of the file on disk; undefined when neither can be read. */
  facts(file: string): FileFacts | undefined;
  /** Functions and declarations of the same text, each made when it is asked for. */
  syntax(file: string): FileSyntax | undefined;
  /** Text of the editor or of the file; undefined when it cannot be read or is larger than {@link maxFileBytes}. */
  text(file: string): string | undefined;
  /** Forgets one file, or all. */
  forget(file?: string): void;
}

/** A Go file larger than this is generated data: it holds no code that anyone waits in. */
export const maxFileBytes = 4 * 1024 * 1024;
const maxEntries = 2_000;

interface Entry {
  /** Size and modification time of the file, or the editor's text itself. */
  readonly state: string;
  /** Undefined until someone asks; then what was found, if anything. */
  facts?: { readonly found: FileFacts | undefined };
  syntax?: FileSyntax;
}

/** `openText` answers the unsaved text of an editor, which wins over the disk. */
export function createFactsCache(
  syntax: GoSyntax | undefined,
  openText: (file: string) => string | undefined,
): FactsCache {
  const entries = new Map<string, Entry>();
  const entryOf = (file: string): Entry | undefined => {
    const state = openText(file) ?? diskState(file);
    if (state === undefined || !syntax) return undefined;
    const known = entries.get(file);
    if (known?.state === state) return known;
    const entry = { state };
    remember(entries, file, entry);
    return entry;
  };
  const textOf = (file: string): string | undefined => openText(file) ?? readText(file);
  const factsOf = (file: string): FileFacts | undefined => {
    const entry = entryOf(file);
    if (entry && !entry.facts) {
      const text = textOf(file);
      entry.facts = { found: text === undefined ? undefined : safely(() => syntax?.facts(text)) };
    }
    return entry?.facts?.found;
  };
  return {
    facts: factsOf,
    syntax(file) {
      const entry = entryOf(file);
      const text = entry && !entry.syntax ? textOf(file) : undefined;
      if (entry && syntax && text !== undefined)
        entry.syntax = createFileSyntax(file, text, () => factsOf(file), syntax);
      return entry?.syntax;
    },
    text: textOf,
    forget(file) {
      if (file === undefined) entries.clear();
      else entries.delete(file);
    },
  };
}

/** The oldest entry leaves when the cache is full. */
function remember(entries: Map<string, Entry>, file: string, entry: Entry): void {
  entries.delete(file);
  entries.set(file, entry);
  if (entries.size <= maxEntries) return;
  const oldest = entries.keys().next().value;
  if (oldest !== undefined) entries.delete(oldest);
}

function diskState(file: string): string | undefined {
  return safely(() => {
    const stat = fs.statSync(file);
    return stat.isFile() ? `${stat.size} ${stat.mtimeMs} ${stat.ino}` : undefined;
  });
}

function readText(file: string): string | undefined {
  return safely(() =>
    fs.statSync(file).size > maxFileBytes ? undefined : fs.readFileSync(file, 'utf8'),
  );
}

/** What cannot be read or parsed is absent: a file may vanish at any moment. */
function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
