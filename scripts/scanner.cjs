'use strict';
/**
 * esbuild plugin: compiles src/core/parse/wasm/scan.ts (AssemblyScript) where a bundle imports `scan.wasm`, and puts the code
 * into the bundle. The compiler takes seconds: what it made is kept in out/ until the source or the compiler changes.
 */
const { spawnSync } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const source = path.join(root, 'src', 'core', 'parse', 'wasm', 'scan.ts');
/** Pages of 64 KiB; src/core/parse/scanMemory.ts lays the memory out. */
const memoryPages = '192';
const options = [
  ['--runtime', 'stub'],
  ['--initialMemory', memoryPages],
  ['--maximumMemory', memoryPages],
  ['--enable', 'simd'],
  ['-O3', '--noAssert'],
].flat();

/** The compiled scanner. */
function scannerCode() {
  const { version } = require('assemblyscript/package.json');
  const key = [fs.readFileSync(source, 'utf8'), version, ...options].join('\0');
  const name = crypto.createHash('sha256').update(key).digest('hex').slice(0, 16);
  const made = path.join(root, 'out', 'scanner', `${name}.wasm`);
  if (!fs.existsSync(made)) compile(made);
  return fs.readFileSync(made);
}

/** Several bundlers may compile at once: each writes a file of its own, and the last one stays. */
function compile(made) {
  fs.mkdirSync(path.dirname(made), { recursive: true });
  const own = `${made}.${process.pid}`;
  const compiler = require.resolve('assemblyscript/bin/asc.js');
  const args = [compiler, path.relative(root, source), '-o', path.relative(root, own), ...options];
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the scanner does not compile:\n${run.stderr}`);
  fs.renameSync(own, made);
}

const scannerPlugin = {
  name: 'scanner',
  setup(build) {
    build.onResolve({ filter: /\/scan\.wasm$/ }, () => ({ path: source, namespace: 'scanner' }));
    build.onLoad({ filter: /.*/, namespace: 'scanner' }, () => ({
      contents:
        `const text = atob(${JSON.stringify(scannerCode().toString('base64'))});\n` +
        'export const scannerCode = Uint8Array.from(text, char => char.charCodeAt(0));\n',
      watchFiles: [source],
    }));
  },
};

module.exports = { scannerPlugin };
