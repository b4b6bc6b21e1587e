/** What a measurement looks like on a terminal. */
import { scoreLeaky } from './leaky.mjs';
import { f1, percent } from './stats.mjs';
import { atLeast } from './units.mjs';

export function printTraining({ name, title, failure, levels }) {
  if (failure) return console.log(`(${name}) ${title}: not measured: ${failure.slice(0, 200)}`);
  console.log(`(${name}) ${title}`);
  for (const [level, { sites, programs, places }] of Object.entries(levels)) {
    const precision = sites.reported ? sites.right / sites.reported : 0;
    const cells = [
      `≥ ${level}`.padEnd(10),
      `precision ${percent(sites.right, sites.reported)}`.padEnd(27),
      `recall ${percent(sites.found, sites.leaks)}`.padEnd(24),
      `F1 ${f1(precision, sites.found / sites.leaks)}`.padEnd(6),
      `programs ${percent(programs.found, programs.leaks)}`.padEnd(25),
      places.map(([place, share]) => `${place} ${share.toFixed(1)}`).join(', '),
    ];
    console.log(`  ${cells.join('  ').trimEnd()}`);
  }
}

/** One line for each leak that is not at least likely, and for each report that is wrong. */
export function printDetails({ entries }) {
  for (const { case: name, site, leak, seen } of entries) {
    const counts = new Map();
    for (const { verdict } of seen) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    const good = seen.every(unit => atLeast(unit, leak ? 'likely' : 'suspect') === leak);
    if (good) continue;
    const [{ evidence = [], count, placed }] = seen;
    const signals = evidence.map(({ kind, points }) => `${kind}${points ?? ''}`).join(' ');
    const runs = [...counts].map(([verdict, n]) => `${verdict} ×${n}`).join(', ');
    console.log(
      `  ${leak ? 'leak ' : 'FALSE'} ${name} ${site}: ${runs}; ${count} goroutines; ${signals}; ${placed ?? ''}`,
    );
  }
}

/** One reading of the leaking servers. */
export function printLeaky({ title, units }, details) {
  for (const level of ['suspect', 'likely']) {
    const { leaks, found, wrong } = scoreLeaky(units, level);
    console.log(`${title}, ${level} or above: ${found} of ${leaks} leaks, ${wrong} wrong`);
  }
  if (!details) return;
  for (const { server, place, leak, verdict, evidence = [], count } of units) {
    if (atLeast({ verdict }, leak ? 'likely' : 'suspect') === leak) continue;
    const signals = evidence.map(({ kind, points }) => `${kind}${points ?? ''}`).join(' ');
    console.log(
      `  ${leak ? 'leak ' : 'FALSE'} ${server} ${place}: ${verdict} ×${count}; ${signals}`,
    );
  }
}

/** The readings of the healthy servers: what was wrongly reported, per hour and per thousand clusters. */
export function printHealthy(readings, series, details) {
  console.log(
    `${series.length} processes, ${series.reduce((sum, { full }) => sum + full.length, 0)} captures`,
  );
  for (const { title, failure, clusters, reports } of readings) {
    if (failure) console.log(`${title}: not measured: ${failure.slice(0, 200)}`);
    else console.log(`${title}: ${clusters} clusters, ${countReports(reports)}`);
    if (details) for (const report of reports) printReport(report);
  }
}

function countReports(reports) {
  const of = wanted => reports.filter(({ verdict }) => wanted.includes(verdict));
  const times = of(['suspect', 'likely', 'proven']).reduce((sum, report) => sum + report.times, 0);
  return `${of(['likely', 'proven']).length} places likely or proven, ${of(['suspect']).length} suspected, ${times} reports in all`;
}

function printReport({ server, verdict, place, state, count, evidence, times }) {
  const signals = evidence.map(({ kind, points }) => `${kind}${points ?? ''}`).join(' ');
  console.log(`  ${verdict} ${server} ${place} [${state}] ×${count}: ${signals}; ${times} times`);
}
