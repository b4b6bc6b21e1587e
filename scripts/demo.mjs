/**
 * `npm run demo`: starts a service that leaks goroutines and opens its source in a VS Code with the extension. Works as the
 * first command after `git clone`. Ctrl-C ends everything it started.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkNode, ensureBuild, ensureHost, ensureModules, findGo, root, say } from './setup.mjs';
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
    const base = await startService(options, running);
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
async function startService(options, running) {
  const port = (await isFree(options.port)) ? options.port : await freePort();
  if (port !== options.port) say(`Port ${options.port} is taken; using ${port}.`);
  const go = options.replay ? undefined : findGo();
  if (go) {
    const binary = buildService(go);
    if (binary) return startProgram(binary, port, options, running);
  } else if (!options.replay) say('Go is not installed.');
  return startReplayed(port, options, running);
}

async function isFree(port) {
  const net = await import('node:net');
  return new Promise(resolve => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

function buildService(go) {
  say('Building the service (go build)…');
  fs.mkdirSync(scratch, { recursive: true });
  const name = process.platform === 'win32' ? 'messages.exe' : 'messages';
  const binary = path.join(scratch, name);
  const result = spawnSync(go, ['build', '-o', binary, '.'], {
    cwd: demo,
    encoding: 'utf8',
    env: { ...process.env, GOFLAGS: '', GOWORK: 'off' },
  });
  if (result.status === 0) return binary;
  say(`This Go does not build the service:\n${result.stderr?.trim()}`);
  return undefined;
}

function startProgram(binary, port, options, running) {
  const args = ['-addr', `127.0.0.1:${port}`, '-rate', `${options.rate}`];
  args.push('-count', `${options.count}`, `-fixed=${options.fixed}`);
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(() => child.kill());
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`the service ended with ${code}`)));
    child.stdout.on('data', chunk => {
      for (const line of `${chunk}`.trim().split('\n')) say(`service: ${line}`);
      const found = /http:\S+/.exec(`${chunk}`);
      if (found) resolve(found[0]);
    });
  });
}

async function startReplayed(port, options, running) {
  const { chooseRecording, startReplay } = await import('../demo/replay.mjs');
  const recording = chooseRecording(options);
  const replay = await startReplay(recording, { port });
  running.push(replay.stop);
  say(
    `Replaying a recorded capture of the service: ${recording.goroutines} goroutines, made with ${recording.go}. ` +
      'It shows one moment; install Go to see a live service.',
  );
  return `http://${replay.address}/debug/pprof/`;
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
    vsix: packageExtension(),
    port: (await isFree(6061)) ? 6061 : undefined,
    settings: { 'goroutineLens.targets': [{ name: 'demo', url: base }] },
  });
  running.push(server.stop);
  return server.url({ folder: demo, file: path.join(demo, 'processor.go') });
}

function packageExtension() {
  fs.mkdirSync(scratch, { recursive: true });
  const vsix = path.join(scratch, 'goroutine-lens.vsix');
  const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const result = spawnSync(
    process.execPath,
    [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '-o', vsix],
    { cwd: root, encoding: 'utf8' },
  );
  if (result.status !== 0) throw new Error(`Packaging failed:\n${result.stderr}${result.stdout}`);
  return vsix;
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
