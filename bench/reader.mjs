/**
 * This product's side of bench/parse.mjs, in a process of its own: reads a file from disk in chunks, parses and clusters it
 * on one thread, once for each line on standard input, and prints one line of JSON for each.
 *
 *   node reader.mjs BUNDLE FILE
 *
 * Reading is synchronous: no other thread works ahead. `cpuSeconds` counts all threads, those of the compiler too.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import readline from 'node:readline';
import { gunzipSync } from 'node:zlib';

const [bundle, name] = process.argv.slice(2);
const { createSnapshotReader, clusterSamples } = createRequire(import.meta.url)(bundle);
/** As large as the product reads (src/store/readSnapshotFile.ts): it stays in the cache of the processor. */
const chunk = new Uint8Array(1 << 18);

function run() {
  const begin = performance.now();
  const cpu = process.cpuUsage();
  const reader = createSnapshotReader();
  if (name.endsWith('.gz')) reader.push(gunzipSync(fs.readFileSync(name)));
  else pushChunks(reader);
  const snapshot = reader.end();
  const clusters = clusterSamples(snapshot.samples);
  const { user, system } = process.cpuUsage(cpu);
  return {
    seconds: (performance.now() - begin) / 1000,
    cpuSeconds: (user + system) / 1e6,
    goroutines: snapshot.read,
    groups: clusters.length,
    errors: snapshot.problems.length,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}

function pushChunks(reader) {
  const file = fs.openSync(name);
  for (let size; (size = fs.readSync(file, chunk)) > 0;) reader.push(chunk.subarray(0, size));
  fs.closeSync(file);
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  if (line === 'run') console.log(JSON.stringify(run()));
}
