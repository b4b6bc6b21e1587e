/** The bytes of a stored snapshot, unwrapped: what the reader of core is fed with. */
import fs from 'node:fs';
import path from 'node:path';
import { parseMeta } from './meta';
import type { SnapshotBody, SnapshotMeta } from './meta';
import { unwrap } from './unwrap';
import type { UnwrapReport } from './unwrap';

export { UnpackError } from './unwrap';

const chunkBytes = 1 << 18;

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

/** The file in chunks of about 256 KB, unwrapped. Throws what the file system throws, and what {@link unwrap} throws. */
export function readBytes(file: string, report?: UnwrapReport): AsyncIterable<Uint8Array> {
  return unwrap(fs.createReadStream(file, { highWaterMark: chunkBytes }), report);
}
