/** A real Chromium for tests: one that is there, never a download. */
import fs from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** Where systems keep it; `GOROUTINE_LENS_CHROMIUM` names another. */
const knownPlaces = [
  process.env['GOROUTINE_LENS_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The path of a Chromium: known places first, then Playwright's cache; undefined when there is none. */
export function findChromium(): string | undefined {
  return [...knownPlaces, chromium.executablePath()].find(
    place => place !== undefined && place !== '' && fs.existsSync(place),
  );
}

/** Starts it without a window; throws a sentence that says what to install. The caller closes it. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error(
      'No Chromium found: install chromium, run "npx playwright-core install chromium", or set GOROUTINE_LENS_CHROMIUM.',
    );
  return chromium.launch({ executablePath, args: browserArguments() });
}

/** No network of its own, and no sandbox where the kernel refuses one (root in a container). */
export function browserArguments(): string[] {
  const isRoot = process.getuid?.() === 0;
  return [
    ...(isRoot ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
}
