import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/browser';
import { openPanel } from './panelPage';
import { leak, manyClusters, stateWith } from './samples';

describe('the flame graph', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  async function openFlame(state = stateWith()) {
    const panel = await openPanel(browser, { viewState: { tab: 'flame' } });
    await panel.send(state);
    await panel.page.locator('.flame canvas').waitFor();
    const details = () => panel.page.locator('#flame-details').innerText();
    return { ...panel, details };
  }

  test('stacks hang below who started them, and handleTask has its 99.8%', async () => {
    const { page, details, faults } = await openFlame();
    assert.equal(await details(), 'All goroutines · 127,843 goroutines · 100.0% of all');
    await page.locator('.flame').focus();
    await page.keyboard.press('ArrowDown');
    assert.match(await details(), /^started by processor\.\(\*Processor\)\.Process · 127,600/);
    await page.keyboard.press('ArrowDown');
    assert.equal(
      await details(),
      'processor.(*Processor).handleTask · 127,600 goroutines · 99.8% of all',
    );
    assert.deepEqual(faults, []);
    await page.close();
  });

  test('a search says how many goroutines it found, each counted once, and marks them', async () => {
    const { page } = await openFlame();
    const search = page.getByLabel('Search functions');
    const before = await page.locator('.flame canvas').screenshot();
    await search.fill('PROCESSOR');
    await page.getByText('Search found 127,600 goroutines, 99.8%').waitFor();
    assert.notDeepEqual(await page.locator('.flame canvas').screenshot(), before);
    await search.fill('nothing like it');
    await page.getByText('Nothing found.').waitFor();
    await page.close();
  });

  test('Enter zooms to a rectangle, Escape goes up, the arrows walk what is shown', async () => {
    const small = { ...leak, total: 243, clusters: leak.clusters.slice(1) };
    const { page, details } = await openFlame(stateWith({ current: small }));
    await page.locator('.flame').focus();
    await page.keyboard.press('ArrowDown');
    assert.match(await details(), /^started by http\.\(\*Server\)\.Serve · 180/);
    await page.keyboard.press('ArrowRight');
    assert.match(await details(), /^started by worker\.\(\*Pool\)\.Start · 40/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    assert.equal(
      await details(),
      'worker.(*Pool).run · 40 goroutines · 16.5% of all · 100.0% of what is shown',
    );
    await page.keyboard.press('ArrowRight');
    assert.match(await details(), /^worker/, 'nothing stands beside a zoomed rectangle');
    await page.keyboard.press('Escape');
    assert.equal(await details(), 'worker.(*Pool).run · 40 goroutines · 16.5% of all');
    await page.close();
  });

  test('a click zooms, a double click or O opens the file of the rectangle', async () => {
    const { page, sent, details } = await openFlame();
    const canvas = page.locator('.flame canvas');
    await canvas.click({ position: { x: 300, y: 50 } });
    assert.match(await details(), /handleTask .* of what is shown$/);
    assert.equal(await page.getByRole('button', { name: 'Zoom Out' }).isDisabled(), false);
    await canvas.dblclick({ position: { x: 300, y: 50 } });
    assert.deepEqual((await sent()).at(-1), { type: 'openFrame', of: 'current', frame: 0 });
    await page.locator('.flame').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('o');
    assert.deepEqual((await sent()).at(-1), { type: 'openFrame', of: 'current', frame: 1 });
    await page.getByRole('button', { name: 'Reset Zoom' }).click();
    assert.equal(await page.getByRole('button', { name: 'Zoom Out' }).isDisabled(), true);
    await page.close();
  });

  test('the pointer shows the function, its place and its share', async () => {
    const { page } = await openFlame();
    await page.locator('.flame canvas').hover({ position: { x: 300, y: 50 } });
    const tip = await page.locator('.tooltip').innerText();
    assert.match(tip, /handleTask · 127,600 goroutines · 99\.8% of all/);
    assert.match(tip, /\/build\/shop\/processor\/processor\.go:27/);
    await page.close();
  });

  test('the same tree stands as rows that open and close by keyboard', async () => {
    const { page, sent } = await openFlame();
    await page.getByRole('button', { name: 'Show as Table' }).click();
    const rows = page.locator('.twin .table-row');
    const expanded = page.locator('[aria-expanded="true"]');
    assert.equal(await page.locator('.twin').getAttribute('role'), 'treegrid');
    await page.locator('.twin').focus();
    assert.equal(await expanded.count(), 1);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    assert.match(
      await page.locator('.table-row[aria-selected="true"]').innerText(),
      /handleTask\s+127,600\s+99\.8%/,
    );
    const open = await rows.count();
    await page.keyboard.press('Enter');
    assert.deepEqual((await sent()).at(-1), { type: 'openFrame', of: 'current', frame: 0 });
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await rows.count(), open - 1);
    await page.close();
  });

  test('ten thousand clusters, a hundred frames deep, never keep the page busy for long', async () => {
    const { page, send } = await openPanel(browser, { viewState: { tab: 'overview' } });
    // The message itself is not the graph's: it has arrived before the clock runs.
    await send(stateWith({ current: manyClusters(10_000, 100) }));
    await page.evaluate(() => {
      window.longTasks = [];
      new PerformanceObserver(list => {
        for (const entry of list.getEntries()) window.longTasks.push(entry.duration);
      }).observe({ entryTypes: ['longtask'] });
    });
    await page.getByRole('tab', { name: 'Flame Graph' }).click();
    await page.locator('.flame canvas').waitFor();
    await page.getByLabel('Search functions').fill('method42');
    await page.getByText('Search found').waitFor();
    await page.waitForTimeout(200);
    const tasks = await page.evaluate(() => window.longTasks);
    // 50 ms is the promise on a quiet machine; tests share theirs.
    assert.ok(Math.max(0, ...tasks) < 100, `${tasks.join(', ')} ms`);
    await page.close();
  });
});

declare global {
  interface Window {
    longTasks: number[];
  }
}
