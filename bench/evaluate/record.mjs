/** Runs every training case and keeps its dumps: three moments as debug=2, 1 and 0, and the leak profile last. */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { binaryOf, buildTraining, cache, goVersion, truth } from './corpus.mjs';
import { inParallel, save, startProgram } from './processes.mjs';

const runs = path.join(cache, 'runs');
/** Most of a run is waiting. */
const atATime = 12;
/** A case that depends on timing is run so often, as in Go's own test. */
const flakyRuns = 11;
const moments = ['first', 'second', 'third'];
const profiles = { 'debug2.txt': 'debug=2', 'debug1.txt': 'debug=1', 'pb.gz': 'debug=0' };

/** Every run as `{name, number, folder}`; records them first unless that was done with these settings. */
export async function recordings({ fresh, gapSeconds }) {
  const settings = JSON.stringify({ goVersion, gapSeconds, flakyRuns });
  const marker = path.join(runs, 'settings.json');
  const wanted = Object.entries(truth).flatMap(([name, { flaky }]) =>
    Array.from({ length: flaky ? flakyRuns : 1 }, (_, number) => ({
      name,
      number,
      folder: path.join(runs, name, String(number)),
    })),
  );
  const done = fs.existsSync(marker) && fs.readFileSync(marker, 'utf8') === settings;
  if (fresh || !done) {
    fs.rmSync(runs, { recursive: true, force: true });
    buildTraining();
    await inParallel(wanted, atATime, run => record(run, gapSeconds));
    fs.writeFileSync(marker, settings);
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
