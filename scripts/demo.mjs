/**
 * `npm run demo`: starts a service that leaks goroutines and opens its source in a VS Code with the extension. Works as the
 * first command after `git clone`. Ctrl-C ends everything it started.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildService, replayService, startService } from './service.mjs';
import {
  checkNode,
  ensureBuild,
  ensureHost,
  ensureModules,
  packageExtension,
  root,
  say,
} from './setup.mjs';
import { freePort, startHost } from './vscodeHost.mjs';

const usage = `npm run demo -- [options]

  --count N    goroutines to leak (default 2000; 127843 is the real incident)
  --rate N     messages a second (default: all within about ten seconds, at least 1000 a second)
  --fixed      run the repaired service, to see the leak gone
  --replay     answer from recorded captures, as on a machine without Go
  --port N     port of the profiles (default 6060, another one when that is taken)
  --browser    use the VS Code in the browser also when there is a \`code\` command
  --no-editor  only the service`;

const demo = path.join(root, 'demo');
const scratch = path.join(root, '.cache', 'demo');

function readOptions() {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '2000' },
      rate: { type: 'string' },
      port: { type: 'string', default: '6060' },
      fixed: { type: 'boolean', default: false },
      replay: { type: 'boolean', default: false },
      browser: { type: 'boolean', default: false },
      'no-editor': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const count = wholeNumber('--count', values.count);
  const rate = values.rate
    ? wholeNumber('--rate', values.rate)
    : Math.max(1000, Math.ceil(count / 10));
  return { ...values, count, rate, port: wholeNumber('--port', values.port) };
}

function wholeNumber(name, text) {
  if (/^[1-9]\d{0,7}$/.test(text)) return Number(text);
  throw new Error(`${name} takes a whole number above 0, not "${text}"`);
}

async function main() {
  const options = readOptions();
  if (options.help) return console.log(usage);
  checkNode();
  const running = [];
  const stopAll = stopper(running);
  try {
    const base = await startDemo(options, running);
    const where = options['no-editor'] ? undefined : await openEditor(options, base, running);
    console.log(instructions(options, base, where));
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** Stops everything on Ctrl-C, and on being asked to. */
function stopper(running) {
  let stopping;
  const stopAll = () => (stopping ??= Promise.all(running.map(stop => stop())));
  for (const name of ['SIGINT', 'SIGTERM'])
    process.on(name, () => void stopAll().then(() => process.exit(0)));
  return stopAll;
}

/** Starts the Go program, or the replay of its recorded captures; resolves with the address of the profiles. */
async function startDemo(options, running) {
  const port = (await isFree(options.port)) ? options.port : await freePort();
  if (port !== options.port) say(`Port ${options.port} is taken; using ${port}.`);
  fs.mkdirSync(scratch, { recursive: true });
  const name = process.platform === 'win32' ? 'messages.exe' : 'messages';
  const binary = options.replay ? undefined : buildService(demo, path.join(scratch, name));
  if (!binary) return startReplayed(port, options, running);
  const onLine = line => say(`service: ${line}`);
  const { address, stop } = await startService(binary, { ...options, port, onLine });
  running.push(stop);
  return `http://${address}/debug/pprof/`;
}

async function isFree(port) {
  const net = await import('node:net');
  return new Promise(resolve => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

async function startReplayed(port, options, running) {
  const { recording, address, stop } = await replayService({ ...options, port });
  running.push(stop);
  say(
    `Replaying a recorded capture of the service: ${recording.goroutines} goroutines, made with ${recording.go}. ` +
      'It shows one moment; install Go to see a live service.',
  );
  return `http://${address}/debug/pprof/`;
}

/** Opens the service's source; resolves with where it can be seen. */
async function openEditor(options, base, running) {
  ensureModules();
  ensureBuild();
  const code = options.browser ? undefined : findCode();
  if (code) {
    say('Opening VS Code…');
    const file = `${path.join(demo, 'processor.go')}:15`;
    const args = ['--new-window', `--extensionDevelopmentPath=${root}`, demo, '--goto', file];
    spawnSync(code, args, { stdio: 'ignore', shell: process.platform === 'win32' });
    return 'the VS Code window that has just opened';
  }
  return openInBrowser(base, running);
}

/** The desktop command, unless this terminal has nowhere to show a window. */
function findCode() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return undefined;
  const found = spawnSync('code', ['--version'], {
    stdio: 'ignore',
    shell: process.platform === 'win32',
  });
  return !found.error && found.status === 0 ? 'code' : undefined;
}

async function openInBrowser(base, running) {
  say('There is no desktop VS Code to use here; taking the one for the browser.');
  const host = ensureHost('newest');
  say('Starting VS Code…');
  const dataDir = path.join(scratch, 'vscode');
  const server = await startHost(host, {
    dataDir,
    vsix: packageExtension(scratch),
    port: (await isFree(6061)) ? 6061 : undefined,
    settings: { 'goroutineLens.targets': [{ name: 'demo', url: base }] },
  });
  running.push(server.stop);
  return server.url({ folder: demo, file: path.join(demo, 'processor.go') });
}

function instructions(options, base, where) {
  const again = options.fixed ? 'npm run demo' : 'npm run demo -- --fixed';
  const lines = [
    '',
    `  service   ${base}`,
    ...(where ? [`  editor    ${where}`] : []),
    '',
    '  1. Open processor.go, press F1 and run "Goroutine Lens: Capture Goroutines"',
    `     (asked for an address: ${base.replace(/^http:\/\/|\/debug\/pprof\/$/g, '')}).`,
    options.fixed
      ? '  2. No warning: the repaired service leaks nothing.'
      : '  2. The line that leaks is underlined. Point at it, or run "Goroutine Lens: Open Analysis".',
    `  3. End this with Ctrl-C; then ${again} shows the ${options.fixed ? 'leak' : 'service repaired'}.`,
    '',
    '  Ctrl-C ends the demo.',
  ];
  return lines.join('\n');
}

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
