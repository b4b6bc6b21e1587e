/**
 * Records test/fixtures/dumps: what the programs in test/fixtures/programs print under several versions of Go.
 *
 *   node scripts/fixtures.mjs                     every version
 *   node scripts/fixtures.mjs go1.27.4            one version
 *   node scripts/fixtures.mjs --only=labels       recordings whose name starts so
 *
 * Needs a `go` command of 1.21 or newer, which fetches the other toolchains itself. The programs are built in a
 * neutral folder with a linked GOROOT, so that no path of this machine is recorded.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import zlib from 'node:zlib';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const programs = path.join(root, 'test', 'fixtures', 'programs');
const dumps = path.join(root, 'test', 'fixtures', 'dumps');
const bench = path.join(os.tmpdir(), 'glens');
const versions = ['go1.18.10', 'go1.21.13', 'go1.26.8', 'go1.27.4'];

const labelsOn = { GODEBUG: 'tracebacklabels=1' };
const leakProfile = { GOEXPERIMENT: 'goroutineleakprofile' };
const goroutines = debug => `goroutine?debug=${debug}`;

/**
 * What is recorded: which program, from which minor version on, with what environment, and how. `pages` are asked for in
 * order, each stored as `<name>.<key>.txt.gz` (`.pb.gz` for debug=0); `quit` ends the program with SIGQUIT and stores its standard error.
 */
const recordings = [
  {
    name: 'waits',
    program: 'waits',
    pages: { debug2: goroutines(2), debug1: goroutines(1), debug0: goroutines(0) },
    quit: 'sigquit',
  },
  {
    name: 'waits-trimpath',
    program: 'waits',
    trimpath: true,
    pages: { debug2: goroutines(2), debug1: goroutines(1), debug0: goroutines(0) },
    quit: 'sigquit',
  },
  { name: 'waits-crash', program: 'waits', env: { GOTRACEBACK: 'crash' }, quit: 'sigquit' },
  { name: 'waits-minutes', program: 'waits', waitMs: 125_000, pages: { debug2: goroutines(2) } },
  {
    name: 'shapes',
    program: 'shapes',
    pages: { debug2: goroutines(2), debug1: goroutines(1), debug0: goroutines(0) },
  },
  {
    name: 'shapes-trimpath',
    program: 'shapes',
    trimpath: true,
    pages: { debug2: goroutines(2), debug1: goroutines(1), debug0: goroutines(0) },
  },
  {
    name: 'shapes-ancestors',
    program: 'shapes',
    env: { GODEBUG: 'tracebackancestors=3' },
    pages: { debug2: goroutines(2) },
  },
  {
    name: 'labels',
    program: 'labels',
    pages: { debug1: goroutines(1), debug0: goroutines(0) },
  },
  {
    name: 'labels-shown',
    program: 'labels',
    from: 26,
    env: labelsOn,
    pages: { debug2: goroutines(2) },
    quit: 'sigquit',
  },
  {
    name: 'healthy',
    program: 'healthy',
    pages: { debug2: goroutines(2), debug1: goroutines(1), debug0: goroutines(0) },
  },
  {
    name: 'ranges',
    program: 'ranges',
    from: 23,
    pages: { debug2: goroutines(2), debug0: goroutines(0) },
  },
  {
    name: 'leaked',
    program: 'leaked',
    from: 26,
    pages: {
      'goroutineleak.debug1': 'goroutineleak?debug=1',
      'goroutineleak.debug0': 'goroutineleak?debug=0',
      'goroutineleak.debug2': 'goroutineleak?debug=2',
      debug2: goroutines(2),
    },
  },
  {
    name: 'bubble',
    program: 'bubble',
    from: 25,
    args: ['-test.run=TestBubble'],
    // The default of a module of this age, with which synctest does not run.
    env: { GODEBUG: 'asynctimerchan=0' },
    output: 'stdout',
  },
  ...['panic', 'stack', 'repanic', 'fault', 'deadlock', 'print'].map(how => ({
    name: `crash-${how}`,
    program: 'crash',
    args: [how],
    // With "all" a crash shows every goroutine of the user, as servers are usually set up.
    env: { GOTRACEBACK: ['repanic', 'print'].includes(how) ? 'single' : 'all' },
    output: 'stderr',
  })),
];

const minor = version => Number(version.split('.')[1]);

/** The go command of a version, under a GOROOT whose path says nothing of this machine. */
function goOf(version) {
  const found = run('go', ['env', 'GOROOT'], {
    cwd: bench,
    env: { ...process.env, GOTOOLCHAIN: version, GOFLAGS: '' },
  });
  const link = path.join(bench, version);
  fs.rmSync(link, { force: true });
  fs.symlinkSync(found.trim(), link);
  const env = {
    PATH: process.env.PATH,
    HOME: path.join(bench, 'home'),
    GOROOT: link,
    GOTOOLCHAIN: 'local',
    GOFLAGS: '-mod=mod',
    GOPATH: path.join(bench, 'gopath'),
    GOCACHE: path.join(bench, 'cache', version),
    // With cgo the runtime does not look for deadlocks.
    CGO_ENABLED: '0',
  };
  return { command: path.join(link, 'bin', 'go'), env };
}

