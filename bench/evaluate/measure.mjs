/** Everything that docs/accuracy.md tells, measured in one go. */
import { measureParts } from './ablation.mjs';
import { baselines } from './baselines.mjs';
import { calibrate } from './calibration.mjs';
import { conditions } from './conditions.mjs';
import { recordHealthy, openHealthy, healthySettings, serverHours } from './healthy.mjs';
import { ensureLeaky, leakySettings, measureLeaky } from './leaky.mjs';
import { judgeHealthy, judgeHealthyByRules } from './healthyJudge.mjs';
import { measureBaseline, measureTraining } from './training.mjs';

/** Captures so far apart that waits show minutes; one run of each case, as all of them wait at once. */
const longGap = { gapSeconds: 90, runs: 1 };

/** Measures the training corpus, captures seconds and minutes apart, and the servers; `healthyOptions` as in `recordHealthy`. */
export async function measureEverything(options, healthyOptions) {
  if (options.fresh || openHealthy().length === 0) await recordHealthy(healthyOptions);
  const series = openHealthy();
  say(`the corpus, captures ${options.gapSeconds} s apart`);
  const short = await measureCorpus(options);
  say(`the corpus, captures ${longGap.gapSeconds} s apart`);
  const long = await measureCorpus({ ...options, ...longGap });
  say('healthy servers');
  const healthy = await judgeHealthy(series, options.engine);
  say('servers that leak');
  await ensureLeaky(options.fresh);
  const leaky = await measureLeaky(options.engine);
  say('each signal');
  const parts = await measureParts(options, series);
  const source = short.measured.find(({ name }) => name === 'g');
  return {
    short,
    long,
    longGap,
    options,
    healthy: {
      readings: healthy,
      rules: judgeHealthyByRules(series),
      serverHours: serverHours(series),
      processes: series.length,
      settings: healthySettings(),
    },
    leaky: { readings: leaky, settings: leakySettings },
    parts,
    calibration: calibrate(
      source.entries,
      healthy.find(({ title }) => title === 'three debug=2 and source').scores,
    ),
  };
}

/** It takes minutes: a person wants to know that it goes on. */
const say = what => console.error(`measuring ${what}`);

async function measureCorpus(options) {
  const measured = [];
  for (const name of Object.keys(conditions)) measured.push(await measureTraining(name, options));
  const rules = [];
  for (const name of Object.keys(baselines)) rules.push(await measureBaseline(name, options));
  return { measured, rules };
}
