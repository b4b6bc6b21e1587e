/**
 * This product's side of bench/parse.mjs, in a process of its own: reads the dump from disk in chunks, parses and clusters
 * it on one thread, once for each line on standard input, and prints one line of JSON for each.
 *
 *   node reader.mjs BUNDLE DUMP
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import readline from 'node:readline';

const [bundle, dump] = process.argv.slice(2);
const { createSnapshotReader, clusterSamples } = createRequire(import.meta.url)(bundle);
const chunkBytes = 1 << 20;

async function run() {
  const begin = performance.now();
  const reader = createSnapshotReader();
  await eachChunk(dump, chunk => reader.push(chunk));
  const snapshot = reader.end();
  const clusters = clusterSamples(snapshot.samples);
  return {
    seconds: (performance.now() - begin) / 1000,
    goroutines: snapshot.read,
    groups: clusters.length,
    errors: snapshot.problems.length,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}

/** While a chunk is parsed the system reads the next, as a stream of Node does. */
async function eachChunk(name, use) {
  const file = await fs.promises.open(name);
  const spare = [new Uint8Array(chunkBytes), new Uint8Array(chunkBytes)];
  let reading = file.read(spare[0]);
  for (let turn = 1; ; turn++) {
    const { bytesRead, buffer } = await reading;
    if (bytesRead === 0) break;
    reading = file.read(spare[turn % 2]);
    use(buffer.subarray(0, bytesRead));
  }
  await file.close();
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  if (line === 'run') console.log(JSON.stringify(await run()));
}
