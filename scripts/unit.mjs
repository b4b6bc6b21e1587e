/**
 * Bundles test files with esbuild (Node 20 cannot load TypeScript) and runs them with node:test.
 *
 *   node scripts/unit.mjs                 every ring but the real editor
 *   node scripts/unit.mjs test/core       one folder or file
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuild } from './setup.mjs';
import { scannerPlugin } from './scanner.cjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

/** Folders under test/ that `node --test` can run without an editor. */
const unitFolders = [
  'core',
  'store',
  'capture',
  'source',
  'server',
  'cli',
  'panel',
  'extension',
  'manifest',
  'demo',
  'evaluate',
];

/** Every `*.test.ts` and `*.test.tsx` below the given files and folders, sorted. */
export function testFiles(places) {
  const found = [];
  const visit = place => {
    if (!fs.existsSync(place)) return;
    if (fs.statSync(place).isDirectory()) {
      for (const name of fs.readdirSync(place))
        if (name !== 'fixtures') visit(path.join(place, name));
    } else if (/\.test\.tsx?$/.test(place)) found.push(place);
  };
  places.forEach(visit);
  return found.sort();
}

/** Bundles the files to out/test, keeping their folders; returns the built files. */
export async function bundleTests(files) {
  const { build } = await import('esbuild');
  const outdir = path.join(root, 'out', 'test');
  await build({
    entryPoints: files,
    outdir,
    outbase: path.join(root, 'test'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    logLevel: 'warning',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    external: ['playwright-core', 'esbuild', 'vscode', '@vscode/test-electron', 'typescript'],
    // As in esbuild.js: the ESM build of web-tree-sitter does not survive a CommonJS bundle.
    alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
    plugins: [scannerPlugin],
    define: { 'import.meta.url': '__importMetaUrl' },
    banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
  return files.map(file =>
    path.join(outdir, path.relative(path.join(root, 'test'), file)).replace(/\.tsx?$/, '.cjs'),
  );
}

async function main() {
  const places = process.argv.slice(2).filter(a => !a.startsWith('--'));
  const files = testFiles(
    places.length
      ? places.map(p => path.resolve(p))
      : unitFolders.map(f => path.join(root, 'test', f)),
  );
  if (files.length === 0) throw new Error(`no test files in ${places.join(', ')}`);
  // The command line is tested as it is shipped.
  if (files.some(file => file.includes(`${path.sep}cli${path.sep}`))) ensureBuild();
  const built = await bundleTests(files);
  const run = spawnSync(
    process.execPath,
    ['--enable-source-maps', '--test', '--test-reporter=spec', ...built],
    { stdio: 'inherit', cwd: root, env: { ...process.env, GOROUTINE_LENS_ROOT: root } },
  );
  process.exitCode = run.status ?? 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch(error => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
