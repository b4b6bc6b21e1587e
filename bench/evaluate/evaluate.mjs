/**
 * How often the verdicts are right, measured with the command line tool.
 *
 *   npm run evaluate                            the training corpus under every condition
 *   npm run evaluate -- --conditions=bg         some conditions (conditions.mjs)
 *   npm run evaluate -- --runs=2                fewer runs of the cases that depend on timing
 *   npm run evaluate -- --details               names what was missed and what was wrongly reported
 *   npm run evaluate -- --fresh                 runs the programs again instead of reading .cache/evaluate
 *   npm run evaluate -- --gap=90                 captures so many seconds apart (3)
 *   npm run evaluate -- --checkout=DIR           the tool of another checkout, on the same recordings
 *   npm run evaluate -- --healthy               servers that leak nothing, three minutes, a capture every 15 s
 *   npm run evaluate -- --healthy --minutes=30 --every=60 --only=pubsub,actors
 *
 * Needs a `go` command of 1.21 or newer; it fetches the toolchain whose corpus is used.
 */
import { parseArgs } from 'node:util';
import { conditions } from './conditions.mjs';
import { openEngine } from './engine.mjs';
import { judgeHealthy, openSeries, recordHealthy } from './healthy.mjs';
import { measureTraining } from './training.mjs';
import { printDetails, printHealthy, printTraining } from './print.mjs';

const { values } = parseArgs({
  options: {
    conditions: { type: 'string', default: Object.keys(conditions).join('') },
    runs: { type: 'string', default: '11' },
    details: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    healthy: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '3' },
    every: { type: 'string', default: '15' },
    only: { type: 'string' },
    checkout: { type: 'string' },
    gap: { type: 'string', default: '3' },
  },
});

async function main() {
  const engine = await openEngine(values.checkout);
  try {
    await (values.healthy ? evaluateHealthy(engine) : evaluateTraining(engine));
  } finally {
    engine.close();
  }
}

async function evaluateTraining(engine) {
  const { fresh, details } = values;
  const options = { engine, fresh, runs: Number(values.runs), gapSeconds: Number(values.gap) };
  for (const name of values.conditions) {
    const measured = await measureTraining(name, options);
    printTraining(measured);
    if (details) printDetails(measured);
  }
}

async function evaluateHealthy(engine) {
  const only = values.only?.split(',');
  if (values.fresh || openSeries(only).length === 0)
    await recordHealthy({
      minutes: Number(values.minutes),
      everySeconds: Number(values.every),
      only,
    });
  const series = openSeries(only);
  printHealthy(await judgeHealthy(series, engine), series, values.details);
}

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
