/** Caps against decompression bombs. They hold over all layers of one input together. */

/** Why data is not unpacked any further. English is the key of the translation. */
export const unpackReasons = {
  damaged: { english: 'the compressed data is damaged' },
  layers: { english: 'the data is compressed more than twice' },
  size: { english: 'the compressed data grows beyond the limit' },
  time: { english: 'the compressed data takes too long to unpack' },
  memory: { english: 'the compressed data wants more memory than it may have' },
} as const;

/** Compressed data that cannot be, or must not be, unpacked any further; `message` is one of the reasons. */
export class UnpackError extends Error {
  constructor(reason: keyof typeof unpackReasons) {
    super(unpackReasons[reason].english);
  }
}

/** Bytes that come out at most. A dump of a million goroutines is less than half of it. */
const maxUnpacked = 1024 * 1024 * 1024;
/**
 * How much larger than the packed bytes they may be. Real dumps reach 260 (127,843 goroutines that are equal to the last
 * byte, gzip); a bomb of gzip goes to 1,032.
 */
const maxRatio = 300;
/** Below this the ratio is free: it is the size of the largest dump that the runtime itself writes. */
const freeBytes = 64 * 1024 * 1024;
const maxMilliseconds = 120_000;
/** A log collector packs a .pb.gz once more; nobody packs thrice. */
const maxLayers = 2;

export class UnpackBudget {
  private packed = 0;
  private unpacked = 0;
  private layers = 0;
  private readonly started = performance.now();

  /** Bytes of the input itself. */
  take(bytes: number): void {
    this.packed += bytes;
  }

  /** A compressed layer begins. Throws {@link UnpackError} where there are too many. */
  enter(): void {
    if (++this.layers > maxLayers) throw new UnpackError('layers');
  }

  leave(): void {
    this.layers--;
  }

  /** Bytes that a layer has put out. Throws {@link UnpackError} beyond a cap. */
  put(bytes: number): void {
    this.unpacked += bytes;
    const allowed = Math.min(maxUnpacked, Math.max(freeBytes, this.packed * maxRatio));
    if (this.unpacked > allowed) throw new UnpackError('size');
    if (performance.now() - this.started > maxMilliseconds) throw new UnpackError('time');
  }
}
