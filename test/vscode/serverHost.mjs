#!/usr/bin/env node
/**
 * Stands in for the desktop executable of VS Code where none can be had: takes the arguments that @vscode/test-electron
 * gives, runs the suite in the server host with the workbench in Chromium, and exits with the suite's code.
 *
 * From the environment: GLENS_HOST (newest or minimum), GLENS_RESULTS (file for the results).
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureChromium, ensureHost, root } from '../../scripts/setup.mjs';
import { freePort, startHost } from '../../scripts/vscodeHost.mjs';
import { openWorkbench } from '../../scripts/workbench.mjs';
import { startBridge } from './bridge.mjs';

const limitMs = 8 * 60_000;
const pictures = path.join(root, 'out', 'vscode');
/** What the extension host prints: mostly of a machine without internet and native builds. */
const log = path.join(pictures, `${process.env.GLENS_HOST}.log`);

async function main() {
  const { values, positionals } = parseArgs({ allowPositionals: true, strict: false });
  const dataDir = values['user-data-dir'];
  const results = [];
  fs.mkdirSync(pictures, { recursive: true });
  let opened;
  const page = new Promise(resolve => (opened = resolve));
  const report = async result => {
    results.push(result);
    console.log(`${result.ok ? '✔' : '✖'} ${result.name} (${result.ms} ms)`);
    if (result.ok) return;
    console.log(result.error.replace(/^/gm, '    '));
    const picture = path.join(pictures, `${process.env.GLENS_HOST}-${results.length}.png`);
    await (await page).screenshot(picture);
    console.log(`    the window: ${picture}`);
  };
  const bridge = await startBridge({ workbench: () => page, report });
  const server = await startHost(ensureHost(process.env.GLENS_HOST), {
    dataDir,
    development: true,
    // The same port again: a workspace of a remote is known by its address.
    port: await keptPort(dataDir),
    settings: JSON.parse(process.env.GLENS_SETTINGS ?? '{}'),
    env: { GLENS_BRIDGE: `${bridge.port}` },
  });
  const target = {
    folder: positionals[0],
    development: values.extensionDevelopmentPath,
    tests: values.extensionTestsPath,
  };
  let workbench;
  try {
    const ended = finished(async beforeGoto => {
      workbench = await openWorkbench({
        executablePath: await ensureChromium(),
        url: server.url(target),
        profileDir: path.join(dataDir, 'chromium'),
        beforeGoto,
      });
      opened(workbench);
    });
    return await ended;
  } finally {
    if (process.env.GLENS_RESULTS)
      fs.writeFileSync(process.env.GLENS_RESULTS, JSON.stringify(results));
    await workbench?.close();
    await server.stop();
    bridge.stop();
  }
}

/** Opens the page and resolves with the code that the suite ended with. */
function finished(open) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the suite did not end')), limitMs);
    const end = code => {
      clearTimeout(late);
      resolve(code);
    };
    open(async page => {
      await page.exposeFunction('codeAutomationLog', (type, args) => {
        fs.appendFileSync(log, `[${type}] ${args.map(String).join(' ')}\n`);
      });
      await page.exposeFunction('codeAutomationExit', end);
      page.on('crash', () => reject(new Error('the page of the workbench crashed')));
    }).catch(reject);
  });
}

async function keptPort(dataDir) {
  const file = path.join(dataDir, 'port');
  if (fs.existsSync(file)) return Number(fs.readFileSync(file, 'utf8'));
  const port = await freePort();
  fs.mkdirSync(dataDir, { recursive: true });
  fs.writeFileSync(file, `${port}`);
  return port;
}

main().then(
  code => process.exit(code),
  error => {
    console.error(error.message);
    process.exit(1);
  },
);
