/** Headers by their bytes: the plain form `goroutine 18 [chan send, 5 minutes, locked to thread]:`, and nothing else. */
import { MemberFlag } from '../goroutine';
import { idBetween, idEnd, isDigit } from './holes';
import { Literal, asciiBytes } from './literal';
import type { Text } from './literal';

const comma = 44;
const closeBracket = 93;
const colon = 58;
const lineFeed = 10;
/** With what every header begins. */
export const headerStart = new Literal(asciiBytes('goroutine '));

interface State {
  readonly raw: Literal;
  readonly text: string;
}

const maxState = 100;
const maxMinuteDigits = 9;
/** States that are recognised by their bytes; a dump has a dozen. */
const maxKnown = 32;

/** What the bytes of a header say. One object for the life of a reader. */
export class HeaderBytes {
  id = 0;
  minutes = -1;
  flags = 0;
  /** The state; goroutines of one state share the string. */
  state = '';
  private readonly known: State[] = [];
  private recent: State | undefined;

  /**
   * Reads the header at `from`; returns where its line ends, or -1 when it has anything out of the ordinary. Flags behind the
   * state (`(leaked)`), labels and pointers are left to the parser of text.
   */
  read(text: Text, from: number): number {
    const { bytes } = text;
    let at = this.readId(bytes, from + headerStart.size);
    if (at < 0) return -1;
    at = this.readState(text, at);
    this.minutes = -1;
    this.flags = 0;
    if (bytes[at] === comma && isDigit(bytes[at + 2] ?? 0)) at = this.readMinutes(text, at + 2);
    if (bytes[at] === comma && lockedToThread.standsAt(text, at)) {
      this.flags = MemberFlag.lockedToThread;
      at += lockedToThread.size;
    }
    const ends =
      bytes[at] === closeBracket && bytes[at + 1] === colon && bytes[at + 2] === lineFeed;
    return ends ? at + 3 : -1;
  }

  private readId(bytes: Uint8Array, from: number): number {
    const end = idEnd(bytes, from);
    if (end < 0) return -1;
    this.id = idBetween(bytes, from, end);
    return bytes[end] === 32 && bytes[end + 1] === 91 ? end + 2 : -1;
  }

  private readState(text: Text, from: number): number {
    const { recent } = this;
    if (recent !== undefined && stateAt(text, from, recent)) return from + recent.raw.size;
    const known =
      this.known.find(state => stateAt(text, from, state)) ?? this.newState(text.bytes, from);
    if (known === undefined) return text.bytes.length;
    this.recent = known;
    this.state = known.text;
    return from + known.raw.size;
  }

  private newState(bytes: Uint8Array, from: number): State | undefined {
    let at = from;
    while (isStateByte(bytes[at] ?? 0)) at++;
    if (at === from || at - from > maxState) return undefined;
    const raw = new Uint8Array(bytes.subarray(from, at));
    const text = String.fromCharCode(...raw);
    if (flagged.test(text)) return undefined;
    if (this.known.length === maxKnown) this.known.pop();
    this.known.unshift({ raw: new Literal(raw), text });
    return this.known[0];
  }

  private readMinutes(text: Text, from: number): number {
    const end = idEnd(text.bytes, from);
    if (end < 0 || end - from > maxMinuteDigits || !minutesWord.standsAt(text, end))
      return text.bytes.length;
    this.minutes = idBetween(text.bytes, from, end);
    return end + minutesWord.size;
  }
}

/** Whether this state, and no longer one, stands at `from`. */
function stateAt(text: Text, from: number, { raw }: State): boolean {
  const next = text.bytes[from + raw.size];
  return (next === comma || next === closeBracket) && raw.standsAt(text, from);
}

const lockedToThread = new Literal(asciiBytes(', locked to thread'));
const minutesWord = new Literal(asciiBytes(' minutes'));
const flagged = /^ | $|(?:leaked|scan|durable|synctest)\)$/;

/** Letters, digits, blanks, and the marks of `sync.Mutex.Lock`, `select (no cases)`, `???`. */
function isStateByte(byte: number): boolean {
  return (
    (byte >= 97 && byte <= 122) ||
    (byte >= 65 && byte <= 90) ||
    (byte >= 48 && byte <= 57) ||
    byte === 32 ||
    byte === 40 ||
    byte === 41 ||
    byte === 45 ||
    byte === 46 ||
    byte === 63
  );
}
