/** Text or a profile.proto: the first bytes tell, also when they come one by one. */
import type { Snapshot } from '../goroutine';
import { problemText } from '../report/problemTexts';
import { readProfile, refusedProfile } from './pprof';
import { checkedMessage, concatenated } from './wire';
import type { MessageShape } from './wire';

export interface SnapshotReader {
  /** Takes the next bytes; they may be reused by the caller afterwards. */
  push(chunk: Uint8Array): void;
  /** The input is over. Call once. */
  end(): Snapshot;
}

/** Bytes that {@link startsProfile} looks at: a tag, a size, a message of two numbers, and the tag behind it. */
const sniffed = 25;
const maxSize = sniffed - 3;
/** The reader of text finds UTF-16 by the first two bytes of its first chunk. */
const sniffedOfText = 2;
/** A profile is read whole; a million goroutines are a few kilobytes unless each carries labels of its own. */
const maxProfileBytes = 64 * 1024 * 1024;

/**
 * A profile.proto begins with a sample type or, as Go writes it, a period type: a small message of two numbers, with
 * another field behind it. No text does, also when bytes of it were lost: the third would be a control character.
 */
export function startsProfile(bytes: Uint8Array): boolean {
  const [tag, size = 0] = bytes;
  if (!mayStart(tag) || size < 2 || size > maxSize || bytes.length < size + 3) return false;
  const message = bytes.subarray(2, 2 + size);
  return checkedMessage(message, valueTypeShape) === message && isField(bytes[2 + size] ?? 0);
}

function mayStart(tag: number | undefined): boolean {
  return tag === 0x0a || tag === 0x5a;
}

const valueTypeShape: MessageShape = { 1: 'number', 2: 'number' };

/** Fields of a Profile: 1 to 6, 11 and 13 have content, the others up to 15 are numbers. */
function isField(tag: number): boolean {
  const field = tag >> 3;
  const hasContent = field <= 6 || field === 11 || field === 13;
  return field >= 1 && field <= 15 && (tag & 7) === (hasContent ? 2 : 0);
}

/** Holds the first bytes back until they say which reader the rest is for. */
export class SniffingReader implements SnapshotReader {
  private held: Uint8Array = new Uint8Array(0);
  private chosen: SnapshotReader | undefined;

  /** `textReader` makes the reader for text, once that is known to be wanted: it is not free. */
  constructor(private readonly textReader: () => SnapshotReader) {}

  push(chunk: Uint8Array): void {
    if (this.chosen) {
      this.chosen.push(chunk);
      return;
    }
    const bytes = this.held.length > 0 ? concatenated([this.held, chunk]) : chunk;
    const open = bytes.length < (mayStart(bytes[0]) ? sniffed : sniffedOfText);
    if (open) this.held = concatenated([bytes]);
    else this.choose(bytes);
  }

  end(): Snapshot {
    return (this.chosen ?? this.choose(this.held)).end();
  }

  private choose(bytes: Uint8Array): SnapshotReader {
    this.chosen = startsProfile(bytes) ? new ProfileReader() : this.textReader();
    this.chosen.push(bytes);
    return this.chosen;
  }
}

/** Collects a profile up to the limit. */
class ProfileReader implements SnapshotReader {
  private readonly chunks: Uint8Array[] = [];
  private size = 0;

  push(chunk: Uint8Array): void {
    this.size += chunk.length;
    if (this.size > maxProfileBytes) this.chunks.length = 0;
    else this.chunks.push(concatenated([chunk]));
  }

  end(): Snapshot {
    if (this.size <= maxProfileBytes) return readProfile(concatenated(this.chunks));
    return refusedProfile(problemText('refused.large'), true);
  }
}
