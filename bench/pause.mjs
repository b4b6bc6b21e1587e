/**
 * What a capture costs the program that is captured: its own longest stall while our ladder takes what it takes unasked,
 * and while `curl …/goroutine?debug=2` runs.
 *
 *   npm run bench:pause               10,000, 100,000 and 1,000,000 blocked goroutines
 *   node bench/pause.mjs 50000        other sizes
 *
 * The program measures itself: the longest gap of a 1 ms ticker. On a busy machine the ticker is late without any capture,
 * so the idle program is watched for as long, turn by turn, and the medians are compared. Now and then a capture meets a
 * garbage collection of the program (runtime/pprof makes 170 bytes of garbage for each goroutine, so about one capture in
 * five brings the next one forward): those captures have a line of their own, and so has what a collection costs this
 * program by itself.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import readline from 'node:readline';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const bench = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const repetitions = 10;
const goalMs = 10;
/** Of a million goroutines, with the machine to itself: a second. */
const longestCollectionMs = 2_000;

async function main() {
  const sizes = process.argv.slice(2).map(Number);
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'goroutine-lens-bench-'));
  try {
    const capture = await bundleCapture(work);
    const program = buildProgram(work);
    if (!program) return;
    for (const size of sizes.length > 0 ? sizes : [10_000, 100_000, 1_000_000])
      await measure(program, size, capture);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

async function bundleCapture(work) {
  const contents = `export { captureGoroutines } from './src/capture/ladder';
                    export { parseTarget } from './src/capture/target';`;
  return require(await bundle(path.join(work, 'capture.cjs'), contents));
}

function buildProgram(work) {
  const output = path.join(work, process.platform === 'win32' ? 'pause.exe' : 'pause');
  const go = spawnSync('go', ['build', '-o', output, '.'], {
    cwd: path.join(bench, 'pause'),
    encoding: 'utf8',
  });
  if (go.status === 0) return output;
  console.error(go.error ? 'Go is missing: there is no program to capture.' : go.stderr.trim());
  process.exitCode = 1;
  return undefined;
}

async function measure(program, size, capture) {
  const child = spawn(program, [String(size)], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const address = (await lines.next()).value;
    await settled(address);
    console.log(`\n${size.toLocaleString('en')} blocked goroutines`);
    const sides = { idle: [], ours: [], collection: [], curl: [] };
    let taken = '';
    for (let turn = 0; turn < repetitions; turn++) {
      const run = await observed(address, async () => (taken = await ladder(capture, address)));
      sides.ours.push(run);
      sides.idle.push(await observed(address, () => wait(run.durationMs)));
    }
    for (let turn = 0; turn < repetitions; turn++)
      sides.collection.push(await observed(address, () => fetch(`http://${address}/collect`)));
    // Afterwards: each makes 127 MiB of garbage, which must not be collected while ours is measured. Full stacks of a
    // million goroutines take their time: once is enough.
    for (let turn = 0; turn < (size <= 100_000 ? repetitions : 1); turn++)
      sides.curl.push(await observed(address, () => fullStacks(address)));
    report('idle, the same time', sides.idle);
    if (sides.idle.some(run => run.stallMs > goalMs / 2))
      console.log(`  (the machine is busy: the idle program already stalls; load ${load()})`);
    report('our ladder, unasked', sides.ours, taken);
    report(
      '  without a collection',
      sides.ours.filter(run => !run.collected),
    );
    report(
      '  with one',
      sides.ours.filter(run => run.collected),
    );
    report('a collection by itself', sides.collection);
    report('curl goroutine?debug=2', sides.curl);
  } finally {
    child.kill();
  }
}

/** The goroutines are started, and the collector has seen them. */
async function settled(address) {
  for (let quiet = 0, tries = 0; quiet < 3 && tries < 50; tries++) {
    await wait(300);
    quiet = (await stall(address)).ms < 5 ? quiet + 1 : 0;
  }
}

/** The longest stall while something is done, and how long that takes. */
async function observed(address, work) {
  const before = await stall(address);
  const begin = performance.now();
  await work();
  const durationMs = performance.now() - begin;
  const { ms: stallMs } = await stall(address);
  // A collection counts when it is over: one that still runs is waited for, or the next turn would be blamed for it.
  await wait(longestCollectionMs);
  const after = await stall(address);
  return { stallMs, durationMs, collected: after.collections > before.collections };
}

/** Longest stall since the last question, in milliseconds, and the garbage collections so far. */
async function stall(address) {
  const answer = await fetch(`http://${address}/stall`);
  const [microseconds, collections] = (await answer.text()).split(' ').map(Number);
  return { ms: microseconds / 1000, collections };
}

async function ladder({ captureGoroutines, parseTarget }, address) {
  const { target } = parseTarget(address);
  const nowhere = {
    open: async () => ({ write: async () => {}, close: async () => {}, fail: async () => {} }),
  };
  const { bodies, problems } = await captureGoroutines(target, nowhere, {
    full: false,
    maxPauseMs: 50,
    idleTimeoutMs: 20_000,
    maxBytes: 68_157_440,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  if (problems.length > 0) throw problems[0];
  return bodies.map(({ debug }) => `debug=${debug}`).join(', ');
}

/** curl where it is installed; the request is the same without it. */
async function fullStacks(address) {
  const url = `http://${address}/debug/pprof/goroutine?debug=2`;
  const child = spawn('curl', ['-s', '-o', os.devNull, url], { stdio: 'ignore' });
  const code = await new Promise(resolve => {
    child.once('error', () => resolve(undefined));
    child.once('close', resolve);
  });
  if (code === 0) return;
  const answer = await fetch(url);
  for await (const chunk of answer.body) void chunk;
}

function report(name, runs, note = '') {
  if (runs.length === 0) return;
  const stalls = runs.map(run => run.stallMs);
  const within = stalls.filter(ms => ms <= goalMs).length;
  const duration = median(runs.map(run => run.durationMs));
  const collected = runs.filter(run => run.collected).length;
  console.log(
    `  ${name.padEnd(24)}stall ${milliseconds(median(stalls))} median, ${milliseconds(Math.max(...stalls))} worst, ` +
      `${within} of ${runs.length} within ${goalMs} ms, ${collected} met a collection · ` +
      `takes ${milliseconds(duration)}${note && ` · ${note}`}`,
  );
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

const load = () =>
  os
    .loadavg()
    .map(value => value.toFixed(1))
    .join(', ');
const wait = ms => new Promise(resolve => setTimeout(resolve, ms));
const milliseconds = ms => `${ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en')} ms`;

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
