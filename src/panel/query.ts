/**
 * The filter box: words separated by blanks (`"…"` keeps blanks), all of which must hold. `field:text` looks in one field, `wait:>5`
 * compares minutes, a leading `-` negates, a plain word looks everywhere. Case does not matter; nothing is compiled to a
 * regular expression.
 */
import type { WireFrame } from '../protocol/lsp';
import { packageOf } from './names';

/** What a row offers to the filter. `stack` holds indices into the frame table. */
export interface Subject {
  readonly stack: readonly number[];
  readonly state: string;
  /** Oldest wait in minutes. */
  readonly wait?: number | undefined;
  readonly verdict?: string | undefined;
  readonly change?: string | undefined;
  readonly labels?: readonly { readonly key: string; readonly value: string }[];
}

type Test = (subject: Subject) => boolean;

/** Makes the test of a filter text; an empty text lets everything pass. */
export function compileQuery(text: string, frames: readonly WireFrame[]): Test {
  const words = text.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  const tests = words
    .map(word => word.replaceAll('"', ''))
    .filter(word => word !== '' && word !== '-')
    .map(word => compileWord(word, frames));
  return subject => tests.every(test => test(subject));
}

function compileWord(word: string, frames: readonly WireFrame[]): Test {
  if (word.startsWith('-')) {
    const test = compileWord(word.slice(1), frames);
    return subject => !test(subject);
  }
  const colon = word.indexOf(':');
  const field = word.slice(0, Math.max(colon, 0)).toLowerCase();
  const make = fields[field];
  return make
    ? make(word.slice(colon + 1).toLowerCase(), frames)
    : anywhere(word.toLowerCase(), frames);
}

const fields: Readonly<Record<string, (text: string, frames: readonly WireFrame[]) => Test>> = {
  state: text => subject => subject.state.toLowerCase().includes(text),
  verdict: text => subject => (subject.verdict ?? '').includes(text),
  change: text => subject => (subject.change ?? '').includes(text),
  label: text => subject => hasLabel(subject, text),
  wait: text => waitTest(text),
  func: (text, frames) => onStack(frames, frame => frame.func.toLowerCase().includes(text)),
  file: (text, frames) => onStack(frames, frame => (frame.file ?? '').toLowerCase().includes(text)),
  pkg: (text, frames) =>
    onStack(frames, frame => packageOf(frame.func).toLowerCase().includes(text)),
};

/** `>5`, `>=5`, `<5m`, `5`: minutes. A row that prints no minutes never passes; a text without a number always does. */
function waitTest(text: string): Test {
  const parts = /^([<>]?)(=?)(\d+)m?$/.exec(text);
  if (!parts) return () => true;
  const [, side, equal, digits] = parts;
  const minutes = Number(digits);
  return ({ wait }) => {
    if (wait === undefined) return false;
    if (side === '>') return equal ? wait >= minutes : wait > minutes;
    if (side === '<') return equal ? wait <= minutes : wait < minutes;
    return wait === minutes;
  };
}

/** Asks each frame of the table once, not once for each stack that holds it. */
function onStack(frames: readonly WireFrame[], holds: (frame: WireFrame) => boolean): Test {
  const hits = frames.map(holds);
  return subject => subject.stack.some(index => hits[index]);
}

function anywhere(text: string, frames: readonly WireFrame[]): Test {
  const stackHolds = onStack(
    frames,
    frame =>
      frame.func.toLowerCase().includes(text) ||
      `${frame.file ?? ''}:${frame.line ?? ''}`.toLowerCase().includes(text),
  );
  return subject =>
    subject.state.toLowerCase().includes(text) ||
    subject.verdict === text ||
    subject.change === text ||
    stackHolds(subject) ||
    hasLabel(subject, text);
}

function hasLabel(subject: Subject, text: string): boolean {
  return (subject.labels ?? []).some(({ key, value }) =>
    `${key}=${value}`.toLowerCase().includes(text),
  );
}
