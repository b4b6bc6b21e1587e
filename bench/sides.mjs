/** What bench/parse.mjs runs: the reader as a bundle, Go programs beside this file, and processes that take turns. */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { scannerPlugin } from '../scripts/scanner.cjs';
import { bundle } from './bundle.mjs';
import { writeSyntheticDump } from './synthetic.mjs';

const bench = path.dirname(fileURLToPath(import.meta.url));

/** Bundles parser and clustering; returns the file. */
export function bundleReader(work) {
  const contents = `export { createSnapshotReader } from './src/core/parse/parse';
                    export { clusterSamples } from './src/core/cluster';`;
  return bundle(path.join(work, 'reader.cjs'), contents, { plugins: [scannerPlugin] });
}

/** The command that reads a file with the bundle, once for each line on its standard input. */
export function readerCommand(bundle, file) {
  return [process.execPath, path.join(bench, 'reader.mjs'), bundle, file];
}

/** Builds the Go program of a folder beside this file; `undefined` when that is not possible. */
export function buildGo(name, work) {
  const output = path.join(work, process.platform === 'win32' ? `${name}.exe` : name);
  const go = spawnSync('go', ['build', '-o', output, '.'], {
    cwd: path.join(bench, name),
    encoding: 'utf8',
  });
  if (go.status === 0) return output;
  if (!go.error) console.error(go.stderr.trim());
  return undefined;
}

/** Writes a dump of N goroutines, by a Go program where there is one. */
export function writeDump(generator, goroutines, frames, varied, dump) {
  if (!generator) return writeSyntheticDump(dump, goroutines, frames, varied);
  const file = fs.openSync(dump, 'w');
  const args = [String(goroutines), String(frames), ...(varied ? ['varied'] : [])];
  const { status } = spawnSync(generator, args, { stdio: ['ignore', file, 'inherit'] });
  fs.closeSync(file);
  if (status !== 0) throw new Error('the program that writes the dump failed');
}

/** A process that does its work once for each call of `run`. */
export function start([command, ...args]) {
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
