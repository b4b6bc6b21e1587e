/**
 * Records test/fixtures/dumps/libraries: what widely used libraries keep running, from the programs in test/fixtures/libraries.
 *
 *   node scripts/libraries.mjs            every program
 *   node scripts/libraries.mjs nats quic  some
 *   node scripts/libraries.mjs web@go1.26.8   with another version of Go: its HTTP/2 has other names
 *
 * Needs a `go` command of 1.21 or newer and the Go module proxy. Built with -trimpath: no path of this machine is recorded.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const fixtures = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'test', 'fixtures');
const programs = path.join(fixtures, 'libraries');
const dumps = path.join(fixtures, 'dumps', 'libraries');
const otherVersions = ['web@go1.26.8'];

function build(name, binary) {
  const [program, version = 'go1.27.4'] = name.split('@');
  const result = spawnSync('go', ['build', '-trimpath', '-o', binary, `./${program}`], {
    cwd: programs,
    encoding: 'utf8',
    env: { ...process.env, GOTOOLCHAIN: version, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' },
  });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(result.stderr);
}

async function record(name, work) {
  const binary = path.join(work, name);
  build(name, binary);
  const child = spawn(binary, {
    cwd: work,
    env: { HOME: work, TMPDIR: work, PATH: '/usr/bin:/bin' },
  });
  const errors = [];
  child.stderr.on('data', chunk => errors.push(chunk));
  try {
    const address = await ready(child);
    if (!address) throw new Error(`${name} did not start: ${Buffer.concat(errors)}`);
    const response = await fetch(`http://${address}/debug/pprof/goroutine?debug=2`);
    save(name, Buffer.from(await response.arrayBuffer()), work);
  } finally {
    child.kill('SIGKILL');
  }
}

/** The address in the line `ready <address>`; `undefined` when the program ends before it. */
function ready(child) {
  let output = '';
  return new Promise(resolve => {
    child.stdout.on('data', chunk => {
      output += chunk;
      const found = /ready (\S+)/.exec(output);
      if (found) resolve(found[1]);
    });
    child.on('close', () => resolve(undefined));
  });
}

/** Stores the dump compressed, without a time inside, so that equal bytes give equal files. */
function save(name, bytes, work) {
  const text = bytes.toString('latin1');
  for (const place of [os.homedir(), fixtures, work, os.hostname()])
    if (place.length > 3 && text.includes(place)) throw new Error(`${name} holds ${place}`);
  fs.writeFileSync(path.join(dumps, `${name}.debug2.txt.gz`), zlib.gzipSync(bytes, { level: 9 }));
  console.log(`${name}: ${text.split('\n\n').length} goroutines`);
}

async function main() {
  const named = process.argv.slice(2);
  const all = fs
    .readdirSync(programs, { withFileTypes: true })
    .filter(entry => entry.isDirectory());
  const wanted = named.length
    ? named
    : [...all.map(({ name }) => name).filter(n => n !== 'internal'), ...otherVersions];
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'goroutine-lens-libraries-'));
  fs.mkdirSync(dumps, { recursive: true });
  try {
    for (const name of wanted) await record(name, work);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
