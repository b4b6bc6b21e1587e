/** Headers by their bytes: the plain form `goroutine 18 [chan send, 5 minutes, locked to thread]:`, and nothing else. */
import { MemberFlag } from '../goroutine';

const comma = 44;
const closeBracket = 93;
const colon = 58;
const lineFeed = 10;
const start = 'goroutine ';

/** What the bytes of a header say. One object for the life of a reader. */
export class HeaderBytes {
  id = 0;
  minutes = -1;
  flags = 0;
  /** The state, without flags; as long as it repeats, the same string. */
  state = '';
  private raw = new Uint8Array(0);

  /**
   * Reads the header at `from`; returns where its line ends, or -1 when it has anything out of the ordinary. Flags behind the
   * state (`(leaked)`), labels and pointers are left to the parser of text.
   */
  read(bytes: Uint8Array, from: number): number {
    let at = this.readId(bytes, from + start.length);
    if (at < 0) return -1;
    at = this.readState(bytes, at);
    this.minutes = -1;
    this.flags = 0;
    if (bytes[at] === comma && isDigit(bytes[at + 2])) at = this.readMinutes(bytes, at + 2);
    if (bytes[at] === comma && textAt(bytes, at, lockedToThread)) {
      this.flags = MemberFlag.lockedToThread;
      at += lockedToThread.length;
    }
    const ends =
      bytes[at] === closeBracket && bytes[at + 1] === colon && bytes[at + 2] === lineFeed;
    return ends ? at + 3 : -1;
  }

  private readId(bytes: Uint8Array, from: number): number {
    let at = from;
    let id = 0;
    for (let digit = (bytes[at] ?? 0) - 48; digit >= 0 && digit <= 9;) {
      id = id * 10 + digit;
      digit = (bytes[++at] ?? 0) - 48;
    }
    this.id = id;
    if (at === from || at - from > 15) return -1;
    return bytes[at] === 32 && bytes[at + 1] === 91 ? at + 2 : -1;
  }

  private readState(bytes: Uint8Array, from: number): number {
    const { raw } = this;
    let i = 0;
    while (i < raw.length && bytes[from + i] === raw[i]) i++;
    const next = bytes[from + i];
    if (i > 0 && i === raw.length && (next === comma || next === closeBracket)) return from + i;
    return this.newState(bytes, from);
  }

  private newState(bytes: Uint8Array, from: number): number {
    let at = from;
    while (isStateByte(bytes[at] ?? 0)) at++;
    this.raw = new Uint8Array(bytes.subarray(from, at));
    this.state = String.fromCharCode(...this.raw.subarray(0, 100));
    const plain = this.raw.length > 0 && this.raw.length <= 100 && !flagged.test(this.state);
    if (plain) return at;
    this.raw = new Uint8Array(0);
    return bytes.length;
  }

  private readMinutes(bytes: Uint8Array, from: number): number {
    let at = from;
    let minutes = 0;
    for (let digit = (bytes[at] ?? 0) - 48; digit >= 0 && digit <= 9;) {
      minutes = minutes * 10 + digit;
      digit = (bytes[++at] ?? 0) - 48;
    }
    this.minutes = minutes;
    return at - from <= 9 && textAt(bytes, at, ' minutes') ? at + ' minutes'.length : bytes.length;
  }
}

const lockedToThread = ', locked to thread';
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

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57;
}

/** Whether `text` (ASCII) stands in the bytes at `at`. */
export function textAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
