/** The compressed layers: gzip and zstd streams. What could be unpacked of a damaged one comes out, and `onDamage` is told. */
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import type { Text } from '../core/goroutine';
import type { ProblemTextId } from '../core/report/problemTexts';
import { UnpackError } from './unpackLimits';
import type { UnpackBudget } from './unpackLimits';

export type OnDamage = (reason: Text) => void;

const isDamaged = { id: 'problem.packed' satisfies ProblemTextId, args: [] };

/** Small, so that what was unpacked before a fault is nearly all that there is. */
const gzipChunk = 1 << 16;
/** A piece at a time goes through the decoder, which answers at once and in full. */
const zstdPiece = 1 << 14;
/** What `zstd` itself unpacks without being asked to; the decoder allocates whatever a frame demands. */
const maxWindow = 128 * 1024 * 1024;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

export function isZstd(bytes: Uint8Array): boolean {
  return bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
}

/** Throws what the source throws, and {@link UnpackError} beyond a cap or when nothing could be unpacked. */
export async function* gunzip(
  source: AsyncIterable<Uint8Array>,
  budget: UnpackBudget,
  onDamage: OnDamage,
): AsyncGenerator<Uint8Array> {
  const failure: { ofSource?: Error } = {};
  const guarded = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* source;
    } catch (error) {
      failure.ofSource = error instanceof Error ? error : new Error(String(error));
      throw failure.ofSource;
    }
  };
  const unpacker = createGunzip({ chunkSize: gzipChunk });
  pipeline(Readable.from(guarded(), { objectMode: false }), unpacker, () => undefined);
  let unpacked = 0;
  try {
    for await (const chunk of unpacker as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      budget.put(chunk.length);
      yield chunk;
    }
  } catch (error) {
    if (failure.ofSource !== undefined) throw failure.ofSource;
    if (error instanceof UnpackError) throw error;
    if (unpacked === 0) throw new UnpackError('damaged');
    onDamage(isDamaged);
  } finally {
    unpacker.destroy();
  }
}

/** The same for zstd. */
export async function* unzstd(
  source: AsyncIterable<Uint8Array>,
  budget: UnpackBudget,
  onDamage: OnDamage,
): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  let unpacked = 0;
  const decoder = new Decompress(data => {
    budget.put(data.length);
    unpacked += data.length;
    if (data.length > 0) ready.push(data);
  });
  const windows = new WindowGuard();
  try {
    for await (const chunk of source)
      for (let at = 0; at < chunk.length; at += zstdPiece) {
        const piece = chunk.subarray(at, at + zstdPiece);
        windows.check(piece);
        // The decoder keeps the pieces it waits with.
        decoder.push(Uint8Array.from(piece));
        yield* ready;
        ready = [];
      }
    decoder.push(new Uint8Array(0), true);
    yield* ready;
  } catch (error) {
    if (error instanceof UnpackError || !isDecoderError(error)) throw error;
    yield* ready;
    if (unpacked === 0) throw new UnpackError('damaged');
    onDamage(isDamaged);
  }
}

/** Errors of the decoder: its own, and those of array accesses that hostile tables lead to. */
function isDecoderError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return 'code' in error
    ? typeof error.code === 'number'
    : error instanceof TypeError || error instanceof RangeError;
}

/** Looks at the header of every frame before the decoder does. Source: RFC 8878, section 3.1.1.1. */
class WindowGuard {
  private tail = Buffer.alloc(0);

  check(piece: Uint8Array): void {
    const bytes = Buffer.concat([this.tail, piece]);
    for (let at = bytes.indexOf(frameMagic); at >= 0; at = bytes.indexOf(frameMagic, at + 1))
      if (at + headerBytes <= bytes.length && windowOf(bytes, at) > maxWindow)
        throw new UnpackError('memory');
    this.tail = bytes.subarray(-headerBytes + 1);
  }
}

const frameMagic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** The longest header of a frame up to its content size. */
const headerBytes = 18;

function windowOf(bytes: Buffer, at: number): number {
  const flags = bytes[at + 4] ?? 0;
  if ((flags & 0x20) === 0) {
    const window = bytes[at + 5] ?? 0;
    const base = 2 ** (10 + (window >> 3));
    return base + (base / 8) * (window & 7);
  }
  const dictionary = [0, 1, 2, 4][flags & 3] ?? 0;
  const sizeBytes = 1 << (flags >> 6);
  const from = at + 5 + dictionary;
  return sizeBytes === 8
    ? Number(bytes.readBigUInt64LE(from))
    : bytes.readUIntLE(from, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
}
