/**
 * How often the verdicts are right, measured with the command line tool (`dist/cli.js`: build it first).
 *
 *   npm run evaluate                            the training corpus under every condition
 *   npm run evaluate -- --conditions=bg         some conditions (conditions.mjs)
 *   npm run evaluate -- --runs=2                fewer runs of the cases that depend on timing
 *   npm run evaluate -- --details               names what was missed and what was wrongly reported
 *   npm run evaluate -- --fresh                 runs the programs again instead of reading .cache/evaluate
 *
 * Needs a `go` command of 1.21 or newer; it fetches the toolchain whose corpus is used.
 */
import { parseArgs } from 'node:util';
import { conditions } from './conditions.mjs';
import { measureTraining } from './training.mjs';
import { printDetails, printTraining } from './print.mjs';

const { values } = parseArgs({
  options: {
    conditions: { type: 'string', default: Object.keys(conditions).join('') },
    runs: { type: 'string', default: '11' },
    details: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
  },
});

async function main() {
  const options = { fresh: values.fresh, runs: Number(values.runs) };
  for (const name of values.conditions) {
    const measured = await measureTraining(name, options);
    printTraining(measured);
    if (values.details) printDetails(measured);
  }
}

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
