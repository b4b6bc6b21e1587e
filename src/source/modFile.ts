/** The few directives of go.mod and go.work that say where code lies. */

export interface ModFile {
  /** `module` line; undefined in go.work. */
  readonly module: string | undefined;
  /** Replacements by a local folder: import path → folder as written (`./lib`, `../lib`, absolute). */
  readonly localReplaces: readonly { readonly path: string; readonly dir: string }[];
  /** Folders of `use` lines, as written; only in go.work. */
  readonly uses: readonly string[];
}

/** Reads go.mod or go.work text. Lines that it does not understand are passed over, as is everything about versions. */
export function parseModFile(text: string): ModFile {
  let module: string | undefined;
  const localReplaces: { path: string; dir: string }[] = [];
  const uses: string[] = [];
  for (const [verb, ...words] of directives(text)) {
    if (verb === 'module') module ??= words[0];
    if (verb === 'use' && words[0]) uses.push(words[0]);
    if (verb === 'replace') {
      const arrow = words.indexOf('=>');
      const from = words[0];
      const to = words[arrow + 1];
      if (arrow > 0 && from && to && isLocal(to)) localReplaces.push({ path: from, dir: to });
    }
  }
  return { module, localReplaces, uses };
}

/** As Go decides it: a local replacement begins with `./` or `../`, or is absolute. */
function isLocal(target: string): boolean {
  return /^(\.\.?([/\\]|$)|[/\\]|[A-Za-z]:[/\\])/.test(target);
}

/** Words of each directive, the verb of a `verb ( … )` block put before each of its lines. */
function* directives(text: string): Generator<string[]> {
  let block: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const words = wordsOf(line);
    if (words.length === 0) continue;
    if (words[0] === ')') block = undefined;
    else if (block !== undefined) yield [block, ...words];
    else if (words[1] === '(') block = words[0];
    else yield words;
  }
}

/** Words of a line without its comment; quoted words lose their quotes. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const match of line.matchAll(/"((?:[^"\\]|\\.)*)"|`([^`]*)`|\/\/.*|[()]|[^\s()]+/g)) {
    if (match[0].startsWith('//')) break;
    words.push(match[1] ?? match[2] ?? match[0]);
  }
  return words;
}
