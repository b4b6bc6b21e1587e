/**
 * A snapshot as one file for a colleague, `.glens`: gzip around a line of JSON and, behind it, the bodies one after the
 * other, byte for byte.
 *
 *   {"goroutineLensSnapshot":1,"notice":"…","meta":{…,"bodies":[{"file":"<sha256>","bytes":123,…}]}}\n
 *   <bytes of the first body><bytes of the second> …
 *
 * The metadata holds no secret (capture keeps none); the bodies are the program's own words, labels included, which is
 * what the notice says.
 */
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { randomBytes } from 'node:crypto';
import { fileMode, temporarySuffix } from './bodyFile';
import { parseMeta } from './meta';
import type { SnapshotMeta } from './meta';

export const snapshotFileExtension = '.glens';

/** Stands in every exported file. English: it is data. */
export const exportNotice =
  'This file holds the raw bytes of goroutine profiles: stacks, labels and paths of the program. Share it as you would share a log of production.';

const version = 1;
const marker = '{"goroutineLensSnapshot":';
const maxHeader = 1024 * 1024;
const maxBodies = 32;
const maxBytes = 512 * 1024 * 1024;

/** English, as keys of the translation. */
const problems = {
  damaged: { english: 'the file is damaged' },
  cut: { english: 'the file is cut off' },
  newer: { english: 'the file was written by a newer version of Goroutine Lens' },
  tooLarge: { english: 'the file holds more than 512 MiB' },
  gone: { english: 'the snapshot was deleted or moved' },
} as const;

/** An exported file that cannot be read or written: `message` says why, in English; a face translates it. */
export class SnapshotFileError extends Error {
  constructor(readonly problem: keyof typeof problems) {
    super(problems[problem].english);
  }
}

/** Writes a stored snapshot to `file`, which it replaces only when it is whole. Rejects with the file system's error. */
export async function writeSnapshotFile(
  dir: string,
  meta: SnapshotMeta,
  file: string,
): Promise<void> {
  const header = { goroutineLensSnapshot: version, notice: exportNotice, meta };
  const temporary = `${file}.${randomBytes(4).toString('hex')}${temporarySuffix}`;
  async function* content(): AsyncIterable<Uint8Array> {
    yield Buffer.from(`${JSON.stringify(header)}\n`);
    for (const body of meta.bodies) yield* exactly(path.join(dir, body.file), body.bytes);
  }
  try {
    const target = fs.createWriteStream(temporary, { mode: fileMode, flush: true });
    await pipeline(Readable.from(content()), createGzip(), target);
    await fs.promises.rename(temporary, file);
  } catch (error) {
    await fs.promises.rm(temporary, { force: true });
    throw error;
  }
}

/** The header promises a number of bytes; a file of another size would shift everything behind it. */
async function* exactly(file: string, bytes: number): AsyncIterable<Uint8Array> {
  let seen = 0;
  for await (const chunk of fs.createReadStream(file) as AsyncIterable<Buffer>) {
    seen += chunk.length;
    yield chunk;
  }
  if (seen !== bytes) throw new SnapshotFileError('damaged');
}

/** True for a file that {@link writeSnapshotFile} wrote, by its content. Any other file is false, also one that is missing. */
export async function isSnapshotFile(file: string): Promise<boolean> {
  const input = fs.createReadStream(file, { end: 16 * 1024 });
  const unpacker = input.on('error', () => unpacker.destroy()).pipe(createGunzip());
  try {
    let head = '';
    for await (const chunk of unpacker as AsyncIterable<Buffer>) {
      head += chunk.toString('latin1');
      if (head.length >= marker.length) break;
    }
    return head.startsWith(marker);
  } catch {
    return false;
  } finally {
    input.destroy();
    unpacker.destroy();
  }
}

/** Where the bodies of an exported file go. */
export interface BodyWriter {
  /** A body begins; what follows is written to what this returns. */
  begin(name: string): Promise<{ write(chunk: Uint8Array): Promise<void>; close(): Promise<void> }>;
}

/**
 * Reads an exported file: its bodies go to `writer` under the names of the metadata that is returned. Rejects with a
 * {@link SnapshotFileError} when the file is damaged, of a newer version, or larger than 512 MiB unpacked.
 */
export async function unpackSnapshotFile(file: string, writer: BodyWriter): Promise<SnapshotMeta> {
  const input = fs.createReadStream(file);
  const unpacker = createGunzip();
  const packed = pipeline(input, unpacker).catch((error: unknown) => error);
  const bytes = new Source(unpacker);
  try {
    const meta = headerOf(await bytes.line());
    for (const body of meta.bodies) {
      const target = await writer.begin(body.file);
      for (let left = body.bytes; left > 0;) {
        const chunk = await bytes.take(left);
        await target.write(chunk);
        left -= chunk.length;
      }
      await target.close();
    }
    return meta;
  } finally {
    unpacker.destroy();
    await packed;
  }
}

function headerOf(line: string): SnapshotMeta {
  let header: { goroutineLensSnapshot?: unknown; meta?: unknown };
  try {
    header = JSON.parse(line) as typeof header;
  } catch {
    throw new SnapshotFileError('damaged');
  }
  if (typeof header.goroutineLensSnapshot !== 'number') throw new SnapshotFileError('damaged');
  if (header.goroutineLensSnapshot > version) throw new SnapshotFileError('newer');
  const meta = parseMeta(JSON.stringify(header.meta), '');
  if (!meta || meta.bodies.length > maxBodies) throw new SnapshotFileError('damaged');
  const total = meta.bodies.reduce((sum, body) => sum + body.bytes, 0);
  if (!(total <= maxBytes)) throw new SnapshotFileError('tooLarge');
  return meta;
}

/** The unpacked stream, taken in pieces. */
class Source {
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.chunks = stream[Symbol.asyncIterator]();
  }

  /** Text up to the next line feed, which is dropped. */
  async line(): Promise<string> {
    const parts: Buffer[] = [];
    for (let size = 0; size <= maxHeader;) {
      const chunk = await this.next();
      const end = chunk.indexOf(0x0a);
      parts.push(end < 0 ? chunk : chunk.subarray(0, end));
      size += chunk.length;
      if (end < 0) continue;
      this.rest = chunk.subarray(end + 1);
      return Buffer.concat(parts).toString('utf8');
    }
    throw new SnapshotFileError('damaged');
  }

  /** At least one byte and at most `most`. */
  async take(most: number): Promise<Buffer> {
    const chunk = await this.next();
    if (chunk.length > most) this.rest = chunk.subarray(most);
    return chunk.subarray(0, most);
  }

  private async next(): Promise<Buffer> {
    if (this.rest.length > 0) {
      const { rest } = this;
      this.rest = Buffer.alloc(0);
      return rest;
    }
    const next = await this.chunks.next().catch(() => undefined);
    if (next === undefined || next.done === true) throw new SnapshotFileError('cut');
    return next.value;
  }
}
