/**
 * How fast the reader is, against gostackparse (DataDog) on the same dump in the same run.
 *
 *   npm run bench:parse               129,000 goroutines, 2 and 12 frames deep
 *   node bench/parse.mjs 1000000 2    another size: goroutines, frames …
 *
 * Both do the same work: parse every goroutine and group equal ones. gostackparse starts with the dump in memory, this
 * reader with the file. They take turns, so that a busy machine slows both; only the ratio means something elsewhere.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { scannerPlugin } from '../scripts/scanner.cjs';
import { writeSyntheticDump } from './synthetic.mjs';

const bench = path.dirname(fileURLToPath(import.meta.url));
const repetitions = 7;

async function main() {
  const [goroutines = 129_000, ...depths] = process.argv.slice(2).map(Number);
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'goroutine-lens-bench-'));
  try {
    const bundle = await bundleReader(work);
    const peer = buildGo('gostackparse', work);
    const generator = buildGo('dump', work);
    if (!peer) console.log('Go is missing: gostackparse cannot run, and the dump is synthetic.');
    for (const frames of depths.length > 0 ? depths : [2, 12]) {
      const dump = path.join(work, `${frames}.txt`);
      writeDump(generator, goroutines, frames, dump);
      await compare({ goroutines, frames, dump, bundle, peer });
      fs.rmSync(dump);
    }
    if (!peer) process.exitCode = 1;
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

async function bundleReader(work) {
  const outfile = path.join(work, 'reader.cjs');
  await build({
    stdin: {
      contents: `export { createSnapshotReader } from './src/core/parse/parse';
                 export { clusterSamples } from './src/core/cluster';`,
      resolveDir: path.join(bench, '..'),
    },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
    plugins: [scannerPlugin],
  });
  return outfile;
}

/** Builds the Go program of a folder beside this file; `undefined` when that is not possible. */
function buildGo(name, work) {
  const output = path.join(work, process.platform === 'win32' ? `${name}.exe` : name);
  const go = spawnSync('go', ['build', '-o', output, '.'], {
    cwd: path.join(bench, name),
    encoding: 'utf8',
  });
  if (go.status === 0) return output;
  if (!go.error) console.error(go.stderr.trim());
  return undefined;
}

function writeDump(generator, goroutines, frames, dump) {
  if (!generator) return writeSyntheticDump(dump, goroutines, frames);
  const file = fs.openSync(dump, 'w');
  const { status } = spawnSync(generator, [String(goroutines), String(frames)], {
    stdio: ['ignore', file, 'inherit'],
  });
  fs.closeSync(file);
  if (status !== 0) throw new Error('the program that writes the dump failed');
}

async function compare({ goroutines, frames, dump, bundle, peer }) {
  const bytes = fs.statSync(dump).size;
  const origin = peer ? 'a real Go program' : 'synthetic';
  console.log(
    `\n${goroutines.toLocaleString('en')} goroutines of ${frames} frames, ${megabytes(bytes)} (${origin})`,
  );
  const node = [process.execPath, path.join(bench, 'reader.mjs'), bundle, dump];
  const sides = [{ name: 'goroutine-lens', process: start(node), runs: [] }];
  if (peer) sides.push({ name: 'gostackparse', process: start([peer, dump]), runs: [] });
  for (let turn = 0; turn <= repetitions; turn++)
    for (const side of sides) {
      const result = await side.process.run();
      // The first turn warms up: caches of the file system, and the compilers of Node.
      if (turn > 0) side.runs.push(result);
      else side.first = result;
    }
  sides.forEach(side => side.process.stop());
  for (const side of sides) report(side, bytes);
  if (peer) reportRatio(sides[0].runs, sides[1].runs);
  console.log(`  whole process, Node's start included  ${wholeProcess(node).toFixed(3)} s`);
}

function start([command, ...args]) {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, GOMAXPROCS: '1' },
  });
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async run() {
      child.stdin.write('run\n');
      const { value, done } = await lines.next();
      if (done) throw new Error(`${command} ended early`);
      return JSON.parse(value);
    },
    stop: () => child.stdin.end(),
  };
}

function report({ name, first, runs }, bytes) {
  const seconds = runs.map(run => run.seconds);
  const [{ goroutines, groups, errors }] = runs;
  const peak = Math.max(...runs.map(run => run.peakBytes));
  console.log(
    `  ${name.padEnd(15)}${speed(bytes, median(seconds))} median, ${speed(bytes, Math.min(...seconds))} best, ` +
      `${speed(bytes, first.seconds)} first · peak memory ${megabytes(peak)} · ` +
      `${goroutines} goroutines, ${groups} groups, ${errors} problems`,
  );
}

function reportRatio(ours, theirs) {
  const of = runs => runs.map(run => run.seconds);
  const ratios = ours.map((run, i) => theirs[i].seconds / run.seconds);
  const best = Math.min(...of(theirs)) / Math.min(...of(ours));
  console.log(
    `  ratio          median ${median(ratios).toFixed(1)}×, min ${Math.min(...ratios).toFixed(1)}×, best to best ${best.toFixed(1)}×`,
  );
}

function wholeProcess([command, ...args]) {
  const begin = performance.now();
  spawnSync(command, args, { input: 'run\n' });
  return (performance.now() - begin) / 1000;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

const speed = (bytes, seconds) => `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`;
const megabytes = bytes => `${(bytes / 1e6).toFixed(0)} MB`;

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
