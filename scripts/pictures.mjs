/**
 * Takes the pictures of the README from the real program in a real VS Code: dark, light and high contrast.
 *
 *   node scripts/pictures.mjs [--count 127843]      writes out/pictures/, and docs/images/ what the README shows
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildService, copySource, replayService, startService } from './service.mjs';
import { ensureBuild, ensureChromium, ensureHost, packageExtension, root, say } from './setup.mjs';
import { startHost } from './vscodeHost.mjs';
import { openWorkbench } from './workbench.mjs';

const folder = path.join(root, 'out', 'pictures');
const shown = ['editor-dark', 'panel-compare-dark', 'panel-flame-light', 'editor-hc'];
const themes = { dark: 'Dark Modern', light: 'Light Modern', hc: 'Dark High Contrast' };

async function main() {
  const at = process.argv.indexOf('--count');
  const count = at > 0 ? Number(process.argv[at + 1]) : 2000;
  fs.mkdirSync(folder, { recursive: true });
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'goroutine-lens-pictures-'));
  const stops = [() => fs.rmSync(scratch, { recursive: true, force: true })];
  try {
    ensureBuild();
    const workspace = path.join(scratch, 'messages');
    copySource(workspace);
    const binary = buildService(workspace, path.join(scratch, 'service'));
    const leaking = await start(
      binary,
      { count, rate: Math.max(1000, Math.ceil(count / 8)) },
      stops,
    );
    const fixed = await start(binary, { count: 500, rate: 1000, fixed: true }, stops);
    const workbench = await openEditor(workspace, { leaking, fixed }, scratch, stops);
    await takeAll(workbench);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function start(binary, options, stops) {
  const service = binary ? await startService(binary, options) : await replayService(options);
  stops.push(service.stop);
  await service.allSent;
  return service.address;
}

async function openEditor(workspace, { leaking, fixed }, scratch, stops) {
  const target = (name, address) => ({ name, url: `http://${address}/debug/pprof/` });
  const server = await startHost(ensureHost('newest'), {
    dataDir: path.join(scratch, 'vscode'),
    vsix: packageExtension(scratch),
    settings: {
      'goroutineLens.targets': [target('messages', leaking), target('messages repaired', fixed)],
      'editor.minimap.enabled': false,
    },
  });
  stops.push(server.stop);
  const workbench = await openWorkbench({
    executablePath: await ensureChromium(),
    url: server.url({ folder: workspace, file: path.join(workspace, 'processor.go') }),
    size: { width: 1440, height: 860 },
  });
  stops.push(() => workbench.close());
  return workbench;
}

async function takeAll(workbench) {
  const settle = () => workbench.page.waitForTimeout(1500);
  await capture(workbench, 'messages');
  await workbench.run('Goroutine Lens: Set as Baseline');
  await settle();
  await workbench.openContainer('Goroutine Lens');
  for (const [name, theme] of Object.entries(themes)) {
    await workbench.theme(theme);
    await workbench.run('Goroutine Lens: Open Analysis');
    await workbench.panelClick('#tab-overview');
    await settle();
    await take(workbench, `editor-${name}`);
    await workbench.hover('task.ResultChan <- result');
    await settle();
    await take(workbench, `hover-${name}`);
    await workbench.dismiss();
    await takePanel(workbench, name, settle);
  }
  await capture(workbench, 'messages repaired');
  await settle();
  await workbench.theme(themes.dark);
  await workbench.run('Goroutine Lens: Compare with Baseline');
  await settle();
  await take(workbench, 'panel-compare-dark');
}

async function takePanel(workbench, name, settle) {
  await workbench.run('Goroutine Lens: Open Analysis');
  await workbench.panelClick('#tab-clusters');
  await workbench.panelClick('[role="row"]', 'handleTask');
  await settle();
  await take(workbench, `panel-clusters-${name}`);
  await workbench.panelClick('#tab-flame');
  await settle();
  await take(workbench, `panel-flame-${name}`);
}

async function capture(workbench, target) {
  await workbench.run('Goroutine Lens: Capture Goroutines');
  await workbench.page.waitForTimeout(500);
  await workbench.answer(target);
  await workbench.page.waitForTimeout(4000);
  await workbench.clearNotifications();
}

async function take(workbench, name) {
  const file = path.join(folder, `${name}.png`);
  await workbench.screenshot(file);
  say(file);
  if (shown.includes(name)) fs.copyFileSync(file, path.join(root, 'docs', 'images', `${name}.png`));
}

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
