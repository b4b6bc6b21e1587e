/** Text or a profile.proto: the first bytes tell, also when they come one by one. */
import type { Snapshot } from '../goroutine';
import { readProfile, refusedProfile } from './pprof';
import { concatenated } from './wire';

export interface SnapshotReader {
  /** Takes the next bytes; they may be reused by the caller afterwards. */
  push(chunk: Uint8Array): void;
  /** The input is over. Call once. */
  end(): Snapshot;
}

/** Bytes that {@link startsProfile} looks at. */
const sniffed = 3;
/** A profile is read whole; a million goroutines are a few kilobytes unless each carries labels of its own. */
const maxProfileBytes = 64 * 1024 * 1024;
const tooLarge = { english: 'this profile is larger than 64 MB, which is the most that is read.' };

/**
 * A profile.proto begins with a sample type or, as Go writes it, a period type (0x0a, 0x5a), a small message of two
 * numbers. No text does: its third byte would be a control character.
 */
export function startsProfile(bytes: Uint8Array): boolean {
  const [tag, size = 0, field] = bytes;
  return (
    (tag === 0x0a || tag === 0x5a) &&
    size >= 2 &&
    size <= 22 &&
    (field === 0x08 || field === 0x10) &&
    bytes.length >= sniffed
  );
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
    if (bytes.length < sniffed) this.held = concatenated([bytes]);
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
    return refusedProfile(tooLarge.english, true);
  }
}
