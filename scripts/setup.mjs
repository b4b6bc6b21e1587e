/**
 * Installs what `npm test` and `npm run demo` need right after `git clone`. Plain Node without dependencies: nothing is
 * installed yet when it runs. Every step looks first and does only what is missing.
 *
 *   node scripts/setup.mjs          packages and bundles
 *   node scripts/setup.mjs --all    also Chromium and the VS Code hosts of the tests
 */
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** What the tests run on: the newest VS Code and the oldest that the manifest allows, with the Node each needs. */
export const hostVersions = {
  newest: { vscode: '1.139.1', package: 'code-server@4.139.1', node: 'node@24' },
  minimum: { vscode: '1.103.2', package: 'code-server@4.103.2', node: 'node@22' },
};

const windows = process.platform === 'win32';

/** Tells the person what is being done, one line each. */
export function say(text) {
  console.log(`▸ ${text}`);
}

/** Something that a person has to install; the message says what and why. */
export class MissingError extends Error {}

/** Runs a command and shows its output only when it fails. */
function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    shell: windows,
    maxBuffer: 1 << 28,
    ...options,
  });
  if (result.error) throw result.error;
  if (result.status === 0) return result.stdout;
  const shown = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-25).join('\n');
  throw new Error(`${command} ${args.join(' ')} failed:\n${shown}`);
}

/** Throws MissingError when this Node is too old for the tools of the project. */
export function checkNode() {
  if (Number(process.versions.node.split('.')[0]) < 20)
    throw new MissingError(`Node.js 20 or newer is needed; this is ${process.version}.`);
}

/** Installs the packages of the lockfile unless exactly these are installed. */
export function ensureModules() {
  if (modulesAreCurrent()) return;
  say('Installing packages (npm ci)…');
  run('npm', ['ci', '--no-audit', '--no-fund']);
}

/** Compares the lockfile with the one npm leaves inside node_modules; packages of other platforms may be absent. */
function modulesAreCurrent() {
  const wanted = readPackages('package-lock.json');
  const present = readPackages('node_modules/.package-lock.json');
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === '') return true;
    const installed = present[name];
    return installed ? installed.version === entry.version : entry.optional === true;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Builds dist/ anew: it takes about a second, less than finding out whether it is current. */
export function ensureBuild() {
  say('Building (npm run build)…');
  run(process.execPath, ['esbuild.js']);
}

/** Packages what is built as a .vsix in the folder; returns its path. */
export function packageExtension(folder) {
  fs.mkdirSync(folder, { recursive: true });
  const vsix = path.join(folder, 'goroutine-lens.vsix');
  const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  run(process.execPath, [vsce, 'package', '--no-dependencies', '-o', vsix]);
  return vsix;
}

/** The path of a `go` command that runs, or undefined. */
export function findGo() {
  const places = ['go', '/usr/local/go/bin/go', path.join(os.homedir(), 'go', 'bin', 'go')];
  return places.find(place => works(place, ['version']));
}

function works(command, args) {
  const result = spawnSync(command, args, { stdio: 'ignore', timeout: 20_000 });
  return !result.error && result.status === 0;
}

const browserPlaces = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** A browser of the Chromium family that is on this machine, or undefined. */
export async function findChromium() {
  const installed = browserPlaces.find(place => place && fs.existsSync(place));
  if (installed) return installed;
  const module = path.join(root, 'node_modules', 'playwright-core', 'index.mjs');
  if (!fs.existsSync(module)) return undefined;
  const { chromium } = await import(pathToFileURL(module).href);
  const downloaded = chromium.executablePath();
  return fs.existsSync(downloaded) ? downloaded : undefined;
}

/** The path of a Chromium, installed if need be: Debian's package as root, else Playwright's download. */
export async function ensureChromium() {
  const present = await findChromium();
  if (present) return present;
  const problems = [];
  for (const install of [installDebianChromium, downloadChromium]) {
    try {
      install();
    } catch (error) {
      problems.push(error.message);
    }
    const found = await findChromium();
    if (found) return found;
  }
  throw new MissingError(
    ['Chromium is missing. Install it, or set CHROMIUM_PATH to one.', ...problems].join('\n'),
  );
}

function installDebianChromium() {
  if (!canUseApt()) return;
  say('Installing Chromium and fonts (apt-get)…');
  apt(['chromium', 'fonts-dejavu-core', 'fonts-noto-cjk']);
}

function downloadChromium() {
  say('Downloading Chromium (Playwright)…');
  const cli = path.join(root, 'node_modules', 'playwright-core', 'cli.js');
  run(process.execPath, [cli, 'install', 'chromium']);
}

function canUseApt() {
  return process.getuid?.() === 0 && works('apt-get', ['--version']);
}

function apt(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
}

/**
 * Installs a VS Code server host from npm into .cache/: the real workbench and extension host, for machines that have no
 * desktop VS Code. Returns the Node to run it with and its folder.
 */
export function ensureHost(which) {
  const version = hostVersions[which];
  const home = path.join(root, '.cache', 'vscode', version.vscode);
  const host = {
    which,
    version: version.vscode,
    node: path.join(home, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node'),
    folder: path.join(home, 'node_modules', 'code-server', 'lib', 'vscode'),
  };
  const stamp = path.join(home, 'installed');
  if (fs.existsSync(stamp)) return host;
  say(`Installing VS Code ${version.vscode} as a server (npm, once)…`);
  fs.mkdirSync(home, { recursive: true });
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', ['install', '--prefix', home, ...quiet, version.node, version.package]);
  run('npm', ['rebuild', 'node'], { cwd: home });
  run('npm', ['install', '--omit=dev', ...quiet], { cwd: host.folder });
  execFileSync(host.node, ['--version']);
  buildTerminal(host);
  fs.writeFileSync(stamp, `${version.package} ${version.node}\n`);
  return host;
}

/** The integrated terminal needs a native module; without a compiler the host works all the same. */
function buildTerminal(host) {
  if (fs.existsSync(path.join(host.folder, 'node_modules', 'node-pty', 'build', 'Release'))) return;
  spawnSync('npm', ['rebuild', 'node-pty'], { cwd: host.folder, stdio: 'ignore', shell: windows });
}

async function main() {
  checkNode();
  ensureModules();
  ensureBuild();
  if (!process.argv.includes('--all')) return;
  say(`Chromium: ${await ensureChromium()}`);
  for (const which of Object.keys(hostVersions)) say(`VS Code ${ensureHost(which).version}`);
  say(`Go: ${findGo() ?? 'not found; recorded captures are replayed instead'}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch(error => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
