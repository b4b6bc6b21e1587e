import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/browser';
import { openPanel } from './panelPage';
import { comparison, snapshots, stateWith } from './samples';

describe('the comparison', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  async function openDiff(state = stateWith({ comparison })) {
    const panel = await openPanel(browser, { viewState: { tab: 'diff' } });
    await panel.send(state);
    return panel;
  }

  test('both totals and every cluster stand before and after, largest change first', async () => {
    const { page, faults } = await openDiff();
    assert.match(
      (await page.locator('.totals').innerText()).replace(/\s+/g, ' '),
      /127,843 → 512 -127,331/,
    );
    const rows = await page.locator('.changes .table-row').allInnerTexts();
    assert.match(rows[0]?.replace(/\s+/g, ' ') ?? '', /127,600 → ?269 -127,331 shrunk chan send/);
    assert.equal(rows.length, 5);
    assert.deepEqual(faults, []);
    await page.close();
  });

  test('what became of each finding stands first, in a narrow panel too', async () => {
    const judged = {
      ...comparison,
      changes: comparison.changes.map(change => {
        if (change.signature === 'leak') return { ...change, after: 0, outcome: 'fixed' as const };
        return change.signature === 'new' ? { ...change, outcome: 'new finding' as const } : change;
      }),
    };
    const panel = await openPanel(browser, { viewState: { tab: 'diff' }, width: 480 });
    await panel.send(stateWith({ comparison: judged }));
    const lines = await panel.page.locator('.outcomes li').allInnerTexts();
    assert.deepEqual(
      lines.map(line => line.replace(/\s+/g, ' ').trim()),
      [
        'fixed 127,600 → 0 processor.(*Processor).handleTask',
        'new finding 0 → 12 worker.(*Pool).Start',
      ],
    );
    await panel.page.getByRole('button', { name: 'fixed' }).click();
    await panel.page.locator('.split-side').getByText('processor.go:27').waitFor();
    assert.deepEqual(panel.faults, []);
    await panel.page.close();
  });

  test('counts of a capture that was cut are said to be "at least"', async () => {
    const cut = { ...comparison, after: { ...comparison.after, truncated: true } };
    const { page } = await openDiff(stateWith({ comparison: cut }));
    await page.getByText('The input was cut: every count is "at least".').waitFor();
    await page.close();
  });

  test('a leak check shows who stayed, the most first', async () => {
    const checked = {
      ...comparison,
      check: { exercised: 's2', by: 'counts' as const },
      changes: comparison.changes.map(change =>
        change.signature === 'new' ? { ...change, survivors: 12 } : change,
      ),
    };
    const { page, faults } = await openDiff(stateWith({ comparison: checked }));
    const first = page.locator('.changes .table-row[aria-rowindex="2"]');
    assert.match((await first.innerText()).replace(/\s+/g, ' '), /^12 0 → ?12 \+12 new sleep/);
    await page.getByText('Who stayed is told by counts').waitFor();
    assert.deepEqual(faults, []);
    await page.close();
  });

  test('a leak check over a restart says that nobody can tell who stayed', async () => {
    const untold = { ...comparison, check: { exercised: 's2', untold: 'restarted' as const } };
    const { page, faults } = await openDiff(stateWith({ comparison: untold }));
    await page.getByText('The program was restarted in between').waitFor();
    assert.equal(await page.getByRole('columnheader', { name: 'Stayed' }).count(), 0);
    assert.deepEqual(faults, []);
    await page.close();
  });

  test('the kinds of change filter, and the filter box narrows further', async () => {
    const { page } = await openDiff();
    const chip = page.getByRole('button', { name: 'gone 1' });
    await chip.click();
    assert.equal(await chip.getAttribute('aria-pressed'), 'true');
    await page.getByText('1 of 5 changes').waitFor();
    await chip.click();
    await page.getByLabel('Filter changes').fill('func:Pool -change:same');
    await page.getByText('2 of 5 changes').waitFor();
    await page.close();
  });

  test('a sort by the change puts growth first', async () => {
    const { page } = await openDiff();
    await page.getByRole('columnheader', { name: 'Change' }).getByRole('button').click();
    const deltas = await page.locator('.changes .table-row .delta .delta').allInnerTexts();
    const sorted = await page
      .locator('.changes .table-row')
      .evaluateAll(rows =>
        rows
          .sort(
            (a, b) =>
              Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')),
          )
          .map(row => row.querySelector('.cell.delta')?.textContent),
      );
    assert.deepEqual(sorted, ['+12', '+10', '0', '-22', '-127,331']);
    assert.equal(deltas.length, 5);
    await page.close();
  });

  test('a frame of a change opens by its index in the comparison', async () => {
    const { page, sent } = await openDiff();
    await page
      .locator('.table-row')
      .nth(1)
      .click({ position: { x: 20, y: 8 } });
    await page.getByText('matched without wait kind or creator').waitFor();
    await page.locator('.split-side button.frame').click();
    assert.deepEqual((await sent()).at(-1), { type: 'openFrame', of: 'comparison', frame: 9 });
    await page.close();
  });

  test('two snapshots are picked, the baseline first, swapped, and given up', async () => {
    const { page, sent, send } = await openDiff(stateWith());
    await page.getByText('Choose two snapshots to see how every cluster changed.').waitFor();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    assert.deepEqual((await sent()).at(-1), { type: 'compare', before: 's1', after: 's3' });
    await page.getByLabel('After').selectOption('s2');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    assert.deepEqual((await sent()).at(-1), { type: 'compare', before: 's1', after: 's2' });
    await send(stateWith({ comparison }));
    await page.getByRole('button', { name: 'Swap' }).click();
    assert.deepEqual((await sent()).at(-1), { type: 'compare', before: 's1', after: 's3' });
    await page.getByRole('button', { name: 'End Comparison' }).click();
    assert.deepEqual((await sent()).at(-1), { type: 'endCompare' });
    await page.close();
  });

  test('one snapshot cannot be compared, and the page says what is needed', async () => {
    const { page } = await openDiff(stateWith({ snapshots: snapshots.slice(2) }));
    await page.getByText('A comparison needs two snapshots: capture again.').waitFor();
    await page.close();
  });
});
