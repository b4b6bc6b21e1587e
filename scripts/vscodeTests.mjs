/**
 * Runs the suites of test/vscode inside real VS Codes, against the live demo service.
 *
 *   node scripts/vscodeTests.mjs                newest version and minimum engine
 *   node scripts/vscodeTests.mjs minimum        one of them
 *   node scripts/vscodeTests.mjs newest access  one suite, which must not need what others leave
 *
 * Uses the server host from npm. GOROUTINE_LENS_DESKTOP=1 downloads the desktop VS Code instead, where that is possible.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildService, copySource, replayService, startService } from './service.mjs';
import { hostVersions, root, say } from './setup.mjs';

const count = 2000;
const incidentCount = 127_843;
/** In their order: each finds what the ones before it left. */
const suites = ['firstSession', 'reopened', 'incident', 'access', 'dumps'];

/** Results of all runs: what passed, failed, and was skipped by name. */
export async function runEditorTests(which = Object.keys(hostVersions), only = suites) {
  const total = { passed: 0, failed: 0, skipped: [] };
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'goroutine-lens-vscode-'));
  const services = await startServices(scratch);
  try {
    if (!services.live)
      total.skipped.push('the live Go service (Go is missing): captures are replayed');
    const tests = await bundleSuite();
    for (const name of which) await runVersion(name, { scratch, services, tests, only }, total);
  } finally {
    services.stop();
    fs.rmSync(scratch, { recursive: true, force: true });
  }
  return total;
}

async function bundleSuite() {
  const { bundleTests } = await import('./unit.mjs');
  const [built] = await bundleTests([path.join(root, 'test', 'vscode', 'suite.ts')]);
  return built;
}

async function runVersion(name, { scratch, services, tests, only }, total) {
  say(`VS Code ${hostVersions[name].vscode} (${name})`);
  const home = path.join(scratch, name);
  const workspace = path.join(home, 'messages');
  copySource(workspace);
  for (const suite of only) {
    const results = path.join(home, `${suite}.json`);
    const env = {
      GLENS_HOST: name,
      GLENS_SUITE: suite,
      GLENS_RESULTS: results,
      GLENS_LEAKING: services.leaking,
      GLENS_FIXED: services.fixed,
      GLENS_COUNT: `${count}`,
      GLENS_INCIDENT: services.incident,
      GLENS_DATA: path.join(home, 'data'),
      GOROUTINE_LENS_ROOT: root,
    };
    const ended = await runSuite({ env, home, workspace, tests });
    collect(total, results, ended, `${suite} in VS Code ${hostVersions[name].vscode}`);
  }
}

/** One start of the editor through @vscode/test-electron; resolves with what went wrong, if anything. */
async function runSuite({ env, home, workspace, tests }) {
  const { runTests } = await import('@vscode/test-electron');
  Object.assign(process.env, env);
  try {
    await runTests({
      vscodeExecutablePath: path.join(root, 'test', 'vscode', 'serverHost.mjs'),
      extensionDevelopmentPath: root,
      extensionTestsPath: tests,
      extensionTestsEnv: env,
      launchArgs: [workspace, `--user-data-dir=${path.join(home, 'data')}`],
    });
    return undefined;
  } catch (error) {
    return error.message ?? String(error);
  }
}

/** A suite that ended badly counts as failed even when each test that ran passed. */
function collect(total, file, ended, name) {
  const results = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : [];
  const failed = results.filter(result => !result.ok).length;
  total.passed += results.length - failed;
  total.failed += failed;
  if (results.length === 0 || (ended && failed === 0)) {
    total.failed++;
    console.log(`✖ ${name} did not run to its end: ${ended ?? 'no test reported'}`);
  }
}

/** The leaking and the repaired service: live, built in a folder of its own; without Go from recorded captures. */
async function startServices(scratch) {
  const folder = path.join(scratch, 'build');
  copySource(folder);
  const binary = buildService(folder, path.join(folder, 'messages'));
  const start = async options => {
    if (!binary) return replayService({ count, ...options });
    const service = await startService(binary, { count, rate: count, ...options });
    await service.allSent;
    return service;
  };
  const leaking = await start({});
  const fixed = await start({ fixed: true });
  // The same bytes in every run: what is measured is the way from the last byte to the screen.
  const incident = await replayService({ count: incidentCount });
  return {
    live: binary !== undefined,
    leaking: leaking.address,
    fixed: fixed.address,
    incident: incident.address,
    stop: () => [leaking, fixed, incident].forEach(service => void service.stop()),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const named = process.argv.slice(2).filter(arg => arg in hostVersions);
  const only = process.argv.slice(2).filter(arg => suites.includes(arg));
  const total = await runEditorTests(
    named.length > 0 ? named : undefined,
    only.length > 0 ? only : undefined,
  );
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}
