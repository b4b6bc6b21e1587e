/** The templates of one input: finds the one that a goroutine repeats. */
import type { SampleBuilder } from './samples';
import { matchTemplate, templateOf, textAt } from './template';
import type { Cursor, Match, Template } from './template';

/** Beyond this many different stacks the plain path reads the rest: memory stays bounded. */
const maxTemplates = 20_000;
/** Goroutines of one hash that are tried: equal hashes of different stacks are rare. */
const maxTries = 4;
const noMatch = -1;
const needMore = -2;

export class TemplateTable {
  private readonly byHash = new Map<number, Template[]>();
  private size = 0;
  /** The template that matched last: dumps of a leak repeat it. */
  private recent: Template | undefined;

  /** Lines of the goroutine that matched last. */
  get lines(): number {
    return this.recent?.lines ?? 0;
  }

  /** Adds the goroutine at `from` to its sample when it repeats a known one; `cursor.end` is behind it then. */
  match(cursor: Cursor, from: number): Match {
    if (this.recent) {
      const match = matchTemplate(cursor, from, this.recent);
      if (match === 'matched') return match;
    }
    const hash = identityHash(cursor, from);
    if (hash === needMore) return 'incomplete';
    const candidates = hash === noMatch ? undefined : this.byHash.get(hash);
    for (const template of candidates ?? []) {
      const match = matchTemplate(cursor, from, template);
      if (match === 'differs') continue;
      if (match === 'matched') this.recent = template;
      return match;
    }
    return 'differs';
  }

  /** Remembers a goroutine that the plain path has read. */
  learn(cursor: Cursor, bytes: Uint8Array, text: string, from: SampleOrigin): void {
    if (this.size >= maxTemplates) return;
    const template = templateOf(bytes, text, from.createdByLine, from.flags, from.sample);
    const hash = identityHash(cursor, from.at);
    if (template === undefined || hash < 0) return;
    const known = this.byHash.get(hash);
    if (known === undefined) this.byHash.set(hash, [template]);
    else if (known.length < maxTries) known.push(template);
    this.size++;
    this.recent = template;
  }
}

/** What the plain path made of a goroutine. */
export interface SampleOrigin {
  /** Where it begins in the bytes under the cursor. */
  readonly at: number;
  readonly createdByLine: number;
  readonly flags: number;
  readonly sample: SampleBuilder;
}

/**
 * Hash of what goroutines of one sample share. Only a way to find candidates: `matchTemplate` compares. -1 when the
 * header has anything out of the ordinary, -2 when the bytes end before the goroutine does.
 */
function identityHash(cursor: Cursor, from: number): number {
  const { bytes, length } = cursor;
  let at = from + 'goroutine '.length;
  while (at < length && bytes[at] !== 91) at++;
  let hash = 17;
  for (at++; at < length && bytes[at] !== 93 && bytes[at] !== 44; at++) hash = mix(hash, bytes[at]);
  while (at < length && bytes[at] !== 10) at++;
  at++;
  while (at < length && bytes[at] !== 10) {
    const stop = bytes[at] === 9 ? 32 : 40;
    if (stop === 40 && bytes[at] === 99 && textAt(bytes, at, 'created by ')) {
      at += 'created by '.length;
      for (; at < length && bytes[at] !== 10 && bytes[at] !== 32; at++) hash = mix(hash, bytes[at]);
    } else
      for (; at < length && bytes[at] !== 10; at++) {
        // `(` behind a dot opens the receiver of a method, not the arguments.
        if (bytes[at] === stop && bytes[at - 1] !== 46) break;
        hash = mix(hash, bytes[at]);
      }
    while (at < length && bytes[at] !== 10) at++;
    at++;
  }
  return at < length || cursor.final ? hash : needMore;
}

function mix(hash: number, byte: number | undefined): number {
  return (Math.imul(hash, 31) + (byte ?? 0)) & 0x3fffffff;
}
