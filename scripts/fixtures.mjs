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
import { recordings } from './recordings.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const programs = path.join(root, 'test', 'fixtures', 'programs');
const dumps = path.join(root, 'test', 'fixtures', 'dumps');
const bench = path.join(os.tmpdir(), 'glens');
const versions = [
  'go1.18.10',
  'go1.19.13',
  'go1.20.14',
  'go1.21.13',
  'go1.22.12',
  'go1.23.12',
  'go1.24.13',
  'go1.25.9',
  'go1.26.8',
  'go1.27.4',
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
  const { name, program, module, test, require, flags = [], trimpath, cgo } = recording;
  const binary = path.join(bench, 'bin', version, name);
  const cwd = path.join(bench, 'fixtures', module ? program : '');
  const env = environment(go, version, recording);
  if (require) run(go.command, ['get', '-t', require], { cwd, env });
  const verb = test ? ['test', '-c'] : ['build'];
  const all = [...verb, '-o', binary, ...flags, ...(trimpath ? ['-trimpath'] : [])];
  run(go.command, [...all, module ? '.' : `./${program}`], {
    cwd,
    env: { ...env, ...(cgo ? { CGO_ENABLED: '1' } : {}) },
  });
  return binary;
}

function environment(go, version, { experiment }) {
  const named = experiment?.[minor(version)];
  return { ...go.env, ...(named ? { GOEXPERIMENT: named } : {}) };
}

/** What `go test` prints of a test that does not end in time: it fails, and that is what is recorded. */
function recordTest(go, version, { name, program, goTest }) {
  const args = ['test', '-timeout=400ms', ...goTest, `./${program}`];
  const result = spawnSync('sh', ['-c', '"$0" "$@" 2>&1', go.command, ...args], {
    cwd: path.join(bench, 'fixtures'),
    env: go.env,
  });
  if (result.status !== 1) throw new Error(`${name} of ${version}: the test did not time out`);
  save(version, name, result.stdout);
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

/** What the debugger answers to one command; its own lines before that are left out. */
function recordDelve(go, version, { name, delve }, binary) {
  const tool = path.join(bench, 'bin', 'dlv');
  if (!fs.existsSync(tool))
    run('go', ['install', 'github.com/go-delve/delve/cmd/dlv@v1.27.2'], {
      cwd: bench,
      env: { ...process.env, GOBIN: path.dirname(tool), GOFLAGS: '' },
    });
  const script = path.join(bench, 'delve.txt');
  const stop = ['break example.com/fixtures/internal/serve.ready', 'continue'];
  fs.writeFileSync(script, [...stop, delve, 'exit'].join('\n'));
  const args = ['exec', '--check-go-version=false', '--allow-non-terminal-interactive', binary];
  const text = run(tool, [...args, `--init=${script}`], { cwd: bench, env: go.env, input: '' });
  save(version, name, Buffer.from(text.slice(text.search(/^[* ] Goroutine \d+ - /m))));
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

/** `from`: the first minor version that builds the program. `only`: those that print something else than the others. */
function isWanted({ from = 0, only }, version) {
  return version >= from && (only === undefined || only.includes(version));
}

async function recordVersion(version, only) {
  const go = goOf(version);
  if (only === '') fs.rmSync(path.join(dumps, version), { recursive: true, force: true });
  const wanted = recordings.filter(r => isWanted(r, minor(version)) && r.name.startsWith(only));
  for (const recording of wanted) if (recording.goTest) recordTest(go, version, recording);
  const built = wanted
    .filter(recording => !recording.goTest)
    .map(recording => [recording, build(go, version, recording)]);
  // The slow recording first, beside the others: it only waits for minutes to show.
  const slow = built.filter(([r]) => r.waitMs).map(([r, binary]) => record(version, r, binary));
  for (const [r, binary] of built)
    if (r.delve) recordDelve(go, version, r, binary);
    else if (!r.waitMs) await record(version, r, binary);
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
