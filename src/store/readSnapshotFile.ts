/** The bytes of a stored snapshot, unwrapped: what the reader of core is fed with. */
import fs from 'node:fs';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { parseMeta } from './meta';
import type { SnapshotBody, SnapshotMeta } from './meta';

const chunkBytes = 1 << 21;
/** Caps against decompression bombs: bytes unpacked, and how much larger than the packed bytes they may be. */
const maxUnpacked = 512 * 1024 * 1024;
const maxRatio = 1100;

/** Reads the metadata of a snapshot's folder; `undefined` when it is gone or damaged. */
export async function readMeta(dir: string): Promise<SnapshotMeta | undefined> {
  try {
    const text = await fs.promises.readFile(path.join(dir, 'meta.json'), 'utf8');
    return parseMeta(text, path.basename(dir));
  } catch {
    return undefined;
  }
}

/** The body that says most: full stacks before counts, a whole answer before a broken one. */
export function richestBody(meta: SnapshotMeta): SnapshotBody | undefined {
  const rank = (body: SnapshotBody) => (body.complete ? 10 : 0) + body.debug;
  return [...meta.bodies].sort((a, b) => rank(b) - rank(a)).find(body => body.bytes > 0);
}

/**
 * The file in chunks of about 2 MB, gunzipped when it is gzip. Throws what the file system throws, and
 * {@link UnpackError} when unpacking passes a cap or the data is damaged.
 */
export async function* readBytes(file: string): AsyncIterable<Uint8Array> {
  if (!(await isGzip(file))) {
    yield* fs.createReadStream(file, { highWaterMark: chunkBytes });
    return;
  }
  const packed = (await fs.promises.stat(file)).size;
  const unpacker = fs.createReadStream(file).pipe(createGunzip({ chunkSize: chunkBytes }));
  let unpacked = 0;
  try {
    for await (const chunk of unpacker as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      if (unpacked > maxUnpacked || unpacked > packed * maxRatio + chunkBytes)
        throw new UnpackError('the compressed data grows beyond the limit');
      yield chunk;
    }
  } catch (error) {
    if (error instanceof UnpackError || unpacked === 0) throw asUnpackError(error);
    // A cut gzip stream: what could be unpacked stays, and reads as a truncated dump.
  } finally {
    unpacker.destroy();
  }
}

/** Compressed data that cannot be, or must not be, unpacked any further. */
export class UnpackError extends Error {}

function asUnpackError(error: unknown): Error {
  if (error instanceof UnpackError) return error;
  return new UnpackError('the compressed data is damaged');
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await fs.promises.open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}
