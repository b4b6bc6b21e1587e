/**
 * Drives the workbench of VS Code in Chromium as a person would: keys, mouse, and what stands on the page.
 */
/* global document, indexedDB, InputEvent, TextDecoder -- some functions run in the page */
import { chromium } from 'playwright-core';

const pageTimeout = 60_000;

/**
 * Opens a workbench page. `profileDir` keeps what the browser stores (views, layout) between two openings.
 * Resolves with a Workbench once the page takes keys.
 */
export async function openWorkbench({ executablePath, url, profileDir, beforeGoto, size, locale }) {
  const options = {
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
    viewport: size ?? { width: 1440, height: 900 },
    ...(locale ? { locale } : {}),
  };
  const context = profileDir
    ? await chromium.launchPersistentContext(profileDir, options)
    : await (
        await chromium.launch({ executablePath, args: options.args })
      ).newContext({ viewport: options.viewport, ...(locale ? { locale } : {}) });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(15_000);
  await beforeGoto?.(page);
  await page.goto(url, { timeout: pageTimeout });
  const workbench = new Workbench(page, context);
  await workbench.ready();
  return workbench;
}

export class Workbench {
  constructor(page, context) {
    this.page = page;
    this.context = context;
  }

  /** Resolves when the window stands and the extension host has put its items into the status bar. */
  async ready() {
    await this.page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: pageTimeout });
    await this.page.waitForSelector('.monaco-workbench .part.activitybar', {
      timeout: pageTimeout,
    });
  }

  /** Loads the page again, as "Reload Window" does. */
  async reload() {
    await this.page.reload({ timeout: pageTimeout });
    await this.ready();
  }

  async close() {
    const browser = this.context.browser();
    await this.context.close().catch(() => undefined);
    await browser?.close().catch(() => undefined);
  }

  /** Brings the keyboard back from a webview, a hover or an open menu. */
  async neutral() {
    await this.page.keyboard.press('Escape');
    const { width, height } = this.page.viewportSize();
    // The empty middle of the status bar.
    await this.page.mouse.move(width / 2, height - 8);
    const inWebview = await this.page.evaluate(() => document.activeElement?.tagName === 'IFRAME');
    if (inWebview) await this.page.mouse.click(width / 2, height - 8);
  }

  /**
   * Opens the palette by a key with a text typed into it, and resolves with the rows that hold `wanted`. Tries again when
   * something else takes the focus: while a window starts, editors do.
   */
  async palette(key, text, wanted) {
    const input = this.page.locator('.quick-input-widget input.input');
    const rows = this.page.locator('.quick-input-widget .monaco-list-row', { hasText: wanted });
    for (let tries = 0; tries < 4; tries++) {
      await this.neutral();
      await this.page.keyboard.press(key);
      try {
        await input.waitFor({ state: 'visible', timeout: 4000 });
        await put(input, text);
        await rows.first().waitFor({ state: 'visible', timeout: 5000 });
        return rows;
      } catch {
        await this.page.waitForTimeout(500);
      }
    }
    throw new Error(`the palette does not offer: ${wanted}`);
  }

  /** Clicks what the palette offers for some text; a window that is still starting may close it under the pointer. */
  choose(key, text, wanted) {
    return again(
      async () => {
        const rows = await this.palette(key, text, wanted);
        await rows.first().click({ timeout: 5000 });
      },
      () => this.page.keyboard.press('Escape'),
    );
  }

  /** Runs a command by its title in the palette, e.g. "Goroutine Lens: Capture Goroutines". */
  run(title) {
    return this.choose('F1', `>${title}`, title);
  }

  /** The titles that the palette offers for some text, of those that hold `wanted`. */
  async paletteOffers(text, wanted) {
    const rows = await this.palette('F1', `>${text}`, wanted);
    await this.page.waitForTimeout(300);
    const offers = await rows.locator('.label-name').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return offers;
  }

  /** What an open input box or pick shows: title, prompt or placeholder, value and rows. */
  async quickInput() {
    const widget = this.page.locator('.quick-input-widget');
    await widget.waitFor({ state: 'visible' });
    const input = widget.locator('input.input');
    return {
      title: await widget.locator('.quick-input-title').innerText(),
      placeholder: (await input.getAttribute('placeholder')) ?? '',
      value: await input.inputValue(),
      message: await widget.locator('.quick-input-message').innerText(),
      rows: await widget.locator('.monaco-list-row').allInnerTexts(),
    };
  }

  /** Types into the open input box or pick and accepts it. */
  async answer(text) {
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor({ state: 'visible' });
    await put(input, text);
    await this.page.waitForTimeout(150);
    await input.press('Enter');
  }

  /** Types into the open input box or pick without accepting it. */
  async type(text) {
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor({ state: 'visible' });
    await put(input, text);
  }

  /** Everything that the window keeps in the browser's databases as text: user settings, states of extensions. */
  storedState() {
    return this.page.evaluate(readDatabases);
  }

  /** Closes what is open above the editor: a box, a pick, a hover. */
  async dismiss() {
    await this.page.keyboard.press('Escape');
    await this.neutral();
  }

  /** Opens a file by its absolute path: searching by name needs a program that not every host has. */
  async openFile(file) {
    const name = file.split('/').at(-1);
    await this.choose('Control+P', file, name);
    await this.page.locator('.tab.active', { hasText: name }).first().waitFor();
    await this.page.waitForSelector('.editor-instance .view-line');
  }

  /** The lines with a squiggle that are on the page: severity, line number and the text underlined. */
  squiggles() {
    return this.page.evaluate(readSquiggles);
  }

  /** The lenses that are on the page, each with the line of source below it. */
  lenses() {
    return this.page.evaluate(() =>
      [...document.querySelectorAll('.codelens-decoration')]
        .map(e => e.textContent.trim())
        .filter(text => text !== ''),
    );
  }

  /** Moves the mouse to some text of the editor and resolves with the text of the hover that appears. */
  async hover(text) {
    const box = await this.page.evaluate(findText, text);
    if (!box) throw new Error(`the editor does not show: ${text}`);
    await this.page.mouse.move(box.x - 40, box.y + 60);
    await this.page.mouse.move(box.x, box.y, { steps: 4 });
    const hover = this.page.locator('.monaco-hover:not(.hidden) .monaco-hover-content').first();
    await hover.waitFor({ state: 'visible' });
    await this.page.waitForTimeout(300);
    return hover.innerText();
  }

  /** Shows a view container of the activity bar. */
  async openContainer(label) {
    const item = this.page.locator(`.part.activitybar .action-item:has([aria-label^="${label}"])`);
    if ((await item.getAttribute('aria-selected')) !== 'true') await item.click();
    await this.page.waitForSelector(`.part.sidebar .composite.title:has-text("${label}")`);
  }

  /** The rows of one tree view, as shown: text and level. */
  async treeRows(view) {
    const rows = this.pane(view).locator('.monaco-list-row');
    return rows.evaluateAll(all =>
      all.map(row => ({
        text: row.textContent.replace(/\s+/g, ' ').trim(),
        label: row.getAttribute('aria-label') ?? '',
        level: Number(row.getAttribute('aria-level')),
        expanded: row.getAttribute('aria-expanded'),
      })),
    );
  }

  /** Opens the branch of a tree whose row holds the text. */
  async expandRow(view, text) {
    const row = this.pane(view).locator('.monaco-list-row', { hasText: text }).first();
    if ((await row.getAttribute('aria-expanded')) === 'false')
      await row.locator('.monaco-tl-twistie').click();
  }

  async clickRow(view, text) {
    await this.pane(view).locator('.monaco-list-row', { hasText: text }).first().click();
  }

  /** Presses the small button of a row, by its label; it shows while the mouse is on the row. */
  async pressInRow(view, text, label) {
    const row = this.pane(view).locator('.monaco-list-row', { hasText: text }).first();
    await again(
      async () => {
        await row.hover({ timeout: 5000 });
        await row.locator(`.action-label[aria-label="${label}"]`).click({ timeout: 5000 });
      },
      () => this.page.mouse.move(0, 0),
    );
  }

  /** The text of a view without rows: its welcome. */
  async welcome(view) {
    return (await this.pane(view).locator('.welcome-view').innerText()).trim();
  }

  pane(view) {
    return this.page.locator('.pane', {
      has: this.page.locator('.pane-header .title', { hasText: view }),
    });
  }

  /** What the notification center holds: a driven window may hold back its toasts. */
  async notifications() {
    await this.run('Notifications: Show Notifications');
    const items = this.page.locator('.notifications-center .notification-list-item');
    await items
      .first()
      .waitFor({ state: 'visible', timeout: 2000 })
      .catch(() => undefined);
    const texts = await items.allInnerTexts();
    await this.page.keyboard.press('Escape');
    return texts;
  }

  async clearNotifications() {
    await this.run('Notifications: Clear All Notifications');
  }

  async pressNotificationButton(label) {
    await this.run('Notifications: Show Notifications');
    const button = this.page.locator('.notifications-center .monaco-button', { hasText: label });
    await button.first().click();
  }

  /** The texts of the status bar. */
  statusBar() {
    return this.page.locator('.part.statusbar .statusbar-item').allInnerTexts();
  }

  /** The file on screen and where the cursor stands. */
  async cursor() {
    const text = (await this.statusBar()).find(t => /^Ln \d+, Col \d+/.test(t.trim()));
    const [, line, column] = /Ln (\d+), Col (\d+)/.exec(text ?? '') ?? [];
    const file = await this.page.locator('.editor-group-container.active .tab.active').innerText();
    return { file: file.replace(/\s/g, ''), line: Number(line), column: Number(column) };
  }

  /** Clicks a link of the hover that is on the page. */
  async clickInHover(text) {
    const hover = this.page.locator('.monaco-hover:not(.hidden)');
    await hover.locator('a', { hasText: text }).first().click();
  }

  /** Clicks the lens that holds the text. */
  async clickLens(text) {
    await this.page.locator('.codelens-decoration a', { hasText: text }).first().click();
  }

  /** The document of the analysis panel; it is two frames below the page. */
  async panel() {
    const deadline = Date.now() + 15_000;
    while (Date.now() < deadline) {
      for (const frame of this.page.frames()) {
        const page = await frame.$('.page').catch(() => null);
        if (page && (await page.isVisible().catch(() => false))) return frame;
      }
      await this.page.waitForTimeout(100);
    }
    throw new Error('no analysis panel is on the page');
  }

  async panelText() {
    return (await this.panel()).locator('.page').innerText();
  }

  /** Clicks the first visible thing in the panel that the selector names; of these, the one that holds the text. */
  async panelClick(selector, text) {
    const all = (await this.panel()).locator(selector);
    const wanted = text === undefined ? all : all.filter({ hasText: text });
    await wanted.first().click();
  }

  async panelFill(selector, text) {
    await (await this.panel()).locator(selector).first().fill(text);
  }

  /** Gives something in the panel the focus and presses keys there. */
  async panelKeys(selector, keys) {
    const target = (await this.panel()).locator(selector).first();
    for (const key of keys) await target.press(key);
  }

  /** The texts of everything in the panel that the selector names. */
  async panelTexts(selector) {
    return (await this.panel()).locator(selector).allInnerTexts();
  }

  /** Switches the color theme through the palette. */
  async theme(name) {
    await this.run('Preferences: Color Theme');
    await this.answer(name);
    await this.page.waitForTimeout(1200);
  }

  async screenshot(file) {
    await this.page.screenshot({ path: file });
  }
}

