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

function run() {
  const begin = performance.now();
  const reader = createSnapshotReader();
  const chunk = new Uint8Array(chunkBytes);
  const file = fs.openSync(dump, 'r');
  for (let size; (size = fs.readSync(file, chunk)) > 0;) reader.push(chunk.subarray(0, size));
  fs.closeSync(file);
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

for await (const line of readline.createInterface({ input: process.stdin })) {
  if (line === 'run') console.log(JSON.stringify(run()));
}
