import { fill, CaptureError } from '../capture/errors';
import type { CaptureText } from '../capture/errors';
import { escapeControls } from '../core/report/hostile';
import { t } from './language';

export const exitCode = { nothing: 0, findings: 1, unreadable: 2 } as const;

/** Nothing could be read: `message` says what happened and what to do. */
export class UnreadableInput extends Error {}

/** One message on standard error, exit code 2. Standard output stays empty. */
export function reportFailure(error: unknown): void {
  process.exitCode = exitCode.unreadable;
  process.stderr.write(`goroutine-lens: ${escapeControls(withoutUserinfo(messageOf(error)))}\n`);
}

/** A text of capture in the reader's language. */
export function captureSentence({ english, args }: CaptureText): string {
  return fill(t(english), args);
}

/** A name and password that somebody put into an argument are not shown again, whatever the sentence quotes. */
export function withoutUserinfo(text: string): string {
  return text.replace(/\/\/[^/\s]{0,2000}@/g, '//');
}

function messageOf(error: unknown): string {
  if (error instanceof CaptureError) return captureSentence(error.text);
  return error instanceof Error ? error.message : String(error);
}