/** Puts a text into a box without keys: they would go into an editor that opens meanwhile and takes the focus. */
function put(input, text) {
  return input.evaluate((element, value) => {
    element.value = value;
    element.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }, text);
}

/** Tries up to three times: on a busy machine a list is rebuilt, or closed, under the pointer. */
async function again(act, recover) {
  for (let left = 2; ; left--) {
    try {
      return await act();
    } catch (error) {
      if (left === 0) throw error;
      await recover();
    }
  }
}

/** Runs in the page: every editor's squiggles. Decorations and lines share their vertical position. */
function readSquiggles() {
  const near = (elements, top) =>
    elements.find(e => Math.abs(e.getBoundingClientRect().top - top) < 2)?.textContent ?? '';
  return [...document.querySelectorAll('.editor-instance .monaco-editor')].flatMap(editor => {
    const lines = [...editor.querySelectorAll('.view-line')];
    const numbers = [...editor.querySelectorAll('.margin-view-overlays > div')];
    return [...editor.querySelectorAll('.view-overlays [class*="squiggly-"]')].map(mark => {
      const { top } = mark.parentElement.getBoundingClientRect();
      return {
        severity: /squiggly-(\w+)/.exec(mark.className)[1],
        line: Number(near(numbers, top)),
        text: near(lines, top)
          .replace(/\u00a0/g, ' ')
          .trim(),
      };
    });
  });
}

/** Runs in the page. The keys and values of every object store. */
async function readDatabases() {
  const done = request =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const text = value =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : JSON.stringify(value);
  const all = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const objects = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([
        done(objects.getAllKeys()),
        done(objects.getAll()),
      ]);
      keys.forEach((key, i) => all.push(`${name}/${store}/${key}: ${text(values[i])}`));
    }
    database.close();
  }
  return all;
}

/** Runs in the page. The middle of some text of the editor. */
function findText(text) {
  const plain = s => s.replace(/\u00a0/g, ' ');
  for (const line of document.querySelectorAll('.editor-instance .view-line')) {
    if (!plain(line.textContent).includes(text)) continue;
    const spans = [...line.querySelectorAll('span span')];
    const span = spans.find(s => text.includes(plain(s.textContent).trim())) ?? line;
    const box = (
      spans.find(s => plain(s.textContent).includes(text)) ?? span
    ).getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }
  return undefined;
}
