import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { panelStrings } from '../../src/panel/strings';
import { launchChromium } from '../support/browser';
import { themes } from '../support/themes';
import { openPanel } from './panelPage';
import { comparison, leak, leakFrames, snapshots, stateWith } from './samples';

const nothing = { snapshots: [], current: undefined } as const;

describe('the panel', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  test('it asks for its state first, and shows nothing it was not told', async () => {
    const { page, sent, faults } = await openPanel(browser);
    assert.deepEqual(await sent(), [{ type: 'ready' }]);
    assert.equal((await page.locator('#root').innerText()).trim(), '');
    assert.deepEqual(faults, []);
    await page.close();
  });

  test('before the first capture it offers to capture and to open a file', async () => {
    const { page, send, sent } = await openPanel(browser);
    await send(stateWith(nothing));
    await page.getByRole('button', { name: 'Capture Goroutines' }).click();
    await page.getByRole('button', { name: 'Open Dump File…' }).click();
    assert.deepEqual((await sent()).slice(1), [{ type: 'capture' }, { type: 'openFile' }]);
    await page.close();
  });

  test('a capture under way is said, and cannot be started twice', async () => {
    const { page, send } = await openPanel(browser);
    await send(stateWith({ ...nothing, busy: true }));
    await page.getByRole('status').filter({ hasText: 'Capturing…' }).waitFor();
    assert.ok(await page.getByRole('button', { name: 'Capture Goroutines' }).isDisabled());
    await page.close();
  });

  test('nothing is cut off at 300 pixels, or at twice the size', async () => {
    const { page, send, faults } = await openPanel(browser, { width: 300, height: 700 });
    const checked = { ...comparison, check: { exercised: 's2', by: 'ids' as const } };
    for (const shown of [comparison, checked]) {
      await send(stateWith({ comparison: shown }));
      for (const name of ['Overview', 'Clusters', 'Flame Graph', 'Comparison', 'Finding']) {
        await page.getByRole('tab', { name, exact: true }).click();
        assert.deepEqual(await page.evaluate(overflowing), [], name);
      }
    }
    assert.deepEqual(faults, []);
    await page.close();
  });

  test('an error stands above what was there before', async () => {
    const { page, send } = await openPanel(browser);
    await send(stateWith({ error: 'Nothing is listening on localhost:6060.' }));
    await page.getByRole('alert').getByText('Nothing is listening on localhost:6060.').waitFor();
    await page.getByText('Top finding').waitFor();
    await page.close();
  });

  test('after a reload it shows the tab, filter, cluster, snapshot and comparison of before', async () => {
    const first = await openPanel(browser);
    await first.send(stateWith({ comparison }));
    await first.page.getByRole('tab', { name: 'Clusters' }).click();
    await first.page
      .locator('.table-row')
      .first()
      .click({ position: { x: 20, y: 8 } });
    await first.page.getByLabel('Filter clusters').fill('func:handle');
    await first.page.getByText('1 of 5 clusters').waitFor();
    const kept = await first.viewState();
    assert.deepEqual(kept, {
      tab: 'clusters',
      selected: 'leak',
      filter: 'func:handle',
      current: 's3',
      compare: { before: 's3', after: 's1' },
    });
    await first.page.close();

    const second = await openPanel(browser, { viewState: kept ?? {} });
    await second.send(stateWith({ current: undefined }));
    // Which snapshot was shown the host knows itself: after "Clear Findings" none is.
    assert.deepEqual((await second.sent()).slice(1), [
      { type: 'compare', before: 's3', after: 's1' },
    ]);
    await second.send(stateWith());
    assert.equal(await second.page.getByLabel('Filter clusters').inputValue(), 'func:handle');
    await second.page.locator('.split-side').getByText('tenant=blue').waitFor();
    assert.equal((await second.sent()).length, 2, 'it asks once');
    await second.page.close();
  });

  test('a snapshot that is gone after a reload is said to be gone, and not asked for', async () => {
    const { page, send, sent } = await openPanel(browser, { viewState: { current: 'old' } });
    await send(stateWith({ current: undefined }));
    await page.getByText('This snapshot was deleted or moved.').waitFor();
    assert.deepEqual(await sent(), [{ type: 'ready' }]);
    await page.getByRole('button', { name: 'Open another' }).click();
    assert.deepEqual((await sent()).at(-1), { type: 'openFile' });
    await page.close();
  });

  test('the same state again keeps scroll, zoom and selection', async () => {
    const { page, send } = await openPanel(browser, { viewState: { tab: 'flame' } });
    await send(stateWith());
    await page.locator('.flame').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await send(stateWith({ busy: true }));
    assert.match(
      await page.locator('#flame-details').innerText(),
      /^started by .* of what is shown/,
    );
    await page.close();
  });

  test('tabs follow arrow keys and digits, and digits typed into a field stay there', async () => {
    const { page, send } = await openPanel(browser);
    await send(stateWith());
    const selected = () => page.locator('[role="tab"][aria-selected="true"]').innerText();
    await page.getByRole('tab', { name: 'Overview' }).focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await selected(), 'Clusters');
    await page.keyboard.press('3');
    assert.equal(await selected(), 'Flame Graph');
    await page.getByLabel('Search functions').fill('');
    await page.keyboard.type('1');
    assert.equal(await selected(), 'Flame Graph');
    await page.close();
  });

  test('the toolbar shows another snapshot, sets the baseline and opens the raw text', async () => {
    const { page, send, sent } = await openPanel(browser);
    await send(stateWith());
    await page.getByLabel('Snapshot').selectOption('s2');
    await page.getByRole('button', { name: 'Set as Baseline' }).click();
    await page.getByRole('button', { name: 'Open Raw Dump' }).click();
    assert.deepEqual((await sent()).slice(1), [
      { type: 'show', snapshot: 's2' },
      { type: 'setBaseline', snapshot: 's3' },
      { type: 'openRaw', snapshot: 's3' },
    ]);
    await page.close();
  });

  test('hostile text stays text: no element, no request, nothing reordered', async () => {
    const img = '<img src="https://evil.test/x" onerror="document.title=1">';
    const bidi = '\u202egnp.exe\u200b';
    const state = stateWith({
      error: img,
      snapshots: snapshots.map(snapshot => ({ ...snapshot, source: img + bidi })),
      current: {
        ...leak,
        frames: leakFrames.map(frame => ({
          ...frame,
          func: `main.${img}${bidi}`,
          file: `/a/${bidi}`,
        })),
        clusters: leak.clusters.map(cluster => ({
          ...cluster,
          state: img + bidi,
          labels: [{ key: img, value: bidi, count: 1 }],
        })),
        findings: leak.findings.map(finding => ({ ...finding, message: img + bidi })),
        problems: [{ line: 1, reason: img }],
      },
    });
    for (const tab of ['overview', 'clusters', 'flame'] as const) {
      const { page, send, faults } = await openPanel(browser, {
        viewState: { tab, selected: 'leak' },
      });
      await send(state);
      const text = await page.locator('body').innerText();
      assert.equal(await page.locator('img').count(), 0);
      assert.ok(!/[\u202e\u200b]/.test(text), tab);
      assert.ok(text.includes('<img src='), tab);
      assert.notEqual(await page.title(), '1');
      assert.deepEqual(faults, []);
      await page.close();
    }
  });

  test('every sentence comes from the display language, numbers and times too', async () => {
    const strings = Object.fromEntries(panelStrings.map(key => [key, `译${key}`]));
    for (const tab of ['overview', 'clusters', 'flame', 'diff'] as const) {
      const { page, send } = await openPanel(browser, { viewState: { tab, selected: 'leak' } });
      await send(stateWith({ locale: 'zh-cn', strings, comparison }));
      const words = await page.evaluate(visibleWords);
      const known = new Set<string>(panelStrings);
      assert.deepEqual(
        words.filter(word => known.has(word)),
        [],
        tab,
      );
      assert.ok(words.some(word => word.startsWith('译')));
      await page.close();
    }
  });

  test('an unknown locale falls back to English formats', async () => {
    const { page, send, faults } = await openPanel(browser);
    await send(stateWith({ locale: 'no such locale' }));
    await page.getByText('127,843 goroutines').first().waitFor();
    assert.deepEqual(faults, []);
    await page.close();
  });

  test('what is drawn follows a change of the theme', async () => {
    const { page, send } = await openPanel(browser, { viewState: { tab: 'flame' } });
    await send(stateWith());
    const dark = await page.locator('.flame canvas').screenshot();
    await page.evaluate(light => {
      for (const [name, value] of Object.entries(light.variables))
        document.documentElement.style.setProperty(name, value);
      document.body.className = light.bodyClass;
    }, themes.light);
    await page.waitForTimeout(100);
    assert.notDeepEqual(await page.locator('.flame canvas').screenshot(), dark);
    await page.close();
  });

  test('nothing sticks out of a narrow panel in any theme, on any tab', async () => {
    for (const theme of ['dark', 'light', 'highContrast'] as const)
      for (const tab of ['overview', 'clusters', 'flame', 'diff'] as const) {
        const viewState = { tab, selected: 'leak' };
        const { page, send, faults } = await openPanel(browser, { theme, width: 420, viewState });
        await send(stateWith({ comparison }));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= 420, `${theme} ${tab}: ${wide}`);
        const view = page.locator('.view');
        assert.ok(
          await view.evaluate(box => box.scrollWidth <= box.clientWidth),
          `${theme} ${tab}`,
        );
        assert.deepEqual(faults, []);
        await page.close();
      }
  });
});

/** Runs in the page: every text and label a person meets. */
function visibleWords(): string[] {
  const words: string[] = [];
  for (const element of document.querySelectorAll('#root *')) {
    for (const name of ['aria-label', 'title', 'placeholder'])
      words.push(element.getAttribute(name) ?? '');
    for (const node of element.childNodes)
      if (node.nodeType === Node.TEXT_NODE) words.push(node.textContent ?? '');
  }
  return words.map(word => word.trim()).filter(word => word !== '');
}

/** Runs in the page: what reaches beyond the right edge, or scrolls sideways where it should not. */
function overflowing(): readonly string[] {
  const wide = [...document.querySelectorAll('.page-head *, .view *')].filter(element => {
    const { right, width } = element.getBoundingClientRect();
    return width > 0 && right > window.innerWidth + 1 && !element.closest('.frames, .hidden');
  });
  return wide.map(element => `${element.tagName}.${element.className}`);
}
