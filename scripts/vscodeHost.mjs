/**
 * A real VS Code without a desktop: the server host from npm (see setup.mjs), for the tests and the demo.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { URLSearchParams } from 'node:url';

/** Settings that keep what is not ours out of the picture. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.restoreWindows': 'none',
  'workbench.editor.enablePreview': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** A port of the loopback interface that nothing listens on now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Starts a host (from ensureHost) and resolves when it takes connections.
 *
 * `dataDir` holds its settings, extensions and logs. `settings` are added to the quiet ones. `vsix` is installed first.
 * `development` lets the page load an extension from its folder and run tests. `env` reaches the extension host.
 */
export async function startHost(host, options) {
  const { dataDir, settings, vsix, development = false, locale, env } = options;
  const port = options.port ?? (await freePort());
  writeSettings(dataDir, settings);
  if (vsix) installExtension(host, dataDir, vsix);
  const child = spawn(host.node, serverArgs(host, { port, dataDir, development, locale }), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that stopping it also ends the extension hosts and language servers below it.
    detached: process.platform !== 'win32',
  });
  await listening(child, path.join(dataDir, 'server.log'));
  return { port, process: child, url: target => pageUrl(port, target), stop: () => stop(child) };
}

function serverArgs(host, { port, dataDir, development, locale }) {
  return [
    path.join(host.folder, 'out', 'server-main.js'),
    '--host',
    '127.0.0.1',
    '--port',
    `${port}`,
    '--without-connection-token',
    '--accept-server-license-terms',
    '--disable-workspace-trust',
    '--disable-telemetry',
    '--server-data-dir',
    dataDir,
    // Without it a built workbench ignores extensionDevelopmentPath.
    ...(development ? ['--enable-smoke-test-driver'] : []),
    ...(locale ? ['--locale', locale] : []),
  ];
}

function writeSettings(dataDir, settings) {
  const folder = path.join(dataDir, 'data', 'Machine');
  fs.mkdirSync(folder, { recursive: true });
  const all = { ...quietSettings, ...settings };
  fs.writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(all, null, 2));
}

function installExtension(host, dataDir, vsix) {
  const main = path.join(host.folder, 'out', 'server-main.js');
  const args = [main, '--server-data-dir', dataDir, '--accept-server-license-terms'];
  const result = spawnSync(host.node, [...args, '--install-extension', vsix, '--force'], {
    encoding: 'utf8',
  });
  if (result.status !== 0) throw new Error(`VS Code did not install ${vsix}:\n${result.stderr}`);
}

/**
 * The address of a workbench page: `folder` opened, with `file` shown, an extension under development, and tests to run.
 * All paths are absolute paths of this machine.
 */
function pageUrl(port, { folder, file, development, tests }) {
  const remote = place => `vscode-remote://127.0.0.1:${port}${encodeURI(place)}`;
  const payload = [
    ...(development ? [['extensionDevelopmentPath', remote(development)]] : []),
    ...(tests ? [['extensionTestsPath', remote(tests)]] : []),
    ...(file ? [['openFile', remote(file)]] : []),
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query}`;
}

/** Resolves when the host says that it listens. The first start after an install can take most of a minute. */
function listening(child, logFile) {
  const log = fs.createWriteStream(logFile, { flags: 'a' });
  let output = '';
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => fail('did not start within 120 s'), 120_000);
    const fail = reason => {
      clearTimeout(late);
      stop(child);
      reject(new Error(`VS Code ${reason}; see ${logFile}\n${output.slice(-2000)}`));
    };
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', chunk => {
        log.write(chunk);
        if (output.length < 20_000) output += chunk;
        if (!/Extension host agent listening/.test(output)) return;
        clearTimeout(late);
        resolve();
      });
    child.once('exit', code => fail(`ended with ${code}`));
    child.once('error', error => fail(error.message));
  });
}

/** Ends the host and everything it started; resolves when it is gone. */
function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise(resolve => {
    const hard = setTimeout(() => signal(child, 'SIGKILL'), 5000);
    child.once('exit', () => {
      clearTimeout(hard);
      // Extension hosts may outlive the server for a moment; the group takes them along.
      signal(child, 'SIGKILL');
      resolve();
    });
    signal(child, 'SIGTERM');
  });
}

function signal(child, name) {
  try {
    if (process.platform === 'win32') child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // It has ended already.
  }
}
