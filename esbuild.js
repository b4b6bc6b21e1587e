'use strict';
/**
 * Builds dist/: the extension, its language server, the panel (script and styles) and the command line.
 * `--production` minifies, `--watch` rebuilds on change.
 */
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');
const { scannerPlugin } = require('./scripts/scanner.cjs');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const dist = path.join(__dirname, 'dist');

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  target: 'es2022',
};

const node = {
  ...common,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // esbuild would take web-tree-sitter's ESM build, whose createRequire is undefined inside a CommonJS bundle.
  alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
  plugins: [scannerPlugin],
};

const builds = [
  {
    ...node,
    entryPoints: ['src/extension/extension.ts'],
    outfile: 'dist/extension.js',
    external: ['vscode'],
  },
  { ...node, entryPoints: ['src/server/main.ts'], outfile: 'dist/server.js' },
  {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...common,
    entryPoints: ['src/panel/main.tsx'],
    outfile: 'dist/panel.js',
    format: 'iife',
    platform: 'browser',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  },
];

/** Files that bundles read at run time: the Go grammar, the tree-sitter runtime, the icon font. */
function copyAssets() {
  fs.mkdirSync(dist, { recursive: true });
  const from = (name, file) => path.join(__dirname, 'node_modules', name, file);
  const assets = [
    from('web-tree-sitter', 'web-tree-sitter.wasm'),
    from('tree-sitter-go', 'tree-sitter-go.wasm'),
    from('@vscode/codicons', 'dist/codicon.ttf'),
  ];
  for (const file of assets) fs.copyFileSync(file, path.join(dist, path.basename(file)));
}

async function main() {
  copyAssets();
  if (watch) {
    for (const options of builds) await (await esbuild.context(options)).watch();
    return;
  }
  await Promise.all(builds.map(options => esbuild.build(options)));
  fs.chmodSync(path.join(dist, 'cli.js'), 0o755);
}

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
