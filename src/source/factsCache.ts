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
  readonly facts: FileFacts | undefined;
  /** Undefined until a rule looks at the file. */
  syntax?: FileSyntax | undefined;
}

/** `openText` answers the unsaved text of an editor, which wins over the disk. */
export function createFactsCache(
  syntax: GoSyntax | undefined,
  openText: (file: string) => string | undefined,
): FactsCache {
  const entries = new Map<string, Entry>();
  const entryOf = (file: string): Entry | undefined => {
    const open = openText(file);
    const state = open ?? diskState(file);
    if (state === undefined || !syntax) return undefined;
    const known = entries.get(file);
    if (known?.state === state) return known;
    const text = open ?? readText(file);
    const facts = text === undefined ? undefined : safely(() => syntax.facts(text));
    const entry = { state, facts };
    remember(entries, file, entry);
    return entry;
  };
  return {
    facts: file => entryOf(file)?.facts,
    syntax(file) {
      const entry = entryOf(file);
      if (!entry?.facts || !syntax) return undefined;
      const text = entry.syntax ? undefined : (openText(file) ?? readText(file));
      if (text !== undefined) entry.syntax = createFileSyntax(file, text, entry.facts, syntax);
      return entry.syntax;
    },
    text: file => openText(file) ?? readText(file),
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
