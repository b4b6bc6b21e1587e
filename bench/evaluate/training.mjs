/** The training corpus under one condition. */
import { conditions } from './conditions.mjs';
import { inParallel } from './processes.mjs';
import { recordings } from './record.mjs';
import { score, scorePlaces, scorePrograms, tally } from './score.mjs';
import { openRun, unitsOf } from './units.mjs';

const width = 4;
let opened;

/** Recorded runs, opened once. */
async function openRuns(options) {
  opened ??= (await recordings(options)).map(openRun);
  return opened;
}

/** `{name, title, entries, failure?, levels: {suspect, likely}}`; a condition that cannot be read has a `failure`. */
export async function measureTraining(name, options) {
  const condition = conditions[name];
  const { engine, leftOut } = options;
  const runs = await openRuns(options);
  try {
    const perRun = await inParallel(runs, width, async run =>
      unitsOf(run, await engine.judge(condition.command(run), leftOut), condition),
    );
    return { name, title: condition.title, ...measure(perRun.flat(), condition) };
  } catch (error) {
    return { name, title: condition.title, failure: error.message, entries: [] };
  }
}

function measure(units, condition) {
  const entries = tally(units);
  const levelOf = level => ({
    sites: score(entries, level),
    programs: scorePrograms(units, level),
    places: condition.located ? scorePlaces(entries, level) : [],
  });
  return { entries, levels: { suspect: levelOf('suspect'), likely: levelOf('likely') } };
}
