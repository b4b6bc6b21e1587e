/**
 * The demo service: built and run with Go, or replayed from recorded captures where Go is missing.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { findGo, root, say } from './setup.mjs';

const demo = path.join(root, 'demo');

/** Copies the Go source of the service, and nothing else, into a folder. */
export function copySource(folder) {
  fs.mkdirSync(folder, { recursive: true });
  for (const name of fs.readdirSync(demo))
    if (/\.go$|^go\.mod$/.test(name))
      fs.copyFileSync(path.join(demo, name), path.join(folder, name));
}

/** Builds the service from the source in `folder`; undefined, and the reason told, where that cannot be done. */
export function buildService(folder, binary) {
  const go = findGo();
  if (!go) {
    say('Go is not installed.');
    return undefined;
  }
  const result = spawnSync(go, ['build', '-o', binary, '.'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GOFLAGS: '', GOWORK: 'off' },
  });
  if (result.status === 0) return binary;
  say(`This Go does not build the service:\n${result.stderr?.trim()}`);
  return undefined;
}

/**
 * Starts the built service; resolves with its address (host:port), a promise for the moment when all messages were
 * sent and the counts stand still, and a way to stop it. `onLine` is given what it prints.
 */
export function startService(binary, { port = 0, count, rate, fixed = false, onLine }) {
  const args = ['-addr', `127.0.0.1:${port}`, '-rate', `${rate}`, '-count', `${count}`];
  const child = spawn(binary, [...args, `-fixed=${fixed}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let started;
  let sent;
  const allSent = new Promise(resolve => (sent = resolve));
  const stop = () => void child.kill();
  const take = chunk => {
    for (const line of `${chunk}`.trim().split('\n')) onLine?.(line);
    output += chunk;
    const address = /http:\/\/([\d.:]+)/.exec(output)?.[1];
    if (address) started({ address, allSent, stop });
    // The last messages need a moment until they are stuck.
    if (/sent \d+ messages/.test(output)) setTimeout(sent, 500);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  return new Promise((resolve, reject) => {
    started = resolve;
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`the service ended with ${code}: ${output}`)));
  });
}

/** Starts the replay of the recording nearest to what is asked for. */
export async function replayService({ port = 0, count, fixed = false }) {
  const { chooseRecording, startReplay } = await import('../demo/replay.mjs');
  const recording = chooseRecording({ count, fixed });
  const replay = await startReplay(recording, { port });
  return { recording, address: replay.address, stop: replay.stop };
}
