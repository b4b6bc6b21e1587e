/**
 * How fast the reader is, against its peers on the same files in the same run.
 *
 *   npm run bench:parse                        129,000 goroutines, 2 and 12 frames deep, even and varied; sizes; a profile
 *   npm run bench:parse -- 1000000 2           another size: goroutines, frames …
 *   npm run bench:parse -- dump.txt            a dump of your own
 *   npm run bench:parse -- --large             also 1 M goroutines in a file of 1 GB
 *
 * gostackparse (DataDog), panicparse and this reader do the same work: parse every goroutine and group equal ones, on one
 * thread. The peers start with the dump in memory, this reader with the file. They take turns, so that a busy machine slows
 * all; only ratios mean something elsewhere. `wc -l` is the limit: it does nothing but read.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { buildGo, bundleReader, readerCommand, start, writeDump } from './sides.mjs';

const turns = 21;
/** The compilers of Node need some turns until they have seen enough; "first" shows what the very first costs. */
const warmUps = 3;
/** panicparse needs seconds for a dump: its first turn is enough to see it. */
const panicparse = { turns: 1, warmUps: 0 };

async function main() {
  const words = process.argv.slice(2);
  const files = words.filter(word => fs.existsSync(word));
  const numbers = words.filter(word => /^\d+$/.test(word) && !files.includes(word));
  const [goroutines = 129_000, ...depths] = numbers.map(Number);
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'goroutine-lens-bench-'));
  try {
    const tools = {
      work,
      bundle: await bundleReader(work),
      peer: buildGo('peer', work),
      generator: buildGo('dump', work),
      profiler: buildGo('profile', work),
    };
    if (!tools.peer)
      console.log('Go is missing or its modules are: no peer can run, and dumps are synthetic.');
    for (const file of files) await compare(tools, file, path.basename(file), false);
    if (files.length === 0) await generated(tools, goroutines, depths);
    if (files.length + numbers.length === 0) {
      await sizes(tools, words.includes('--large'));
      if (tools.profiler) await profile(tools);
    }
    if (!tools.peer) process.exitCode = 1;
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** Short and long stacks, each as one leak and as a mixture. */
async function generated(tools, goroutines, depths) {
  const dump = path.join(tools.work, 'dump.txt');
  for (const frames of depths.length > 0 ? depths : [2, 12])
    for (const varied of [false, true]) {
      writeDump(tools.generator, goroutines, frames, varied, dump);
      const kind = varied ? 'varied: mixed waits, other arguments, parents, minutes' : 'one leak';
      const origin = tools.generator ? 'a real Go program' : 'synthetic';
      const title = `${count(goroutines)} goroutines of ${frames} frames (${kind}; ${origin})`;
      // panicparse groups by parent and compares each goroutine with each group: the varied dump takes it half an hour. Larger
      // dumps take it gigabytes.
      await compare(tools, dump, title, !varied && frames * goroutines <= 300_000);
      fs.rmSync(dump);
    }
}

/** One dump, read by everyone in turn. */
async function compare(tools, dump, title, withPanicparse) {
  const bytes = fs.statSync(dump).size;
  console.log(`\n${title}, ${megabytes(bytes)}`);
  const ours = readerCommand(tools.bundle, dump);
  const side = (name, command, plan) => ({ name, process: start(command), runs: [], ...plan });
  const sides = [side('goroutine-lens', ours, { turns, warmUps })];
  const peer = (name, plan) => sides.push(side(name, [tools.peer, name, dump], plan));
  if (tools.peer) peer('gostackparse', { turns, warmUps });
  if (tools.peer && withPanicparse) peer('panicparse', panicparse);
  const limit = [];
  for (let turn = 0; turn < warmUps + turns; turn++) {
    for (const one of sides) await takeTurn(one, turn);
    limit.push(secondsOf(['wc', '-l', dump]));
  }
  sides.forEach(one => one.process.stop());
  sides.forEach(one => report(one, bytes));
  for (const other of sides.slice(1)) reportRatio(sides[0], other);
  console.log(`  wc -l          ${speed(bytes, median(limit))} (whole process)`);
  console.log(`  whole process, Node's start included  ${secondsOf(ours).toFixed(3)} s`);
}

async function takeTurn(side, turn) {
  if (turn >= side.warmUps + side.turns) return;
  const result = await side.process.run();
  side.first ??= result;
  if (turn >= side.warmUps) side.runs.push(result);
}

/** Cost and peak memory by size, each in a process of its own that has read nothing before. */
async function sizes(tools, large) {
  console.log(
    '\nCost by size (varied dumps, synthetic above 100,000); "first": in a fresh process',
  );
  console.log('  goroutines  frames      file   first run   later runs   ns each   peak memory');
  const rows = [1_000, 10_000, 100_000, 1_000_000].map(goroutines => [goroutines, 2]);
  for (const [goroutines, frames] of large ? [...rows, [1_000_000, 12]] : rows) {
    const dump = path.join(tools.work, 'size.txt');
    const generator = goroutines > 100_000 ? undefined : tools.generator;
    writeDump(generator, goroutines, frames, true, dump);
    const bytes = fs.statSync(dump).size;
    const once = start(readerCommand(tools.bundle, dump));
    const { seconds: first, peakBytes } = await once.run();
    const later = [];
    for (let turn = 0; turn < 5; turn++) later.push((await once.run()).seconds);
    once.stop();
    const seconds = median(later);
    console.log(
      `  ${count(goroutines).padStart(10)}  ${String(frames).padStart(6)}  ${megabytes(bytes).padStart(8)}  ` +
        `${milliseconds(first).padStart(10)}   ${milliseconds(seconds).padStart(10)}  ` +
        `${((seconds * 1e9) / goroutines).toFixed(0).padStart(8)}   ${megabytes(peakBytes).padStart(11)}`,
    );
    fs.rmSync(dump);
  }
}

/** Goroutine profiles (debug=0) against Go's own tool: both as whole processes. */
async function profile(tools) {
  console.log(
    '\nDecoding and grouping a goroutine profile (debug=0), whole processes, median of 5',
  );
  for (const goroutines of [1_000, 10_000, 50_000]) {
    const file = path.join(tools.work, 'profile.pb.gz');
    const out = fs.openSync(file, 'w');
    spawnSync(tools.profiler, [String(goroutines)], { stdio: ['ignore', out, 'inherit'] });
    fs.closeSync(out);
    const commands = [
      readerCommand(tools.bundle, file),
      ['go', 'tool', 'pprof', '-top', '-symbolize=none', file],
    ];
    const seconds = commands.map(() => []);
    for (let turn = 0; turn < 5; turn++)
      commands.forEach((command, side) => seconds[side].push(secondsOf(command)));
    const [ours, theirs] = seconds.map(median);
    console.log(
      `  ${count(goroutines).padStart(7)} different stacks: goroutine-lens ${milliseconds(ours)}, ` +
        `go tool pprof -top ${milliseconds(theirs)}, ratio ${(theirs / ours).toFixed(1)}×`,
    );
  }
}

function report({ name, first, runs }, bytes) {
  const seconds = runs.map(run => run.seconds);
  const [{ goroutines, groups, errors }] = runs;
  const peak = Math.max(...runs.map(run => run.peakBytes));
  console.log(
    `  ${name.padEnd(15)}${speed(bytes, median(seconds))} median, ${speed(bytes, Math.min(...seconds))} best, ` +
      `${speed(bytes, first.seconds)} first · peak memory ${megabytes(peak)}, ${megabytes(first.peakBytes)} after the first · ` +
      `${count(goroutines)} goroutines, ${groups} groups, ${errors} problems`,
  );
}

/**
 * The best turn of each: what else runs on the machine only ever makes a turn slower. Beside it the ratios turn by turn, and
 * processor time, in which a busy machine counts less.
 */
function reportRatio(ours, theirs) {
  const best = of => Math.min(...of.runs.map(run => run.seconds));
  const cpu = of => median(of.runs.map(run => run.cpuSeconds));
  const ratios = theirs.runs.map((peer, i) => peer.seconds / ours.runs[i].seconds);
  console.log(
    `  ratio to ${theirs.name.padEnd(13)} best ${(best(theirs) / best(ours)).toFixed(1)}×, ` +
      `turn by turn median ${median(ratios).toFixed(1)}×, min ${Math.min(...ratios).toFixed(1)}×, ` +
      `processor time ${(cpu(theirs) / cpu(ours)).toFixed(1)}×`,
  );
}

function secondsOf([command, ...args]) {
  const begin = performance.now();
  spawnSync(command, args, { input: 'run\n' });
  return (performance.now() - begin) / 1000;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

const count = n => n.toLocaleString('en');
const speed = (bytes, seconds) => `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`;
const megabytes = bytes => `${(bytes / 1e6).toFixed(0)} MB`;
const milliseconds = seconds => `${(seconds * 1000).toFixed(1)} ms`;

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
