/** `goroutine-lens analyze`. */
import fs from 'node:fs';
import path from 'node:path';
import { analyze } from '../core/analyze';
import type { Analysis } from '../core/goroutine';
import { toJson } from '../core/report/json';
import { toText } from '../core/report/text';
import { openGoSource } from '../source/goSource';
import { exitCode, UnreadableInput } from './exit';
import { readInput } from './input';
import { locale, t } from './language';

export interface AnalyzeOptions {
  readonly source?: string;
  readonly full?: boolean;
  readonly json?: boolean;
  readonly prefix?: string;
}

/** Reads `input`, prints the analysis, sets the exit code. Rejects when nothing could be read. */
export async function analyzeCommand(input: string, options: AnalyzeOptions): Promise<void> {
  const sourceDir = options.source === undefined ? undefined : sourceFolder(options.source);
  const snapshot = await readInput(input, options.full ?? false, options.prefix);
  const source =
    sourceDir === undefined
      ? undefined
      : await openGoSource({ roots: [sourceDir], wasmDir: __dirname });
  try {
    print(analyze(snapshot, source), sourceDir, options.json ?? false);
  } finally {
    source?.dispose();
  }
}

function sourceFolder(dir: string): string {
  const folder = path.resolve(dir);
  if (!fs.existsSync(folder) || !fs.statSync(folder).isDirectory())
    throw new UnreadableInput(
      t('{0} is not a folder. Give the checkout that the program was built from.', dir),
    );
  return fs.realpathSync(folder);
}

function print(analysis: Analysis, sourceDir: string | undefined, json: boolean): void {
  const text = json
    ? `${JSON.stringify(toJson(analysis, sourceDir), undefined, 2)}\n`
    : toText(analysis, { sourceDir, translate: t, locale: locale(), paint });
  process.exitCode = analysis.findings.some(isFinding) ? exitCode.findings : exitCode.nothing;
  process.stdout.write(text);
}

function isFinding({ verdict }: Analysis['findings'][number]): boolean {
  return verdict === 'likely' || verdict === 'proven';
}

const codes = { bold: 1, dim: 2, red: 31, yellow: 33 } as const;

/** Colours only on a terminal, and not where `NO_COLOR` is set. */
function paint(style: keyof typeof codes, text: string): string {
  if (!process.stdout.isTTY || process.env['NO_COLOR']) return text;
  return `\u001b[${codes[style]}m${text}\u001b[0m`;
}
