import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/browser';
import { openPanel } from './panelPage';
import { leak, stateWith } from './samples';

/** The leak with everything that the page can say about it. */
const explained = {
  ...leak,
  findings: leak.findings.map((finding, index) =>
    index === 0
      ? {
          ...finding,
          counts: [40, 312, 127_600],
          retained: 'At least 332 MB.',
          repairs: ['Return after the first send.'],
          overturn: ['A later capture in which these goroutines are gone.'],
          unknowable: ['Whether somebody still means to receive.'],
        }
      : finding,
  ),
};

describe('the page of a finding', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  async function openFinding(current = explained) {
    const panel = await openPanel(browser, { viewState: { tab: 'finding' } });
    await panel.send(stateWith({ current }));
    return panel;
  }

  test('shows the worst finding with points, sum, growth, and what would overturn it', async () => {
    const { page, faults } = await openFinding();
    const text = await page.locator('.finding-page').innerText();
    for (const part of [
      '127,600 goroutines',
      'Ages spread from 3 min to 47 min: steady accumulation.',
      '40 → 312 → 127,600',
      'At least 332 MB.',
      'What helps',
      'Return after the first send.',
      'A later capture in which these goroutines are gone.',
      'Whether somebody still means to receive.',
    ])
      assert.ok(text.includes(part), part);
    const sum = await page.locator('.evidence-table tfoot .number').innerText();
    assert.equal(sum, '+7');
    const signals = await page.locator('.evidence-table tbody td:first-child').allInnerTexts();
    assert.deepEqual(signals, ['waiting time', 'operation', 'how many']);
    assert.deepEqual(faults, []);
    await page.close();
  });

  test('walks from finding to finding, and back', async () => {
    const { page } = await openFinding();
    await page.getByText('Next Finding').click();
    await page.getByText('2 of 5').waitFor();
    await page.getByText('22 goroutines blocked here in select.').waitFor();
    await page.getByText('Previous Finding').click();
    await page.getByText('1 of 5').waitFor();
    await page.close();
  });

  test('a finding that is expected says by whom and why, and is not offered again', async () => {
    const hidden = { by: 'goroutineLens.ignore', reason: 'mailboxes <img src=x>' };
    const current = {
      ...explained,
      findings: explained.findings.map(finding => ({ ...finding, hidden })),
    };
    const { page, faults } = await openFinding(current);
    await page.getByText('Expected: mailboxes <img src=x> (goroutineLens.ignore)').waitFor();
    assert.equal(await page.getByText('Mark as expected…').count(), 0);
    assert.deepEqual(faults, []);
    await page.close();
  });

  test('asks the host to mark a finding as expected, by its signature', async () => {
    const { page, sent } = await openFinding();
    await page.getByText('Mark as expected…').click();
    assert.deepEqual((await sent()).at(-1), { type: 'markExpected', signature: 'leak' });
    await page.close();
  });

  test('five chooses it, and the overview leads to it', async () => {
    const { page } = await openPanel(browser, { viewState: { tab: 'overview' } }).then(
      async panel => {
        await panel.send(stateWith({ current: explained }));
        return panel;
      },
    );
    await page.getByText('Explain', { exact: true }).click();
    await page.locator('.finding-page').waitFor();
    await page.keyboard.press('1');
    await page.keyboard.press('5');
    await page.locator('.finding-page').waitFor();
    await page.close();
  });
});
