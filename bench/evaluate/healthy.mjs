/** Running the servers that leak nothing, under load, and keeping their captures. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { cache, go } from './corpus.mjs';
import { inParallel, save, startProgram } from './processes.mjs';

export const source = path.join(path.dirname(fileURLToPath(import.meta.url)), 'healthy');
const binary = path.join(cache, 'bin', 'healthy');
const recorded = path.join(cache, 'healthy');
const settingsFile = path.join(recorded, 'settings.json');

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

/** Runs all servers at once for `minutes`, a capture of each process every `everySeconds`. */
export async function recordHealthy({ minutes, everySeconds, only }) {
  go(['build', '-o', binary, '.'], source);
  const names = servers.filter(name => !only || only.includes(name));
  fs.mkdirSync(recorded, { recursive: true });
  fs.writeFileSync(settingsFile, JSON.stringify({ minutes, everySeconds }));
  await inParallel(names, names.length, name => recordServer(name, minutes, everySeconds));
}

/** `{minutes, everySeconds}` of the recording. */
export const recordingSettings = () => JSON.parse(fs.readFileSync(settingsFile, 'utf8'));

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
}

/** Hours that all servers of these series were looked at; a server and its clients count once. */
export function serverHours(series) {
  const { minutes } = recordingSettings();
  return (series.filter(({ name }) => !name.endsWith('-load')).length * minutes) / 60;
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
    .readdirSync(recorded, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && named(entry.name))
    .map(({ name }) => {
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
