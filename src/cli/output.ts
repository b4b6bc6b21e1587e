/** An analysis on standard output, and the exit code that it means. */
import type { Survivors } from '../core/cohort/survivors';
import type { FixedFinding } from '../core/fixed';
import type { Analysis, Finding } from '../core/goroutine';
import { toJson } from '../core/report/json';
import type { CaptureRecord } from '../core/report/json';
import { toText } from '../core/report/text';
import { exitCode, say } from './exit';
import { locale, t } from './language';

export interface OutputOptions {
  readonly json: boolean;
  /** Absolute folder that places are printed relative to. */
  readonly sourceDir: string | undefined;
  /** What a watch has taken. */
  readonly captures?: readonly CaptureRecord[];
  /** What a leak check is made for. */
  readonly survivors?: readonly Survivors[];
  /** What a comparison shows to be repaired; the text names it. */
  readonly fixed?: readonly FixedFinding[];
}

/** Prints the analysis; `process.exitCode` tells whether it holds something likely or proven that is not hidden. */
export function printAnalysis(analysis: Analysis, options: OutputOptions): void {
  const { json, ...shown } = options;
  process.exitCode = analysis.findings.some(isAlarm) ? exitCode.findings : exitCode.nothing;
  process.stdout.write(
    json
      ? `${JSON.stringify(toJson(analysis, shown), undefined, 2)}\n`
      : toText(analysis, { ...shown, translate: t, locale: locale(), paint }),
  );
}

/**
 * A reader that closes early (`| head`) is no error: what it did not want is dropped, the exit code stays. Anything else
 * (a full disk) loses the result, and is said.
 */
export function forgiveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      process.exitCode = exitCode.unreadable;
      if (stream === process.stdout)
        say(t('The result could not be written ({0}). Check where it goes.', error.code ?? ''));
    });
}

function isAlarm({ verdict, hidden }: Finding): boolean {
  return hidden === undefined && (verdict === 'likely' || verdict === 'proven');
}

const codes = { bold: 1, dim: 2, red: 31, yellow: 33, green: 32 } as const;

/** Colours only on a terminal, and not where `NO_COLOR` is set. */
function paint(style: keyof typeof codes, text: string): string {
  if (!process.stdout.isTTY || process.env['NO_COLOR']) return text;
  return `\u001b[${codes[style]}m${text}\u001b[0m`;
}
