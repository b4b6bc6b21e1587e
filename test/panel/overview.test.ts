import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/browser';
import { openPanel } from './panelPage';
import { leak, snapshots, stateWith } from './samples';

describe('the overview', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  async function openOverview(state = stateWith()) {
    const panel = await openPanel(browser);
    await panel.send(state);
    return panel;
  }

  test('the worst finding stands on top with its evidence and leads to its stack', async () => {
    const { page, faults } = await openOverview();
    const card = page.locator('.finding-card');
    assert.match(await card.innerText(), /likely\s+127,600 goroutines blocked here in chan send/);
    assert.match(await card.innerText(), /Ages spread from 3 min to 47 min: steady accumulation\./);
    await card.getByRole('button', { name: 'Show stacks' }).click();
    assert.equal(
      await page.getByRole('tab', { name: 'Clusters' }).getAttribute('aria-selected'),
      'true',
    );
    await page.locator('.split-side').getByText('tenant=blue').waitFor();
    assert.deepEqual(faults, []);
    await page.close();
  });

  test('states are bars with their numbers, and a click shows the clusters of that state', async () => {
    const { page } = await openOverview();
    const bar = page.getByRole('button', { name: 'chan send: 127,600 goroutines, 99.8%' });
    const widths = await page
      .locator('.bar-fill')
      .evaluateAll(bars => bars.map(element => element.getBoundingClientRect().width));
    assert.ok((widths[0] ?? 0) > 50 && widths.slice(1).every(width => width <= 3), String(widths));
    await bar.click();
    assert.equal(await page.getByLabel('Filter clusters').inputValue(), 'state:"chan send"');
    await page.getByText('1 of 5 clusters, 127,600 goroutines').waitFor();
    await page.close();
  });

  test('the chart is walked by arrow keys, and Enter shows the capture', async () => {
    const { page, sent } = await openOverview();
    const point = page.locator('.chart-point');
    assert.match(await point.innerText(), /127,843 goroutines · checkout$/);
    await page.locator('.chart').focus();
    await page.keyboard.press('ArrowLeft');
    assert.match(await point.innerText(), /40,201 goroutines · checkout$/);
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    assert.deepEqual((await sent()).at(-1), { type: 'show', snapshot: 's1' });
    assert.match(
      (await page.locator('.chart').getAttribute('aria-label')) ?? '',
      /3 captures, from 512 to 127,843/,
    );
    await page.close();
  });

  test('the counts over time stand as a table too, newest first', async () => {
    const cut = snapshots.map(shot => ({ ...shot, truncated: shot.id === 's3' }));
    const { page } = await openOverview(stateWith({ snapshots: cut }));
    await page.getByRole('button', { name: 'Show as Table' }).click();
    const counts = await page.locator('table.plain td.number').allInnerTexts();
    assert.deepEqual(counts, ['at least 127,843', '40,201', '512']);
    await page.close();
  });

  test('a dump that was cut or not read whole says so, with what is missing', async () => {
    const current = {
      ...leak,
      read: 127_840,
      truncated: true,
      problems: [{ line: 1204, reason: 'not a goroutine header' }],
    };
    const { page } = await openOverview(stateWith({ current }));
    const text = await page.locator('.reading').innerText();
    assert.match(text, /at least 127,843 goroutines/);
    assert.match(text, /Read 127,840 of 127,843 goroutines\./);
    assert.match(text, /The input was cut: every count is "at least"\./);
    await page.getByText('What could not be read (1)').click();
    await page.getByText('Line 1,204: not a goroutine header').waitFor();
    await page.close();
  });

  test('the curve is of one program, and what is true of all of it stands in plain sight', async () => {
    const other = { ...snapshots[0]!, id: 'other', source: 'billing', total: 900_000 };
    const restarted = {
      ...leak,
      problems: [{ line: 0, reason: '2 of 3 captures are of an earlier process' }],
    };
    const state = stateWith({ snapshots: [other, ...snapshots], current: restarted });
    const { page, faults } = await openOverview(state);
    await page.getByText('Captures of checkout alone; the table lists all.').waitFor();
    await page.getByLabel(/3 captures, from 512 to 127,843/).waitFor();
    await page.getByText('2 of 3 captures are of an earlier process').waitFor();
    assert.equal(await page.getByText('What could not be read').count(), 0);
    await page.getByText('Show as Table').click();
    await page.getByRole('cell', { name: 'billing' }).waitFor();
    assert.deepEqual(faults, []);
    await page.close();
  });

  test('only a whole reading in which everything is idle is called expected', async () => {
    const idle = leak.findings.filter(({ verdict }) => verdict === 'idle');
    const healthy = { ...leak, total: 221, read: 221, findings: idle };
    const all = await openOverview(stateWith({ current: healthy }));
    await all.page
      .getByText('No leak suspects. 221 goroutines, all idle waits are expected.')
      .waitFor();
    await all.send(stateWith({ current: { ...healthy, read: 220 } }));
    await all.page.getByText('No leak suspects in what was read: 220 goroutines.').waitFor();
    const unknown = leak.findings.filter(({ verdict }) => verdict !== 'likely');
    await all.send(stateWith({ current: { ...healthy, findings: unknown } }));
    await all.page
      .getByText('No leak suspects, but 22 of 221 goroutines could not be judged.')
      .waitFor();
    const running = leak.clusters.map(cluster => ({ ...cluster, kind: 'running' as const }));
    await all.send(stateWith({ current: { ...healthy, clusters: running, findings: unknown } }));
    await all.page
      .getByText('No leak suspects. 221 goroutines, all idle waits are expected.')
      .waitFor();
    await all.page.close();
  });
});
