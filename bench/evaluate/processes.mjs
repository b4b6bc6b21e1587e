/** Starting the Go programs of the evaluation, asking them for profiles, and working on several things at a time. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Starts a program that prints `ready <address>`; `stop` ends it. */
export async function startProgram(binary, args, env = {}) {
  const child = spawn(binary, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', chunk => (output += chunk));
  child.stderr.on('data', chunk => (errors = (errors + chunk).slice(-4000)));
  const ended = new Promise(resolve => child.on('close', resolve));
  const address = () => /ready (\S+)/.exec(output)?.[1];
  const deadline = Date.now() + 60_000;
  while (!address() && child.exitCode === null && Date.now() < deadline) await sleep(20);
  if (!address()) {
    child.kill('SIGKILL');
    throw new Error(`${binary} ${args.join(' ')} did not start: ${errors}`);
  }
  return {
    url: `http://${address()}`,
    output: () => output,
    alive: () => child.exitCode === null && child.signalCode === null,
    errors: () => errors,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Saves one page of a program; the file's time is the time of the capture. */
export async function save(program, page, file) {
  const response = await fetch(`${program.url}${page}`).catch(error => {
    throw new Error(`${page} for ${file}: ${error.cause?.message ?? error.message}`);
  });
  if (!response.ok) throw new Error(`${page}: ${response.status}`);
  fs.writeFileSync(file, Buffer.from(await response.arrayBuffer()));
}

/** Runs `work` on every item, `width` at a time, in order of the items; answers in their order. */
export async function inParallel(items, width, work) {
  const answers = new Array(items.length);
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const at = next++;
      answers[at] = await work(items[at], at);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return answers;
}
