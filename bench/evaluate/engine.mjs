/**
 * The command line tool in processes that stay: the same code as `dist/cli.js`, bundled from a checkout, without a start
 * for each of thousands of judgements. One signal of the model can be left out, to see what it is worth.
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { cache, repository } from './corpus.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const processes = 2;

/**
 * `{judge(args, leftOut?), close}` of the code in `checkout`. `judge` answers the JSON of one command and rejects with what
 * the tool said instead.
 */
export async function openEngine(checkout = repository) {
  const bundle = await bundleTool(path.resolve(checkout));
  const lanes = Array.from({ length: processes }, () => openLane(bundle));
  let next = 0;
  return {
    judge: (args, leftOut) => lanes[next++ % lanes.length].ask({ args, leftOut }),
    close: () => lanes.forEach(lane => lane.close()),
  };
}

async function bundleTool(checkout) {
  const require = createRequire(path.join(checkout, 'package.json'));
  const { scannerPlugin } = require('./scripts/scanner.cjs');
  const folder = path.join(cache, 'engine', createHash('sha1').update(checkout).digest('hex'));
  const dist = path.join(folder, 'dist');
  fs.mkdirSync(dist, { recursive: true });
  fs.copyFileSync(path.join(checkout, 'package.json'), path.join(folder, 'package.json'));
  for (const file of ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-go/tree-sitter-go.wasm'])
    fs.copyFileSync(
      path.join(checkout, 'node_modules', file),
      path.join(dist, path.basename(file)),
    );
  const outfile = path.join(dist, 'tool.cjs');
  await build({
    stdin: { contents: "export * from './src/cli/program';", resolveDir: checkout },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
    alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
    plugins: [scannerPlugin, leavingOut],
  });
  return outfile;
}

/** Makes every signal, and the proof from source and dump, look whether it is the one that `leftOut` names. */
const leavingOut = {
  name: 'leaving-out',
  setup({ onLoad }) {
    const changed = (filter, pattern, replacement) =>
      onLoad({ filter }, ({ path: file }) => {
        const contents = fs.readFileSync(file, 'utf8');
        if (!pattern.test(contents)) throw new Error(`${file} is not written as expected`);
        return { contents: contents.replace(pattern, replacement), loader: 'ts' };
      });
    changed(
      /verdict[/\\]signals[/\\]\w+\.ts$/,
      /export const (\w+): SignalOf = /,
      'export const $1 = facts => whole(facts).filter(({ kind }) => kind !== globalThis.leftOut);\nconst whole = ',
    );
    changed(
      /verdict[/\\]sourceProof\.ts$/,
      /export function sourceProof\(/,
      "export function sourceProof(facts) { return globalThis.leftOut === 'P4' ? undefined : whole(facts); }\nfunction whole(",
    );
  },
};

/** One process; it answers in the order in which it is asked. */
function openLane(bundle) {
  const child = fork(path.join(here, 'judging.mjs'), [bundle], {
    env: { ...process.env, NO_COLOR: '1' },
  });
  const waiting = [];
  child.on('message', ({ json, failure }) => {
    const { resolve, reject } = waiting.shift();
    if (failure === undefined) resolve(json);
    else reject(new Error(failure));
  });
  child.on('exit', code => {
    for (const { reject } of waiting) reject(new Error(`the tool ended with ${code}`));
  });
  return {
    ask: question =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.send(question);
      }),
    close: () => child.disconnect(),
  };
}
