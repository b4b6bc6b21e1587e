/**
 * Records demo/recorded: what the service answers, taken from the running program. Needs Go.
 *
 *   node demo/record.mjs
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const demo = path.dirname(fileURLToPath(import.meta.url));
// Built under a folder that says nothing of this machine.
const folder = path.join(os.tmpdir(), 'glens', 'messages');

const wanted = [
  { name: 'leak-400', fixed: false, count: 400 },
  { name: 'leak-2000', fixed: false, count: 2000 },
  { name: 'leak-127843', fixed: false, count: 127_843 },
  { name: 'fixed', fixed: true, count: 2000 },
];

const pages = {
  'index.html.gz': '',
  'goroutine.debug0.pb.gz': 'goroutine?debug=0',
  'goroutine.debug1.txt.gz': 'goroutine?debug=1',
  'goroutine.debug2.txt.gz': 'goroutine?debug=2',
};

function go(args) {
  const env = { ...process.env, GOFLAGS: '', GOTOOLCHAIN: 'local' };
  const result = spawnSync('go', args, { cwd: folder, encoding: 'utf8', env });
  if (result.status !== 0) throw new Error(result.stderr || `go ${args.join(' ')} failed`);
  return result.stdout.trim();
}

async function record(binary, recording, version) {
  const rate = Math.max(1000, Math.round(recording.count / 8));
  const args = ['-addr', '127.0.0.1:0', '-rate', `${rate}`, '-count', `${recording.count}`];
  const child = spawn(binary, [...args, `-fixed=${recording.fixed}`]);
  try {
    const base = await allSent(child);
    // One leak took the place of each message by now; the last ones need their 30 ms.
    await new Promise(resolve => setTimeout(resolve, 1000));
    const target = path.join(demo, 'recorded', recording.name);
    fs.mkdirSync(target, { recursive: true });
    let index = '';
    for (const [file, page] of Object.entries(pages)) {
      const response = await fetch(base + page, { headers: { connection: 'close' } });
      const bytes = Buffer.from(await response.arrayBuffer());
      if (page === '') index = bytes.toString();
      // The runtime sends the binary profile compressed.
      const packed = file.endsWith('.pb.gz') ? bytes : zlib.gzipSync(bytes, { level: 9 });
      fs.writeFileSync(path.join(target, file), packed);
    }
    const goroutines = Number(/<td>(\d+)<\/td><td><a href='goroutine\?/.exec(index)[1]);
    const about = { go: version, fixed: recording.fixed, count: recording.count, goroutines };
    fs.writeFileSync(path.join(target, 'recording.json'), `${JSON.stringify(about, null, 2)}\n`);
    console.log(`${recording.name}: ${goroutines} goroutines`);
  } finally {
    child.kill();
  }
}

/** Resolves with the address of the profiles once the service has sent all its messages. */
function allSent(child) {
  let output = '';
  return new Promise((resolve, reject) => {
    child.stdout.on('data', chunk => {
      output += chunk;
      if (/sent \d+ messages/.test(output)) resolve(/http:\S+/.exec(output)[0]);
    });
    child.once('exit', code => reject(new Error(`the service ended with ${code}`)));
  });
}

async function main() {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  for (const name of fs.readdirSync(demo))
    if (/\.go$|^go\.mod$/.test(name))
      fs.copyFileSync(path.join(demo, name), path.join(folder, name));
  const binary = path.join(folder, 'messages');
  go(['build', '-o', binary, '.']);
  const version = go(['env', 'GOVERSION']);
  fs.rmSync(path.join(demo, 'recorded'), { recursive: true, force: true });
  for (const recording of wanted) await record(binary, recording, version);
}

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
