/** How a run ends: its exit code, and the one message of a run that could not read anything. */
import { fill, CaptureError } from '../capture/errors';
import type { CaptureText } from '../capture/errors';
import { escapeControls } from '../core/report/hostile';
import { hintFor } from './hints';
import { t } from './language';

export const exitCode = { nothing: 0, findings: 1, unreadable: 2 } as const;

/** Nothing could be read: `message` says what happened, and what to do where `hint`, our own words alone, does not. */
export class UnreadableInput extends Error {
  constructor(
    message: string,
    readonly hint = '',
  ) {
    super(message);
  }
}

/** One message on standard error, exit code 2. Standard output stays empty. */
export function reportFailure(error: unknown): void {
  process.exitCode = exitCode.unreadable;
  say(messageOf(error), hintOf(error));
}

/** A line on standard error: no control characters, no password of an address. The hint is our own words alone. */
export function say(text: string, hint = ''): void {
  process.stderr.write(`goroutine-lens: ${escapeControls(withoutPasswords(text))}${hint}\n`);
}

function hintOf(error: unknown): string {
  if (error instanceof UnreadableInput) return error.hint;
  return error instanceof CaptureError ? hintFor(error) : '';
}

/** A text of capture in the reader's language. */
export function captureSentence({ english, args }: CaptureText): string {
  return fill(t(english), args);
}

/** Why something failed, for a person. */
export function messageOf(error: unknown): string {
  if (error instanceof CaptureError) return captureSentence(error.text);
  if (error instanceof UnreadableInput) return error.message;
  const why = error instanceof Error ? error.message : String(error);
  return t('This should not have happened: {0}. Run it again, or report it with the input.', why);
}

/** `http://user:password@host` → `http://host`, also where the password holds an `@`, or the scheme was forgotten. */
export function withoutPasswords(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]{0,20}:\/\/)\S*@/gi, '$1')
    .replace(/(^|\s)[^\s/:@]{1,100}:[^\s/@]{0,100}@/g, '$1');
}
