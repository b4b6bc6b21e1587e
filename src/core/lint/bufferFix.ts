/** A repair that the source allows: room for the one value of a channel whose receiver may leave. */
import type { Place, WaitKind } from '../goroutine';
import type { SourceFacts } from './facts';

/** Where the channel is made, and that goroutines blocked in its send can end once it has room for one value. */
export interface BufferFix {
  readonly make: Place;
}

/**
 * The repair of a blocked send, where it can neither block again nor lose a value that somebody waits for: the channel leaves
 * no function unseen and is unbuffered, one goroutine sends to it, once, and the receiver is known to leave. `undefined`
 * otherwise: for many senders a buffer only postpones the leak.
 */
export function bufferFixFor(kind: WaitKind, facts: SourceFacts): BufferFix | undefined {
  const { channel, hits } = facts;
  if (kind !== 'send' || !channel?.madeIn) return undefined;
  if (!channel.local || !channel.complete || channel.capacity !== 0) return undefined;
  const [send, ...others] = channel.uses.filter(use => use.kind === 'send');
  if (!send || others.length > 0) return undefined;
  const isOnce = !send.inLoop && !send.later && send.goLine !== undefined;
  const receiverLeaves = hits.some(({ rule, certain }) => certain && leaves.has(rule));
  return isOnce && receiverLeaves ? { make: channel.madeIn.place } : undefined;
}

/** The rules that say so: a select that another case can leave, a return before the receive. */
const leaves: ReadonlySet<string> = new Set(['GL001', 'GL002']);

/** Longer lines are no code that somebody wrote. */
const longestLine = 1000;

/**
 * Where `, 1` goes in the line that makes the channel, as a UTF-16 offset; `undefined` when the line holds no make of an
 * unbuffered channel, or more than one, or ends within it.
 */
export function bufferColumn(line: string): number | undefined {
  const starts = [...line.slice(0, longestLine).matchAll(/\bmake\(\s*chan\b/g)];
  const [start] = starts;
  if (!start || starts.length > 1 || line.length > longestLine) return undefined;
  let depth = 0;
  for (let at = start.index + 'make'.length; at < line.length; at++) {
    const letter = line[at] ?? '';
    if ('"`\''.includes(letter) || line.startsWith('//', at)) return undefined;
    if (letter === ',' && depth === 1) return undefined;
    if ('([{'.includes(letter)) depth++;
    if (')]}'.includes(letter) && --depth === 0) return at;
  }
  return undefined;
}
