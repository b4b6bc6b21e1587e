/**
 * `npm test`: sets up what is missing, then runs every ring and closes with the totals. Works right after `git clone`.
 *
 *   npm test                    everything
 *   npm test -- unit editor     only these rings: check, unit, editor
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import {
  checkNode,
  ensureBuild,
  ensureChromium,
  ensureHost,
  ensureModules,
  findGo,
  hostVersions,
  root,
  say,
} from './setup.mjs';

const bin = (name, file) => path.join(root, 'node_modules', name, file);

/** What must hold of the sources; each counts as one test. */
const checks = [
  { name: 'types and layers (tsc -b)', args: [bin('typescript', 'bin/tsc'), '-b'] },
  { name: 'rules (eslint)', args: [bin('eslint', 'bin/eslint.js'), '.'] },
  { name: 'format (prettier)', args: [bin('prettier', 'bin/prettier.cjs'), '--check', '.'] },
  { name: 'generated pages (docs)', args: ['scripts/docs.mjs', '--check'] },
];

const rings = { check: runChecks, unit: runUnit, editor: runEditor };

async function main() {
  const named = process.argv.slice(2).filter(arg => arg in rings);
  const total = { passed: 0, failed: 0, skipped: [] };
  const broken = [];
  await setUp();
  for (const name of named.length > 0 ? named : Object.keys(rings)) {
    say(`Ring: ${name}`);
    const result = await rings[name]().catch(failure);
    total.passed += result.passed;
    total.failed += result.failed;
    total.skipped.push(...(result.skipped ?? []));
    if (result.failed > 0)
      broken.push(name + (result.names?.length > 0 ? ` (${result.names.join(', ')})` : ''));
  }
  report(total, broken);
}

/** A ring that could not run counts as one failure. */
function failure(error) {
  console.error(error.stack ?? error.message);
  return { passed: 0, failed: 1 };
}

async function setUp() {
  checkNode();
  ensureModules();
  ensureBuild();
  process.env.CHROMIUM_PATH = await ensureChromium();
  for (const which of Object.keys(hostVersions)) ensureHost(which);
  if (!findGo()) say('Go is not installed: recorded captures take the place of live programs.');
}

function report({ passed, failed, skipped }, broken) {
  for (const name of skipped) console.log(`skipped: ${name}`);
  if (broken.length > 0) console.log(`failed: ${broken.join(', ')}`);
  const left = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
  console.log(`${passed} passed, ${failed} failed${left}`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

/** The last lines of a run name the checks that failed: their own output stands hundreds of lines above. */
async function runChecks() {
  const result = { passed: 0, failed: 0, names: [] };
  for (const { name, args } of checks) {
    const { code, output } = await run(args, { quiet: true });
    console.log(`${code === 0 ? '✔' : '✖'} ${name}`);
    if (code === 0) result.passed++;
    else {
      result.failed++;
      result.names.push(name);
      console.log(output);
    }
  }
  return result;
}

async function runUnit() {
  const { code, output } = await run(['scripts/unit.mjs']);
  const number = word => Number(new RegExp(`^ℹ ${word} (\\d+)`, 'm').exec(plain(output))?.[1] ?? 0);
  const failed = number('fail') + number('cancelled');
  const skipped = Array.from({ length: number('skipped') }, () => 'a unit test (named above)');
  // A run that ended badly before it counted anything is a failure of its own.
  return { passed: number('pass'), failed: code === 0 ? failed : Math.max(1, failed), skipped };
}

async function runEditor() {
  const { runEditorTests } = await import('./vscodeTests.mjs');
  return runEditorTests();
}

/** Runs a script with this Node; resolves with its exit code and output, shown as it comes unless quiet. */
function run(args, { quiet = false } = {}) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      output += chunk;
      if (!quiet) process.stdout.write(chunk);
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => resolve({ code, output }));
  });
}

/** Without colors. */
function plain(text) {
  return text
    .split(String.fromCharCode(27))
    .map((part, at) => (at === 0 ? part : part.replace(/^\[[\d;]*m/, '')))
    .join('');
}

main().catch(error => {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
