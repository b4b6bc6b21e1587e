/** The panel's bundle in a real browser, under the policy that the host sends, with a host that only records. */
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { FromPanel, PanelViewState, ToPanel } from '../../src/protocol/panel';
import { root } from '../support/repository';
import { themes } from '../support/themes';
import type { ThemeName } from '../support/themes';

const origin = 'https://panel.test';

export interface PanelPage {
  readonly page: Page;
  /** Every message to the host so far. */
  readonly sent: () => Promise<readonly FromPanel[]>;
  /** A message of the host; resolves when the page has drawn it. */
  readonly send: (message: ToPanel) => Promise<void>;
  /** What the page kept with `setState`. */
  readonly viewState: () => Promise<PanelViewState | undefined>;
  /** What the browser refused, and what broke: both must stay empty. */
  readonly faults: readonly string[];
}

export interface PanelOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** What an earlier page kept. */
  readonly viewState?: PanelViewState;
}

/** Opens the panel; it has asked `ready` when this resolves. Nothing is answered before `send`. */
export async function openPanel(browser: Browser, options: PanelOptions = {}): Promise<PanelPage> {
  const { theme = 'dark', width = 1200, height = 800, viewState } = options;
  const page = await browser.newPage({ viewport: { width, height } });
  const faults: string[] = [];
  page.on('pageerror', error => faults.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.route('**/*', async route => {
    const answer = await answerTo(new URL(route.request().url()));
    if (answer) return route.fulfill(answer);
    faults.push(`asked for ${route.request().url()}`);
    return route.abort();
  });
  await page.addInitScript(prepareWindow, { viewState, theme: themes[theme] });
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => window.sent.length > 0);
  return {
    page,
    faults,
    sent: () => page.evaluate(() => window.sent as FromPanel[]),
    viewState: () => page.evaluate(() => window.kept as PanelViewState | undefined),
    // As text: Playwright takes seconds to carry a million numbers one by one.
    send: message => page.evaluate(post, JSON.stringify(message)),
  };
}

declare global {
  interface Window {
    sent: unknown[];
    kept: unknown;
    violations: string[];
  }
}

/** Runs in the page, before its script: the editor's API and the theme as the webview host sets them. */
function prepareWindow({
  viewState,
  theme,
}: {
  viewState: unknown;
  theme: (typeof themes)['dark'];
}) {
  window.sent = [];
  window.kept = viewState;
  const api = {
    postMessage: (message: unknown) => window.sent.push(structuredClone(message)),
    getState: () => window.kept,
    setState: (state: unknown) => (window.kept = structuredClone(state)),
  };
  Object.assign(window, { acquireVsCodeApi: () => api });
  document.addEventListener('DOMContentLoaded', () => {
    document.body.className = theme.bodyClass;
    for (const [name, value] of Object.entries(theme.variables))
      document.documentElement.style.setProperty(name, value);
  });
}

/** Runs in the page. */
async function post(message: string): Promise<void> {
  window.postMessage(JSON.parse(message), '*');
  const frame = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
  await frame();
  await frame();
}

interface Answer {
  readonly contentType: string;
  readonly body: string | Buffer;
}

async function answerTo(url: URL): Promise<Answer | undefined> {
  if (url.origin !== origin) return undefined;
  switch (url.pathname) {
    case '/':
      return { contentType: 'text/html', body: html };
    case '/media/panel.css':
      return { contentType: 'text/css', body: fs.readFileSync(path.join(root, 'media/panel.css')) };
    case '/dist/codicon.ttf':
      return { contentType: 'font/ttf', body: fs.readFileSync(path.join(root, iconFont)) };
    case '/dist/panel.js':
      return { contentType: 'text/javascript', body: await bundle() };
    case '/favicon.ico':
      return { contentType: 'image/x-icon', body: '' };
    default:
      return undefined;
  }
}

const iconFont = 'node_modules/@vscode/codicons/dist/codicon.ttf';

/** The page of the panel's host, word for word but for the addresses. */
const html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-n0'; style-src ${origin}; font-src ${origin}; img-src ${origin} data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${origin}/media/panel.css">
</head>
<body>
<div id="root"></div>
<script nonce="n0" src="${origin}/dist/panel.js"></script>
</body>
</html>`;

let built: Promise<string> | undefined;

/** Built as esbuild.js builds it, once a run: a test must not see yesterday's bundle. */
function bundle(): Promise<string> {
  built ??= build({
    entryPoints: [path.join(root, 'src/panel/main.tsx')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  }).then(result => result.outputFiles[0]?.text ?? '');
  return built;
}
