/** What can go wrong with a capture, in the words that a person reads. English is the key of the translation. */
import { errorRows } from './errorTexts';
import type { CaptureAction, CaptureErrorId, ErrorRow } from './errorTexts';

export type { CaptureAction, CaptureErrorId } from './errorTexts';

/** A sentence with `{0}` for its arguments; a face translates it. */
export interface CaptureText {
  readonly english: string;
  readonly args: readonly (string | number)[];
}

export interface CaptureErrorFacts {
  /** Bytes that arrived and were kept. */
  readonly bytesKept?: number;
  /** The begin of an answer that is no profile: hostile text, for "Show answer". */
  readonly answer?: string;
  /** The request that failed was for full stacks: the cheaper profile may still work. */
  readonly fullStacks?: boolean;
}

/** A capture, or a part of it, that failed. `message` is the English sentence. */
export class CaptureError extends Error {
  /** `E1` … `E28` of the error table, a word for what has no row there. */
  readonly code: string;
  readonly text: CaptureText;
  readonly actions: readonly CaptureAction[];
  readonly bytesKept: number;
  readonly answer: string | undefined;

  constructor(
    readonly id: CaptureErrorId,
    args: readonly (string | number)[],
    facts: CaptureErrorFacts = {},
  ) {
    const row: ErrorRow = errorRows[id];
    const shown = args.map(arg => (typeof arg === 'string' ? harmless(arg) : arg));
    super(fill(row.english, shown));
    this.code = id.split('.')[0] ?? id;
    this.text = { english: row.english, args: shown };
    this.bytesKept = facts.bytesKept ?? 0;
    this.answer = facts.answer;
    this.actions = row.actions.filter(
      action =>
        (action !== 'captureAsPprof' || facts.fullStacks === true) &&
        (action !== 'showAnswer' || facts.answer !== undefined),
    );
  }
}

/** Text out of an answer is hostile: no control or bidirectional characters, and not much of it. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd').slice(0, 200);
}

/** The English sentence of a text. */
export function fill(english: string, args: readonly (string | number)[]): string {
  return english.replace(/\{(\d)\}/g, (hole, index: string) => {
    const value = args[Number(index)];
    if (value === undefined) return hole;
    return typeof value === 'number' ? value.toLocaleString('en') : value;
  });
}

/** `3.1 MB`, `512 B`: as sizes stand in messages. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

const mebibyte = 1024 * 1024;

/** A limit as it is set: `65 MiB` where it is a whole number of them. */
export function formatLimit(bytes: number): string {
  return bytes > 0 && bytes % mebibyte === 0 ? `${bytes / mebibyte} MiB` : formatBytes(bytes);
}
