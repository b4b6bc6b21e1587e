/** Runs every training case and keeps its dumps: three moments as debug=2, 1 and 0, and the leak profile last. */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { binaryOf, buildTraining, cache, goVersion, truth } from './corpus.mjs';
import { inParallel, save, startProgram } from './processes.mjs';

const moments = ['first', 'second', 'third'];
const profiles = { 'debug2.txt': 'debug=2', 'debug1.txt': 'debug=1', 'pb.gz': 'debug=0' };
/** Written at the end of a run. */
const lastFile = 'leak.pb.gz';

/**
 * Every run of every case as `{name, number, folder}`. Runs those that are not on disk yet, or all of them when `fresh`;
 * captures are `gapSeconds` apart, and a case that depends on timing is run `runs` times.
 */
export async function recordings({ fresh, gapSeconds, runs }) {
  const folder = path.join(cache, 'runs', `${goVersion}-${gapSeconds}s`);
  if (fresh) fs.rmSync(folder, { recursive: true, force: true });
  const wanted = Object.entries(truth).flatMap(([name, { flaky }]) =>
    Array.from({ length: flaky ? runs : 1 }, (_, number) => ({
      name,
      number,
      folder: path.join(folder, name, String(number)),
    })),
  );
  const missing = wanted.filter(run => !fs.existsSync(path.join(run.folder, lastFile)));
  if (missing.length > 0) {
    buildTraining();
    // Runs that are mostly waiting may wait together.
    const atATime = gapSeconds > 30 ? missing.length : 12;
    await inParallel(missing, atATime, run => record(run, gapSeconds));
  }
  return wanted;
}

async function record({ name, folder }, gapSeconds) {
  const { program, flaky } = truth[name];
  fs.mkdirSync(folder, { recursive: true });
  const running = await startProgram(binaryOf(program), [name], {
    GODEBUG: 'asyncpreemptoff=1',
    ...(flaky ? {} : { GOMAXPROCS: '1' }),
  });
  try {
    // The slowest case takes two seconds to get stuck.
    await sleep(4000);
    for (const moment of moments) {
      for (const [ending, query] of Object.entries(profiles))
        await save(
          running,
          `/debug/pprof/goroutine?${query}`,
          path.join(folder, `${moment}.${ending}`),
        );
      if (moment === moments.at(-1)) break;
      await sleep(gapSeconds * 1000);
      await save(running, '/collect', path.join(folder, 'collected'));
    }
    for (const [ending, query] of Object.entries(profiles))
      await save(
        running,
        `/debug/pprof/goroutineleak?${query}`,
        path.join(folder, `leak.${ending}`),
      );
  } finally {
    await running.stop();
  }
}
