/** What the tests of the reader share: fixtures as bytes, results as plain JSON. */
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { clusterSamples } from '../../../src/core/cluster';
import type { Members, Snapshot, Text } from '../../../src/core/goroutine';
import { plainEnglish } from '../../../src/core/report/english';
import { createSnapshotReader, readSnapshot } from '../../../src/core/parse/parse';

const encoder = new TextEncoder();

export const read = (text: string): Snapshot => readSnapshot(encoder.encode(text));
export const bytesOf = (text: string): Uint8Array => encoder.encode(text);

/** Reads the bytes in chunks of the given sizes, repeated; the chunk is overwritten after each push. */
export function readInChunks(bytes: Uint8Array, sizes: readonly number[]): Snapshot {
  const reader = createSnapshotReader();
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length] ?? 1);
    const chunk = Buffer.from(bytes.subarray(at, at + size));
    reader.push(chunk);
    chunk.fill(0x78);
    at += size;
  }
  return reader.end();
}

/** Typed columns as lists, those of all pages in one, and sentences as English, so that results compare and print. */
export function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part: unknown) => {
      if (key === 'reason' || key === 'refused') return plainEnglish(part as Text);
      if (key === 'members' && Array.isArray(part)) return inOne(part as readonly Members[]);
      return ArrayBuffer.isView(part) ? Array.from(part as Float64Array) : part;
    }),
  );
}

function inOne(pages: readonly Members[]): Record<string, readonly number[]> {
  const names = Object.keys(pages[0] ?? {}) as (keyof Members)[];
  return Object.fromEntries(names.map(name => [name, pages.flatMap(page => [...page[name]])]));
}

/** Snapshot and clusters of a dump: what its golden holds. */
export function wholeResult(bytes: Uint8Array): unknown {
  const snapshot = readSnapshot(bytes);
  return plain({ ...snapshot, clusters: clusterSamples(snapshot.samples) });
}

/** The files of a folder of dumps, goldens and subfolders left out, sorted. */
export function dumpsIn(folder: string): string[] {
  return fs
    .readdirSync(folder)
    .filter(name => /\.(?:txt(?:\.gz)?|pb\.gz)$/.test(name))
    .sort()
    .map(name => path.join(folder, name));
}

export function contents(file: string): Uint8Array {
  const bytes = fs.readFileSync(file);
  return file.endsWith('.gz') ? zlib.gunzipSync(bytes) : bytes;
}
