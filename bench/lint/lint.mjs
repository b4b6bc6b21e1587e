/**
 * How often the rules are wrong on code that is in use: they are asked about every operation that can wait, as if a
 * goroutine stood there. Most of that code is right, so that nearly every certain hit has to be looked at: what was found
 * stands in adjudicated.tsv.
 *
 *   npm run bench:lint                         hits per rule, per 100,000 lines, each certain hit with its adjudication
 *   npm run bench:lint -- --possible           names the possible causes too
 *   npm run bench:lint -- --tests              looks at the modules' tests as well
 *   npm run bench:lint -- --only=raft,grpc     some modules
 *   npm run bench:lint -- DIR …                folders of your own
 *
 * Needs a `go` command, which fetches the modules.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { hitsEverywhere, loadProduct } from './everywhere.mjs';
import { folderOf, modules } from './modules.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    possible: { type: 'boolean', default: false },
    tests: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});

/** Rules about channels; the others are about locks, WaitGroups, Conds and contexts. */
const channelRules = /^GL00(1|2b?|3|4|5|6)$|^GL01[14]$/;

async function main() {
  const product = await loadProduct();
  try {
    const all = [];
    for (const [name, folder] of targets()) {
      const measured = await hitsEverywhere(product, folder, options);
      const adjudicated = measured.hits.map(hit => ({ ...hit, ...judgement(name, hit) }));
      all.push({ name, ...measured, hits: adjudicated });
      printModule(all.at(-1));
    }
    printTotals(all);
  } finally {
    product.dispose();
  }
}

function targets() {
  if (positionals.length > 0) return positionals.map(dir => [dir, path.resolve(dir)]);
  const words = options.only?.split(',');
  return modules
    .filter(module => !words || words.some(word => module.includes(word)))
    .map(module => [module, folderOf(module)]);
}

let judgements;

/** `{truth: 'true'|'false', why}`, or `{}` for a hit that nobody has looked at. */
function judgement(module, { rule, cause }) {
  if (!judgements) {
    const file = path.join(path.dirname(fileURLToPath(import.meta.url)), 'adjudicated.tsv');
    const rows = fs.readFileSync(file, 'utf8').trim().split('\n').slice(1);
    judgements = new Map(
      rows.map(row => {
        const [name, place, id, truth, why] = row.split('\t');
        return [`${name} ${place} ${id}`, { truth, why }];
      }),
    );
  }
  return judgements.get(`${module} ${cause} ${rule}`) ?? {};
}

function printModule({ name, lines, functions, operations, slowest, hits }) {
  console.log(
    `\n${name}: ${lines} lines, ${functions} functions, ${operations} operations, slowest ${slowest.ms.toFixed(0)} ms (${slowest.place})`,
  );
  const shown = hits.filter(hit => hit.certain || options.possible);
  for (const { rule, certain, place, cause, text, truth, why } of shown) {
    const said = truth ? `${truth}: ${why}` : certain ? 'NOT ADJUDICATED' : '';
    console.log(`  ${rule}${certain ? '' : '?'} ${place} <- ${cause}\n      ${text} ${said}`);
  }
}

function printTotals(all) {
  const lines = all.reduce((sum, one) => sum + one.lines, 0);
  const hits = all.flatMap(one => one.hits);
  const per = count => ((count / lines) * 100_000).toFixed(2);
  console.log(`\n${lines} lines\n\nrule     certain  per 100k  false  open  possible  per 100k`);
  for (const rule of [...new Set(hits.map(hit => hit.rule))].sort()) {
    const mine = hits.filter(hit => hit.rule === rule);
    const certain = mine.filter(hit => hit.certain);
    const cells = [
      String(certain.length).padStart(8),
      per(certain.length).padStart(9),
      String(certain.filter(hit => hit.truth === 'false').length).padStart(6),
      String(certain.filter(hit => !hit.truth).length).padStart(5),
      String(mine.length - certain.length).padStart(9),
      per(mine.length - certain.length).padStart(9),
    ];
    console.log(rule.padEnd(7) + cells.join(' '));
  }
  const wrong = hits.filter(hit => hit.certain && hit.truth === 'false');
  const ofChannels = wrong.filter(hit => channelRules.test(hit.rule)).length;
  console.log(
    `\nfalse certain hits per 100,000 lines: ${per(ofChannels)} of channel rules, ${per(wrong.length)} of all`,
  );
  if (hits.some(hit => hit.certain && !hit.truth)) process.exitCode = 1;
}

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
