/** Running Go servers under load side by side, and keeping the captures of them and of their clients. */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cache } from './corpus.mjs';
import { inParallel, save, startProgram } from './processes.mjs';

/** `kind` names a folder of the cache: `healthy`, `leaky`. */
const folderOf = kind => path.join(cache, kind);
const settingsFile = kind => path.join(folderOf(kind), 'settings.json');

/** Runs all servers at once for `minutes`, a capture of each process every `everySeconds`, the leak profile at the end. */
export async function recordServers(kind, { binary, names, minutes, everySeconds }) {
  fs.mkdirSync(folderOf(kind), { recursive: true });
  fs.writeFileSync(settingsFile(kind), JSON.stringify({ minutes, everySeconds }));
  await inParallel(names, names.length, name =>
    recordServer({ kind, binary, name, minutes, everySeconds }),
  );
}

/** `{minutes, everySeconds}` of the recording. */
export const recordingSettings = kind => JSON.parse(fs.readFileSync(settingsFile(kind), 'utf8'));

async function recordServer({ kind, binary, name, minutes, everySeconds }) {
  const server = await startProgram(binary, ['serve', name]);
  const load = /load (\S+)/.exec(server.output())?.[1];
  const series = [emptySeries(kind, name, server.url)];
  if (load) series.push(emptySeries(kind, `${name}-load`, `http://${load}`));
  try {
    const end = Date.now() + minutes * 60_000;
    for (let number = 0; Date.now() < end; number++) {
      await sleep(everySeconds * 1000);
      if (!server.alive()) throw new Error(`${name} ended: ${server.errors()}`);
      for (const one of series) await captureOnce(one, number);
    }
    for (const one of series)
      await save(one, '/debug/pprof/goroutineleak?debug=1', path.join(one.folder, leakFile));
  } finally {
    await server.stop();
  }
}

const leakFile = 'leak.debug1.txt';

function emptySeries(kind, name, url) {
  const folder = path.join(folderOf(kind), name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  return { name, url, folder };
}

async function captureOnce(series, number) {
  const file = ending => path.join(series.folder, `${String(number).padStart(3, '0')}.${ending}`);
  await save(series, '/debug/pprof/goroutine?debug=2', file('debug2.txt'));
  await save(series, '/debug/pprof/goroutine?debug=1', file('debug1.txt'));
}

/** The recorded series as `{name, full, counts, leak}`: their captures oldest first, a series for each process. */
export function openSeries(kind, only) {
  if (!fs.existsSync(settingsFile(kind))) return [];
  const named = name => !only || only.includes(name.replace(/-load$/, ''));
  return fs
    .readdirSync(folderOf(kind), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && named(entry.name))
    .map(({ name }) => openOne(path.join(folderOf(kind), name), name));
}

function openOne(folder, name) {
  const of = ending =>
    fs
      .readdirSync(folder)
      .filter(file => /^\d/.test(file) && file.endsWith(ending))
      .sort()
      .map(file => path.join(folder, file));
  return {
    name,
    full: of('debug2.txt'),
    counts: of('debug1.txt'),
    leak: path.join(folder, leakFile),
  };
}
