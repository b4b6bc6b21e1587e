/** Servers that leak nothing, under load: every report at `likely` or above is false, and few may be suspected. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { cache, go } from './corpus.mjs';
import { inParallel, save, startProgram } from './processes.mjs';

export const source = path.join(path.dirname(fileURLToPath(import.meta.url)), 'healthy');
const binary = path.join(cache, 'bin', 'healthy');
const recorded = path.join(cache, 'healthy');

/** Every server. Most have clients in a process of their own, which must not be accused either. */
const servers = [
  'keepalive',
  'streams',
  'grpcstreams',
  'sqlpool',
  'pool8',
  'pool64',
  'pool1000',
  'pubsub',
  'informer',
  'bursts',
  'slowlock',
  'longpoll',
  'backpressure',
  'actors',
  'parked',
  'twins',
  'daisychain',
];

/** Runs all servers at once for `minutes`, a capture every `everySeconds`; answers one series for each process. */
export async function recordHealthy({ minutes, everySeconds, only }) {
  go(['build', '-o', binary, '.'], source);
  const names = servers.filter(name => !only || only.includes(name));
  return (
    await inParallel(names, names.length, name => recordServer(name, minutes, everySeconds))
  ).flat();
}

async function recordServer(name, minutes, everySeconds) {
  const server = await startProgram(binary, ['serve', name]);
  const load = /load (\S+)/.exec(server.output())?.[1];
  const series = [seriesOf(name, server.url)];
  if (load) series.push(seriesOf(`${name}-load`, `http://${load}`));
  try {
    const end = Date.now() + minutes * 60_000;
    for (let number = 0; Date.now() < end; number++) {
      await sleep(everySeconds * 1000);
      if (!server.alive()) throw new Error(`${name} ended: ${server.errors()}`);
      for (const one of series) await captureOnce(one, number);
    }
    for (const one of series)
      await save(
        one,
        '/debug/pprof/goroutineleak?debug=1',
        path.join(one.folder, 'leak.debug1.txt'),
      );
  } finally {
    await server.stop();
  }
  return series;
}

function seriesOf(name, url) {
  const folder = path.join(recorded, name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  return { name, url, folder, full: [], counts: [] };
}

async function captureOnce(series, number) {
  const file = ending => path.join(series.folder, `${String(number).padStart(3, '0')}.${ending}`);
  await save(series, '/debug/pprof/goroutine?debug=2', file('debug2.txt'));
  await save(series, '/debug/pprof/goroutine?debug=1', file('debug1.txt'));
}

/** The recorded series, from the folder: their captures oldest first. */
export function openSeries(only) {
  if (!fs.existsSync(recorded)) return [];
  const named = name => !only || only.includes(name.replace(/-load$/, ''));
  return fs
    .readdirSync(recorded)
    .filter(named)
    .map(name => {
      const folder = path.join(recorded, name);
      const of = ending =>
        fs
          .readdirSync(folder)
          .filter(file => /^\d/.test(file) && file.endsWith(ending))
          .sort()
          .map(file => path.join(folder, file));
      const leak = path.join(folder, 'leak.debug1.txt');
      return {
        name,
        full: of('debug2.txt'),
        counts: of('debug1.txt'),
        leak: fs.existsSync(leak) ? leak : undefined,
      };
    });
}

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

/** Every reading as `{title, clusters, reports: [{server, verdict, site, state, count, evidence, times}], failure?}`. */
export async function judgeHealthy(series, engine) {
  const answers = [];
  for (const [title, reading] of Object.entries(readings)) {
    const commands = series.flatMap(one => reading(one).map(args => ({ server: one.name, args })));
    try {
      answers.push({ title, ...(await judgeReading(commands, engine)) });
    } catch (error) {
      answers.push({ title, failure: error.message, clusters: 0, reports: [] });
    }
  }
  return answers;
}

async function judgeReading(commands, engine) {
  let clusters = 0;
  const reports = new Map();
  await inParallel(commands, 4, async ({ server, args }) => {
    const json = await engine.judge(args);
    clusters += json.findings.length;
    for (const finding of json.findings)
      if (['suspect', 'likely', 'proven'].includes(finding.verdict)) {
        const cluster = json.clusters.find(c => c.signature === finding.clusterSignature);
        const key = `${server} ${finding.verdict} ${cluster.signature}`;
        const known = reports.get(key) ?? { ...describe(server, finding, cluster), times: 0 };
        reports.set(key, { ...known, times: known.times + 1 });
      }
  });
  return { clusters, reports: [...reports.values()] };
}

function describe(server, { verdict, evidence, message }, { site, state, count }) {
  const place = site ? `${site.func} ${path.basename(site.file ?? '')}:${site.line}` : 'no frame';
  return { server, verdict, message, place, state, count, evidence };
}
