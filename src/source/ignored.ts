/** The `goleak.Ignore…` options in the project's tests: goroutines that its authors expect to stay. */
import path from 'node:path';
import type { IgnoredFunction } from '../core/lint/port';
import { stringsOf } from './goStrings';
import type { WorkspaceFiles } from './workspace';

/** Files read at most; a larger workspace is read in part. */
const maxFiles = 5_000;

/** Tests, and helpers that tests share: `testutil/leak.go`. */
const mayHoldOptions =
  /_test\.go$|[/\\][^/\\]*(?:test|leak)[^/\\]*[/\\]|(?:test|leak)[^/\\]*\.go$/i;

/**
 * Every option of the tests whose argument the text gives: a string, a constant or variable of the same folder's tests, an
 * element of a list that a loop runs over. What is put together at run time cannot be told.
 */
export function findIgnoredFunctions(
  files: WorkspaceFiles,
  text: (file: string) => string | undefined,
): readonly IgnoredFunction[] {
  const all = [...files.goFilesByName.values()].flat();
  const read = all
    .filter(file => mayHoldOptions.test(file))
    .sort()
    .slice(0, maxFiles)
    .flatMap(file => {
      const content = text(file);
      return content?.includes('Ignore') && content.includes('goleak') ? [{ file, content }] : [];
    });
  return read.flatMap(({ file, content }) => {
    const folder = path.dirname(file);
    const around = read.filter(other => path.dirname(other.file) === folder);
    const texts = [content, ...around.map(other => other.content)];
    return ignoredIn(file, content, texts);
  });
}

/** Options of one file; there are a few. */
const maxOptions = 200;

const option =
  /\b(?:(\w+)\.)?(IgnoreTopFunction|IgnoreAnyFunction)\(\s*((?:"(?:[^"\\\n]|\\.){0,500}"|`[^`\n]{0,500}`|[\w\s+]){1,1000})\)/g;

function ignoredIn(file: string, content: string, texts: readonly string[]): IgnoredFunction[] {
  const imported = /^\s*(?:import\s+)?([\w.]*)\s*"go\.uber\.org\/goleak"/m.exec(content);
  const qualifier = imported?.[1] || 'goleak';
  const found: IgnoredFunction[] = [];
  let line = 1;
  let counted = 0;
  for (const match of content.matchAll(option)) {
    if (found.length >= maxOptions) break;
    const [, written, name, argument = ''] = match;
    if ((written ?? '.') !== qualifier || isComment(content, match.index)) continue;
    for (; counted < match.index; counted++) if (content[counted] === '\n') line++;
    for (const func of stringsOf(argument, texts))
      if (!isEveryones.test(func))
        found.push({ func, anywhere: name === 'IgnoreAnyFunction', file, line });
  }
  return found;
}

/** On top of every wait of a kind: a test that ignores it means the one goroutine that it has seen there. */
const isEveryones = /^$|^(?:runtime|sync|time|syscall|internal)[./]/;

/** The rest of the line is a comment. */
function isComment(content: string, at: number): boolean {
  const start = content.lastIndexOf('\n', at) + 1;
  return content.slice(start, at).includes('//');
}
