/** The training corpus under one condition. */
import { baselines } from './baselines.mjs';
import { conditions } from './conditions.mjs';
import { inParallel } from './processes.mjs';
import { recordings } from './record.mjs';
import { score, scorePlaces, scorePrograms, tally } from './score.mjs';
import { groupsOf, openRun, unitsByRule, unitsOf } from './units.mjs';

const width = 4;
const opened = new Map();

/** Recorded runs, opened once for each gap and number of runs. */
async function openRuns(options) {
  const key = `${options.gapSeconds} ${options.runs}`;
  if (!opened.has(key)) opened.set(key, (await recordings(options)).map(openRun));
  return opened.get(key);
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

/** The same by a rule of thumb (baselines.mjs). */
export async function measureBaseline(name, options) {
  const { title, reports } = baselines[name];
  const units = (await openRuns(options)).flatMap(run => {
    const earlier = [run.first('debug2.txt'), run.second('debug2.txt')].map(groupsOf);
    return unitsByRule(run, group => reports(group, earlier));
  });
  return { name, title, ...measure(units, {}) };
}

function measure(units, condition) {
  const entries = tally(units);
  const levelOf = level => ({
    sites: score(entries, level),
    programs: scorePrograms(units, level),
    places: condition.located ? scorePlaces(entries, level) : [],
  });
  return { units, entries, levels: { suspect: levelOf('suspect'), likely: levelOf('likely') } };
}
