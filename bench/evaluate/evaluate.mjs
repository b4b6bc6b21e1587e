/**
 * How often the verdicts are right, measured with the command line tool.
 *
 *   npm run evaluate                      the training corpus under every condition
 *   npm run evaluate -- --conditions=bg   some conditions (conditions.mjs)
 *   npm run evaluate -- --runs=2          fewer runs of the cases that depend on timing
 *   npm run evaluate -- --gap=90          captures so many seconds apart (3)
 *   npm run evaluate -- --leaky           servers that leak under load
 *   npm run evaluate -- --healthy         servers that leak nothing, three minutes, a capture every 15 s
 *   npm run evaluate -- --healthy --minutes=30 --every=60 --only=pubsub,actors
 *   npm run evaluate -- --write           everything, into docs/accuracy.md
 *   npm run evaluate -- --freeze          one run of each case for test/evaluate; with --leaky, --gap=90: those
 *
 *   --details        names what was missed and what was wrongly reported
 *   --fresh          runs the programs again instead of reading .cache/evaluate
 *   --checkout=DIR   judges with the tool of another checkout, on the same recordings
 *
 * Needs a `go` command of 1.21 or newer; it fetches the toolchain whose corpus is used.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { conditions } from './conditions.mjs';
import { repository } from './corpus.mjs';
import { openEngine } from './engine.mjs';
import { freeze, freezeLeaky } from './freeze.mjs';
import { openHealthy, recordHealthy } from './healthy.mjs';
import { judgeHealthy } from './healthyJudge.mjs';
import { ensureLeaky, measureLeaky } from './leaky.mjs';
import { measureEverything } from './measure.mjs';
import { accuracyPage } from './page.mjs';
import { measureTraining } from './training.mjs';
import { printDetails, printHealthy, printLeaky, printTraining } from './print.mjs';

const { values } = parseArgs({
  options: {
    conditions: { type: 'string', default: Object.keys(conditions).join('') },
    runs: { type: 'string', default: '11' },
    details: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    leaky: { type: 'boolean', default: false },
    healthy: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '3' },
    every: { type: 'string', default: '15' },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
    freeze: { type: 'boolean', default: false },
    checkout: { type: 'string' },
    gap: { type: 'string', default: '3' },
  },
});

async function main() {
  if (values.freeze) return values.leaky ? freezeLeaky() : freeze(trainingOptions());
  const engine = await openEngine(values.checkout);
  try {
    await taskOf()(engine);
  } finally {
    engine.close();
  }
}

function taskOf() {
  if (values.write) return writePage;
  if (values.leaky) return evaluateLeaky;
  return values.healthy ? evaluateHealthy : evaluateTraining;
}

async function evaluateLeaky(engine) {
  await ensureLeaky(values.fresh);
  for (const reading of await measureLeaky(engine)) printLeaky(reading, values.details);
}

const trainingOptions = engine => ({
  engine,
  fresh: values.fresh,
  runs: Number(values.runs),
  gapSeconds: Number(values.gap),
});

const healthyOptions = () => ({
  minutes: Number(values.minutes),
  everySeconds: Number(values.every),
  only: values.only?.split(','),
});

async function writePage(engine) {
  const measured = await measureEverything(trainingOptions(engine), healthyOptions());
  fs.writeFileSync(path.join(repository, 'docs', 'accuracy.md'), accuracyPage(measured));
}

async function evaluateTraining(engine) {
  for (const name of values.conditions) {
    const measured = await measureTraining(name, trainingOptions(engine));
    printTraining(measured);
    if (values.details) printDetails(measured);
  }
}

async function evaluateHealthy(engine) {
  const { only, ...options } = healthyOptions();
  if (values.fresh || openHealthy(only).length === 0) await recordHealthy({ ...options, only });
  const series = openHealthy(only);
  printHealthy(await judgeHealthy(series, engine), series, values.details);
}

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
