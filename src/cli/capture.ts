/** `goroutine-lens capture`: the ladder, and its bytes as files. */
import { CaptureError, fill, formatBytes } from '../capture/errors';
import { captureGoroutines } from '../capture/ladder';
import type { CaptureResult } from '../capture/ladder';
import { escapeControls } from '../core/report/hostile';
import { CaptureFiles, checkOutput, freeName } from './captureFiles';
import type { KeptFile } from './captureFiles';
import { targetOf, terminalOptions, untilInterrupted } from './capturing';
import { captureSentence, exitCode, UnreadableInput } from './exit';
import { hintFor } from './hints';
import { locale, t } from './language';

export interface CaptureCommandOptions {
  readonly output?: string;
  readonly full?: boolean;
  readonly leak?: boolean;
  readonly json?: boolean;
}

/**
 * Captures `address` into files and says what was taken, what not, and why. Rejects when no profile came whole; what
 * arrived of one is kept then as `….partial`, and an existing file is left as it was.
 */
export async function captureCommand(
  address: string,
  options: CaptureCommandOptions,
): Promise<void> {
  const target = targetOf(address);
  const file = options.output ?? freeName(target, new Date());
  checkOutput(file);
  const files = new CaptureFiles(file, { withExtension: options.output === undefined });
  let result: CaptureResult;
  try {
    result = await untilInterrupted(signal =>
      captureGoroutines(target, files, terminalOptions(target, signal, options)),
    );
  } catch (error) {
    if (error instanceof UnreadableInput) await files.discard();
    throw withPartial(error, await files.keepPartials());
  }
  const kept = await files.keep(result.bodies);
  const [problem] = result.problems;
  if (problem && kept.every(file => !file.complete)) throw withPartial(problem, kept);
  const text = options.json
    ? `${JSON.stringify(toJson(result, kept), undefined, 2)}\n`
    : toText(target.name, result, kept);
  process.exitCode = exitCode.nothing;
  process.stdout.write(text);
}

/** The failure, and the name of what was kept of it. */
function withPartial(error: unknown, kept: readonly KeptFile[]): unknown {
  const [first] = kept;
  if (!first || !(error instanceof CaptureError)) return error;
  const where = t('What arrived is in {0}.', first.file);
  return new UnreadableInput(`${captureSentence(error.text)} ${where}`, hintFor(error));
}

/** English in every locale. */
function toJson(result: CaptureResult, kept: readonly KeptFile[]) {
  return {
    file: kept[0]?.file ?? null,
    goroutines: result.announced ?? null,
    profiles: kept.map(({ body, file, complete }) => ({
      name: body.name,
      debug: body.debug,
      bytes: body.bytes,
      file,
      complete,
    })),
    skipped: result.skipped.map(({ profile, reason }) => ({
      name: profile,
      reason: fill(reason.english, reason.args),
    })),
    problems: result.problems.map(({ code, message }) => ({ line: 0, code, reason: message })),
  };
}

function toText(name: string, result: CaptureResult, kept: readonly KeptFile[]): string {
  const { announced } = result;
  const lines = [
    announced === undefined
      ? t('{0}: how many goroutines there are is unknown.', name)
      : t('{0}: {1} goroutines.', name, announced.toLocaleString(locale())),
    ...kept.map(({ body, file }) => {
      const profile = `${body.name}?debug=${body.debug}`;
      return `  ${profile.padEnd(22)} ${formatBytes(body.bytes).padStart(9)}  ${file}`;
    }),
    ...result.skipped.map(
      ({ profile, reason }) => `  ${profile.padEnd(22)} ${captureSentence(reason)}`,
    ),
    ...result.problems.map(({ text }) => captureSentence(text)),
  ];
  return lines.map(line => `${escapeControls(line)}\n`).join('');
}
