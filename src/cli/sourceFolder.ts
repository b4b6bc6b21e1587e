/** `--source DIR`: the checkout that the program was built from, and what it tells. */
import fs from 'node:fs';
import path from 'node:path';
import type { JudgingOptions } from '../core/analyze';
import type { IgnoreRule } from '../core/goroutine';
import type { SourcePort } from '../core/locate/port';
import { relative } from '../core/report/json';
import { testRules } from '../core/verdict/ignore';
import { openGoSource } from '../source/goSource';
import { UnreadableInput } from './exit';
import { t } from './language';

/** What an analysis is given of the source. */
export interface OpenedSource extends JudgingOptions {
  readonly source: SourcePort | undefined;
}

/** Checks the folder before anything is asked or read. Throws {@link UnreadableInput} when it is none. */
export function sourceFolder(dir: string | undefined): string | undefined {
  if (dir === undefined) return undefined;
  const folder = path.resolve(dir);
  // An empty text is a variable that is not set, not the working directory.
  if (dir === '' || !fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UnreadableInput(
      t('{0} is not a folder. Give the checkout that the program was built from.', dir || "''"),
    );
  return fs.realpathSync(folder);
}

/** Runs `work` with the source of `dir` opened, and closes it again. */
export async function withSource<T>(
  dir: string | undefined,
  work: (source: OpenedSource) => T,
): Promise<T> {
  if (dir === undefined) return work({ source: undefined });
  const source = await openGoSource({ roots: [dir], wasmDir: __dirname });
  try {
    return work({ source, ignore: ignoreRules(source, dir) });
  } finally {
    source.dispose();
  }
}

/** The project's own tests say which goroutines its authors expect to stay. */
function ignoreRules(source: SourcePort, dir: string): IgnoreRule[] {
  const reason = "The project's own tests expect it.";
  return testRules(source.ignoredFunctions?.() ?? [], reason, file => relative(file, dir));
}
