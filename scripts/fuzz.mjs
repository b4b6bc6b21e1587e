/**
 * Runs the fuzz tests for a while, each round with another seed and five times the runs of the unit tests.
 *
 *   npm run fuzz                              ten minutes, a seed by chance
 *   npm run fuzz -- --minutes 60 --seed 7     an hour, reproducible
 *
 * A failure prints its seed; `GOROUTINE_LENS_FUZZ_SEED=… node scripts/unit.mjs …` repeats it.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleTests, testFiles } from './unit.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const factor = 5;

async function main() {
  const { values } = parseArgs({
    options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } },
  });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  const until = Date.now() + Number(values.minutes) * 60_000;
  const files = testFiles([path.join(root, 'test')]).filter(file =>
    path.basename(file).startsWith('fuzz'),
  );
  const built = await bundleTests(files);
  let round = 0;
  do {
    if (!passes(built, seed + round)) throw new Error(`failed with seed ${seed + round}`);
    round++;
  } while (Date.now() < until);
  console.log(`${round} rounds of ${files.length} files from seed ${seed}: no failure`);
}

function passes(built, seed) {
  const run = spawnSync(
    process.execPath,
    ['--enable-source-maps', '--test', '--test-reporter=dot', ...built],
    {
      stdio: 'inherit',
      cwd: root,
      env: {
        ...process.env,
        GOROUTINE_LENS_ROOT: root,
        GOROUTINE_LENS_FUZZ_SEED: String(seed),
        GOROUTINE_LENS_FUZZ_FACTOR: String(factor),
      },
    },
  );
  return run.status === 0;
}

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
