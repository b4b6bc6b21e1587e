import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/browser';
import { openPanel } from './panelPage';
import { leak, manyClusters, stateWith } from './samples';

const rowsOf = (page: Page) =>
  page
    .locator('.clusters .table-row')
    .evaluateAll(rows =>
      rows
        .sort(
          (a, b) =>
            Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')),
        )
        .map(row => [...row.querySelectorAll('.cell')].map(cell => cell.textContent)),
    );

describe('the clusters tab', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  async function openClusters(state = stateWith()) {
    const panel = await openPanel(browser, { viewState: { tab: 'clusters' } });
    await panel.send(state);
    return panel;
  }

  test('a cluster shows its count, share, verdict, state, oldest wait, place and starter', async () => {
    const { page, faults } = await openClusters();
    const [first] = await rowsOf(page);
    assert.deepEqual(first, [
      '127,600',
      '99.8%',
      'likely',
      'chan send',
      '~47 min',
      'processor.(*Processor).handleTaskprocessor.go:27',
      'processor.(*Processor).Processprocessor.go:15',
    ]);
    assert.deepEqual(faults, []);
    await page.close();
  });

  test('ten thousand clusters put only the rows in sight into the document', async () => {
    const { page, faults } = await openClusters(stateWith({ current: manyClusters(10_000, 12) }));
    assert.equal(await page.locator('.clusters').getAttribute('aria-rowcount'), '10001');
    assert.ok((await page.locator('.table-row').count()) < 80);
    await page.locator('.clusters').focus();
    await page.keyboard.press('End');
    await page.locator('[aria-rowindex="10001"][aria-selected="true"]').waitFor();
    assert.ok((await page.locator('.table-row').count()) < 80);
    assert.deepEqual(faults, []);
    await page.close();
  });

  test('the filter narrows the table, says how many are left, and can be cleared', async () => {
    const { page } = await openClusters();
    const filter = page.getByLabel('Filter clusters');
    await filter.fill('state:"chan send"');
    assert.deepEqual(
      (await rowsOf(page)).map(row => row[0]),
      ['127,600'],
    );
    await page.getByText('1 of 5 clusters, 127,600 goroutines').waitFor();
    await filter.fill('-pkg:net/http wait:>2 func:handle');
    assert.deepEqual(
      (await rowsOf(page)).map(row => row[0]),
      ['127,600'],
    );
    await filter.fill('verdict:unknown');
    assert.deepEqual(
      (await rowsOf(page)).map(row => row[0]),
      ['22'],
    );
    await filter.fill('label:tenant=blue');
    assert.deepEqual(
      (await rowsOf(page)).map(row => row[0]),
      ['127,600'],
    );
    await filter.fill('nothing like it');
    await page.getByText('No goroutines match the filter.').waitFor();
    await page.getByRole('button', { name: 'Clear filter' }).last().click();
    assert.equal((await rowsOf(page)).length, 5);
    await page.close();
  });

  test('a click on a title sorts by it and says so', async () => {
    const { page } = await openClusters();
    const header = page.getByRole('columnheader', { name: 'Count' });
    assert.equal(await header.getAttribute('aria-sort'), 'descending');
    await header.getByRole('button').click();
    assert.equal(await header.getAttribute('aria-sort'), 'ascending');
    assert.deepEqual(
      (await rowsOf(page)).map(row => row[0]),
      ['1', '22', '40', '180', '127,600'],
    );
    await page.getByRole('columnheader', { name: 'Oldest' }).getByRole('button').click();
    assert.equal(await header.getAttribute('aria-sort'), 'none');
    assert.deepEqual((await rowsOf(page))[0]?.[4], '~47 min');
    await page.close();
  });

  test('the arrow keys walk the table and the stack follows; Enter opens the blocking frame', async () => {
    const { page, sent } = await openClusters();
    await page.locator('.clusters').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const grid = page.locator('.clusters');
    const active = await grid.getAttribute('aria-activedescendant');
    assert.equal(await page.locator('[aria-selected="true"].table-row').getAttribute('id'), active);
    await page.locator('.split-side').getByText('http.(*conn).serve').waitFor();
    await page.keyboard.press('Enter');
    assert.deepEqual((await sent()).at(-1), { type: 'openFrame', of: 'current', frame: 4 });
    await page.close();
  });

  test('every frame of the selected stack opens by its own index, the creator too', async () => {
    const { page, sent } = await openClusters();
    await page
      .locator('.table-row')
      .nth(1)
      .click({ position: { x: 20, y: 8 } });
    const frames = page.locator('.split-side button.frame');
    assert.equal(await frames.count(), 5);
    for (let i = 0; i < 5; i++) await frames.nth(i).click();
    const opened = (await sent()).flatMap(message =>
      message.type === 'openFrame' ? [message.frame] : [],
    );
    assert.deepEqual(opened, [2, 3, 4, 5, 6]);
    await page.getByLabel('Own frames only').check();
    await page.getByText('No frame of this stack is your own code.').waitFor();
    assert.equal(await frames.count(), 1, 'the go statement stays');
    await page.close();
  });

  test('a link in the table opens the frame without choosing another row', async () => {
    const { page, sent } = await openClusters();
    await page.getByRole('button', { name: 'pool.go:41' }).click();
    assert.deepEqual((await sent()).at(-1), { type: 'openFrame', of: 'current', frame: 8 });
    assert.equal(await page.locator('.table-row[aria-selected="true"]').count(), 0);
    await page.close();
  });

  test('the finding shows its sentence, every piece of evidence, the labels and the ids', async () => {
    const { page } = await openClusters();
    await page
      .locator('.table-row')
      .first()
      .click({ position: { x: 20, y: 8 } });
    const side = page.locator('.split-side');
    const text = (await side.innerText()).replace(/\s+/g, ' ');
    assert.match(text, /127,600 goroutines blocked here in chan send, oldest ~47 min/);
    assert.match(text, /\+3 Ages spread from 3 min to 47 min: steady accumulation\./);
    assert.match(text, /Waiting 3–47 min, approximately\./);
    assert.match(text, /tenant=blue 120,000 of 127,600/);
    assert.match(text, /Goroutine ids \(first 3\)/);
    await page.close();
  });

  test('clusters that the wire left out are counted', async () => {
    const { page } = await openClusters(stateWith({ current: { ...leak, clustersLeftOut: 995 } }));
    await page.getByText('The 5 largest of 1,000 clusters are shown.').waitFor();
    await page.close();
  });

  test('what the host reveals is selected, in sight, and not hidden by a filter', async () => {
    const { page, send } = await openClusters(stateWith({ current: manyClusters(3_000, 5) }));
    await page.getByLabel('Filter clusters').fill('nothing like it');
    await send({ type: 'reveal', signature: 'cluster-2500', page: 'clusters' });
    await page.locator('[aria-rowindex="2502"][aria-selected="true"]').waitFor();
    assert.equal(await page.getByLabel('Filter clusters').inputValue(), '');
    await page.close();
  });
});
