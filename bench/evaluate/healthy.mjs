/** The servers that leak nothing. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cache, go } from './corpus.mjs';
import { openSeries, recordingSettings, recordServers } from './servers.mjs';

const kind = 'healthy';
export const source = path.join(path.dirname(fileURLToPath(import.meta.url)), 'healthy');

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

/** Builds and runs them; `minutes`, `everySeconds` as in servers.mjs, `only` some names. */
export async function recordHealthy({ only, ...options }) {
  const binary = path.join(cache, 'bin', kind);
  go(['build', '-o', binary, '.'], source);
  const names = servers.filter(name => !only || only.includes(name));
  await recordServers(kind, { binary, names, ...options });
}

export const openHealthy = only => openSeries(kind, only);
export const healthySettings = () => recordingSettings(kind);

/** Hours that all servers of these series were looked at; a server and its clients count once. */
export function serverHours(series) {
  return (
    (series.filter(({ name }) => !name.endsWith('-load')).length * healthySettings().minutes) / 60
  );
}
