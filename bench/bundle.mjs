/** The product's own code as a file that a benchmark loads: what is measured is what runs. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Bundles what `contents` exports (paths from the root of the repository) into `outfile`; `more`: options of esbuild. */
export async function bundle(outfile, contents, more = {}) {
  await build({
    stdin: { contents, resolveDir: root },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
    ...more,
  });
  return outfile;
}
