/** The `goleak.Ignore…` options in the project's tests: goroutines that its authors expect to stay. */
import type { IgnoredFunction } from '../core/lint/port';
import type { WorkspaceFiles } from './workspace';

/** Test files read at most; a larger workspace is read in part. */
const maxTestFiles = 5_000;

/** Options whose argument is a string literal; what is put together at run time cannot be told. */
const option =
  /\bgoleak\.(IgnoreTopFunction|IgnoreAnyFunction)\(\s*("(?:[^"\\\n]|\\.){1,500}"|`[^`\n]{1,500}`)/g;

export function findIgnoredFunctions(
  files: WorkspaceFiles,
  text: (file: string) => string | undefined,
): readonly IgnoredFunction[] {
  const tests = [...files.goFilesByName]
    .filter(([name]) => name.endsWith('_test.go'))
    .flatMap(([, paths]) => paths)
    .sort();
  return tests.slice(0, maxTestFiles).flatMap(file => ignoredIn(file, text(file) ?? ''));
}

function ignoredIn(file: string, text: string): IgnoredFunction[] {
  if (!text.includes('goleak.Ignore')) return [];
  const found: IgnoredFunction[] = [];
  let line = 1;
  let counted = 0;
  for (const match of text.matchAll(option)) {
    for (; counted < match.index; counted++) if (text[counted] === '\n') line++;
    const func = unquoted(match[2] ?? '');
    if (func !== undefined)
      found.push({ func, anywhere: match[1] === 'IgnoreAnyFunction', file, line });
  }
  return found;
}

function unquoted(literal: string): string | undefined {
  if (literal.startsWith('`')) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return undefined;
  }
}
