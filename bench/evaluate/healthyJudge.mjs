/** What is said of servers that leak nothing: every report at `likely` or above is false, and few may be suspected. */
import path from 'node:path';
import { baselines } from './baselines.mjs';
import { source } from './healthy.mjs';
import { inParallel } from './processes.mjs';
import { groupsOf, scoreOf } from './units.mjs';

/** The ways in which a series is read, as command lines. */
const readings = {
  'debug=2, each': ({ full }) => full.map(file => ['analyze', file]),
  'debug=2 and source, each': ({ full }) => full.map(file => ['analyze', file, '--source', source]),
  'debug=1 and source, each': ({ counts }) =>
    counts.map(file => ['analyze', file, '--source', source]),
  'three debug=2 and source': ({ full }) =>
    full.slice(2).map((_, at) => ['compare', ...full.slice(at, at + 3), '--source', source]),
  'three debug=1 and source': ({ counts }) =>
    counts.slice(2).map((_, at) => ['compare', ...counts.slice(at, at + 3), '--source', source]),
  'first and last debug=2, source': ({ full }) => [
    ['compare', full[0], full.at(-1), '--source', source],
  ],
  'all debug=2, source, leak profile': ({ full, leak }) => [
    ['compare', ...full, '--source', source, '--leak', leak],
  ],
};

/** The readings that show what a signal is worth. */
export const comparisons = ['three debug=2 and source', 'three debug=1 and source'];

/**
 * Readings as `{title, clusters, reports: [{server, verdict, place, state, count, evidence, times}], scores, failure?}`; `scores` are
 * the highest of each cluster of each process.
 */
export async function judgeHealthy(series, engine, { only = Object.keys(readings), leftOut } = {}) {
  const answers = [];
  for (const title of only) {
    const commands = series.flatMap(one =>
      readings[title](one).map(args => ({ server: one.name, args })),
    );
    try {
      answers.push({ title, ...(await judgeReading(commands, engine, leftOut)) });
    } catch (error) {
      answers.push({ title, failure: error.message, clusters: 0, reports: [], scores: [] });
    }
  }
  return answers;
}

async function judgeReading(commands, engine, leftOut) {
  let clusters = 0;
  const reports = new Map();
  const scores = new Map();
  await inParallel(commands, 4, async ({ server, args }) => {
    const json = await engine.judge(args, leftOut);
    clusters += json.findings.length;
    for (const finding of json.findings) {
      const cluster = json.clusters.find(c => c.signature === finding.clusterSignature);
      const key = `${server} ${cluster.signature}`;
      scores.set(key, Math.max(scores.get(key) ?? -Infinity, scoreOf(finding)));
      if (['suspect', 'likely', 'proven'].includes(finding.verdict))
        count(reports, `${key} ${finding.verdict}`, describe(server, finding, cluster));
    }
  });
  return { clusters, reports: [...reports.values()], scores: [...scores.values()] };
}

function count(reports, key, report) {
  const { times = 0 } = reports.get(key) ?? {};
  reports.set(key, { ...report, times: times + 1 });
}

function describe(server, { verdict, evidence, message }, { site, state, count: members }) {
  const place = site ? `${site.func} ${path.basename(site.file ?? '')}:${site.line}` : 'no frame';
  return { server, verdict, message, place, state, count: members, evidence };
}

/** The same by the rules of thumb: what they would report in any three captures that follow each other. */
export function judgeHealthyByRules(series) {
  const answers = new Map(
    Object.entries(baselines).map(([name, { title }]) => [
      name,
      { title, clusters: 0, reports: new Map() },
    ]),
  );
  for (const { name: server, full } of series) {
    const captures = full.map(groupsOf);
    captures.slice(2).forEach((groups, at) => {
      for (const group of groups)
        for (const [name, { reports }] of Object.entries(baselines)) {
          const answer = answers.get(name);
          answer.clusters++;
          if (reports(group, captures.slice(at, at + 2)))
            count(answer.reports, `${server} ${group.key}`, { server, verdict: 'likely' });
        }
    });
  }
  return [...answers.values()].map(one => ({ ...one, reports: [...one.reports.values()] }));
}

/** Places reported at `likely` or above for each hour of one server, and reports of any kind for a thousand clusters. */
export function ratesOf({ clusters, reports }, serverHours) {
  const alarms = reports.filter(({ verdict }) => verdict !== 'suspect');
  const times = reports.reduce((sum, report) => sum + report.times, 0);
  return {
    alarms: alarms.length,
    perHour: alarms.length / serverHours,
    perThousand: (1000 * times) / clusters,
  };
}