function run(command, args, options) {
  const result = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}\n${result.stderr}`);
  return result.stdout;
}

function build(go, version, recording) {
  const binary = path.join(bench, 'bin', version, recording.name);
  const test = recording.program === 'bubble';
  const flags = ['-o', binary, ...(recording.trimpath ? ['-trimpath'] : [])];
  const experiment = recording.program === 'leaked' && minor(version) === 26 ? leakProfile : {};
  run(go.command, [...(test ? ['test', '-c'] : ['build']), ...flags, `./${recording.program}`], {
    cwd: path.join(bench, 'fixtures'),
    env: { ...go.env, ...experiment },
  });
  return binary;
}

/** Runs one recording and writes its files. */
async function record(version, recording, binary) {
  const child = spawn(binary, recording.args ?? [], {
    cwd: bench,
    env: { HOME: bench, PATH: '/usr/bin:/bin', ...recording.env },
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const ended = new Promise(resolve => child.on('close', resolve));
  if (recording.output) {
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await ended;
    clearTimeout(late);
    if (child.signalCode === 'SIGKILL') throw new Error(`${recording.name} did not end`);
    return save(version, recording.name, (recording.output === 'stdout' ? stdout : stderr)());
  }
  const address = await ready(stdout, ended);
  await sleep(recording.waitMs ?? 0);
  for (const [key, page] of Object.entries(recording.pages ?? {})) {
    const response = await fetch(`http://${address}/debug/pprof/${page}`);
    if (!response.ok) throw new Error(`${recording.name} of ${version}: ${response.status}`);
    const store = key.endsWith('debug0') ? saveProfile : save;
    store(version, `${recording.name}.${key}`, Buffer.from(await response.arrayBuffer()));
  }
  child.kill(recording.quit ? 'SIGQUIT' : 'SIGKILL');
  await ended;
  if (recording.quit) save(version, `${recording.name}.${recording.quit}`, stderr());
}

function collect(stream) {
  const chunks = [];
  stream.on('data', chunk => chunks.push(chunk));
  return () => Buffer.concat(chunks);
}

async function ready(stdout, ended) {
  let over = false;
  ended.then(() => (over = true));
  for (let tries = 0; tries < 200 && !over; tries++) {
    const found = /ready (\S+)/.exec(stdout().toString());
    if (found) return found[1];
    await sleep(50);
  }
  throw new Error(`the program did not start: ${stdout()}`);
}

/** A binary profile (`.pb.gz`) is stored as it came: it is compressed by the runtime. */
function saveProfile(version, name, bytes) {
  const folder = path.join(dumps, version);
  fs.mkdirSync(folder, { recursive: true });
  refusePlaces(name, zlib.gunzipSync(bytes));
  fs.writeFileSync(path.join(folder, `${name}.pb.gz`), bytes);
}

/** Stores bytes compressed, without a time or a name inside, so that equal bytes give equal files. */
function save(version, name, bytes) {
  const folder = path.join(dumps, version);
  fs.mkdirSync(folder, { recursive: true });
  refusePlaces(name, bytes);
  fs.writeFileSync(path.join(folder, `${name}.txt.gz`), zlib.gzipSync(bytes, { level: 9 }));
}

/** No path or name of the machine that records may end up in the repository. */
function refusePlaces(name, bytes) {
  const text = bytes.toString('latin1');
  for (const place of [os.homedir(), root, os.hostname()])
    if (place.length > 1 && text.includes(place)) throw new Error(`${name} holds ${place}`);
}

async function recordVersion(version, only) {
  const go = goOf(version);
  if (only === '') fs.rmSync(path.join(dumps, version), { recursive: true, force: true });
  const wanted = recordings.filter(r => minor(version) >= (r.from ?? 0) && r.name.startsWith(only));
  const built = wanted.map(recording => [recording, build(go, version, recording)]);
  // The slow recording first, beside the others: it only waits for minutes to show.
  const slow = built.filter(([r]) => r.waitMs).map(([r, binary]) => record(version, r, binary));
  for (const [r, binary] of built) if (!r.waitMs) await record(version, r, binary);
  return { version, slow: Promise.all(slow), count: wanted.length };
}

async function main() {
  const args = process.argv.slice(2);
  const only = args.find(arg => arg.startsWith('--only='))?.slice('--only='.length) ?? '';
  const named = args.filter(arg => !arg.startsWith('--'));
  fs.rmSync(path.join(bench, 'fixtures'), { recursive: true, force: true });
  fs.mkdirSync(bench, { recursive: true });
  fs.cpSync(programs, path.join(bench, 'fixtures'), { recursive: true });
  const waiting = [];
  for (const version of named.length ? named : versions) {
    console.log(`${version}: building and recording`);
    waiting.push(await recordVersion(version, only));
  }
  for (const { version, slow, count } of waiting) {
    await slow;
    console.log(`${version}: ${count} recordings`);
  }
}

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
