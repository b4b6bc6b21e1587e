/** Programs behind a password or a certificate, and where the secrets are, and are not, afterwards. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { root } from '../support/repository';
import { behindProxy, certificate, failing, guardedBy, guardedByTls } from './guardedService';
import type { Guarded } from './guardedService';
import { capture, diagnosticsOf, facts, sendLine, until, workbench } from './support';
import type { EditorTest } from './support';

const password = 'correct-horse-9731';
const authorization = `Basic ${Buffer.from(`ann:${password}`).toString('base64')}`;

/** One test with a service of its own, and no finding on the lines when it begins. */
function test(
  name: string,
  start: () => Promise<Guarded>,
  body: (service: Guarded) => Promise<string | void>,
): EditorTest {
  const run = async () => {
    const service = await start();
    await vscode.commands.executeCommand('goroutineLens.clear');
    await workbench.clearNotifications();
    try {
      return await body(service);
    } finally {
      service.stop();
      await setTargets([], vscode.ConfigurationTarget.Global);
      await setTargets(undefined, vscode.ConfigurationTarget.Workspace);
    }
  };
  return { name, body: run };
}

const behindPassword = () => guardedBy({ authorization });

async function setTargets(value: unknown, target: vscode.ConfigurationTarget): Promise<void> {
  await vscode.workspace.getConfiguration().update('goroutineLens.targets', value, target);
}

async function setGlobal(name: string, value: unknown): Promise<void> {
  const { Global } = vscode.ConfigurationTarget;
  await vscode.workspace.getConfiguration().update(name, value, Global);
}

async function notification(text: string): Promise<string> {
  return until(`"${text}"`, async () =>
    (await workbench.notifications()).find(shown => shown.includes(text)),
  );
}

async function findings(): Promise<void> {
  await until(
    'the diagnostic',
    () => diagnosticsOf('processor.go')[0]?.range.start.line === sendLine - 1,
  );
}

/** The next box or pick whose prompt, placeholder or rows hold the text; saved as a picture. */
async function asked(text: string, picture: string): Promise<void> {
  await until(`the question for ${text}`, async () => {
    const { placeholder, message, rows } = await workbench.quickInput();
    return [placeholder, message, ...rows].some(shown => shown.includes(text));
  });
  await save(picture);
}

async function save(picture: string): Promise<void> {
  const folder = path.join(root, 'out', 'screenshots');
  fs.mkdirSync(folder, { recursive: true });
  await workbench.screenshot(path.join(folder, `${picture}.png`));
}

/** Runs the capture command and picks a configured target by its name. */
async function captureNamed(name: string): Promise<void> {
  await workbench.run('Goroutine Lens: Capture Goroutines');
  await until('the targets', async () => (await workbench.quickInput()).rows.length > 0);
  await workbench.answer(name);
}

/** Texts of everything that is kept outside of the secret storage. The browser's own profile holds that storage. */
async function kept(): Promise<readonly string[]> {
  const files = fs
    .readdirSync(facts.dataDir, { recursive: true, withFileTypes: true })
    .filter(file => file.isFile())
    .map(file => path.join(file.parentPath, file.name))
    .filter(file => !path.relative(facts.dataDir, file).startsWith('chromium'));
  const texts = files.map(file => `${file}: ${fs.readFileSync(file, 'latin1')}`);
  return [...texts, ...(await workbench.storedState())];
}

async function assertKeptNowhere(): Promise<void> {
  const secrets = [password, authorization.slice('Basic '.length)];
  const leaks = (await kept()).filter(text => secrets.some(secret => text.includes(secret)));
  assert.deepEqual(
    leaks.map(text => text.slice(0, 200)),
    [],
  );
}

export const access: readonly EditorTest[] = [
  test(
    'a program that asks for a password is captured after signing in',
    behindPassword,
    async service => {
      await capture(service.origin);
      await notification('needs credentials (HTTP 401)');
      await workbench.pressNotificationButton('Sign in…');
      await asked('User name and password', 'access-kind');
      await workbench.answer('User name and password');
      await asked('User name', 'access-user');
      await workbench.answer('ann');
      await asked('Password', 'access-password');
      await workbench.answer(password);
      await findings();

      await vscode.commands.executeCommand('goroutineLens.clear');
      const refused = service.refused.length;
      await capture(service.origin);
      await findings();
      assert.equal(service.refused.length, refused, 'the second capture is signed from the start');
      await assertKeptNowhere();
      const state = (await workbench.storedState()).join('\n');
      assert.ok(state.includes(service.origin), 'the index names the origin');

      await workbench.run('Goroutine Lens: Forget Credentials');
      await asked('Which are to be deleted', 'access-forget');
      await workbench.answer('');
      await until('nothing to forget', async () => {
        await workbench.run('Goroutine Lens: Forget Credentials');
        return (await workbench.notifications()).some(shown => shown.includes('No credentials'));
      });
      await workbench.clearNotifications();
      await capture(service.origin);
      await notification('needs credentials (HTTP 401)');
    },
  ),

  test(
    'a password in the address is used, and kept only where it was said so',
    behindPassword,
    async service => {
      const typed = service.origin.replace('//', `//ann:${password}@`);
      await capture(typed);
      await findings();
      await notification(`Keep the user name and password for ${service.origin}`);
      await workbench.pressNotificationButton('Only this time');
      await assertKeptNowhere();
      await capture(service.origin);
      await notification('needs credentials (HTTP 401)');
      await workbench.clearNotifications();

      await capture(typed);
      await notification(`Keep the user name and password for ${service.origin}`);
      await workbench.pressNotificationButton('Keep');
      await vscode.commands.executeCommand('goroutineLens.clear');
      await capture(service.origin);
      await findings();
      await assertKeptNowhere();
    },
  ),

  test(
    'a target names the token and the headers that it needs, and is asked nothing without them',
    () => guardedBy({ authorization: 'Bearer t0ken', 'x-team': 'blue' }),
    async service => {
      const shop = { name: 'shop', url: service.origin, auth: 'bearer', headers: ['X-Team'] };
      await setTargets([shop], vscode.ConfigurationTarget.Global);
      await captureNamed('shop');
      await asked('Bearer token', 'access-token');
      await workbench.answer('t0ken');
      await asked('Value of X-Team', 'access-header');
      await workbench.answer('blue');
      await findings();
      assert.deepEqual(service.refused, []);
    },
  ),

  test('credentials can be set before anything is asked', behindPassword, async service => {
    await setTargets([{ name: 'shop', url: service.origin }], vscode.ConfigurationTarget.Global);
    await workbench.run('Goroutine Lens: Set Credentials…');
    await asked('Set credentials for…', 'access-target');
    const { rows } = await workbench.quickInput();
    assert.ok(!rows.some(row => row.includes('Open Dump File')), rows.join('|'));
    await workbench.answer('shop');
    await asked('User name and password', 'access-kind');
    await workbench.answer('User name and password');
    await asked('User name', 'access-user');
    await workbench.answer('ann');
    await asked('Password', 'access-password');
    await workbench.answer(password);
    await captureNamed('shop');
    await findings();
    assert.deepEqual(service.refused, []);
  }),

  test('a workspace cannot say which certificates are trusted', guardedByTls, async service => {
    const caFile = certificate('authority.pem');
    const target = { name: 'theirs', url: service.origin, caFile };
    await setTargets([target], vscode.ConfigurationTarget.Workspace);
    // The question whether it may be asked is answered with no: a driven window refuses every modal question.
    await captureNamed('theirs');
    await capture(service.origin);
    await notification('is not trusted');
    assert.deepEqual(service.passed, []);
    await workbench.pressNotificationButton('Set CA file…');
    await until('the settings', async () => (await workbench.cursor()).file === 'settings.json');
    const own = vscode.workspace.getConfiguration().inspect('goroutineLens.targets')?.globalValue;
    const added = { name: new URL(service.origin).host, url: `${service.origin}/debug/pprof/` };
    assert.deepEqual(own, [{ ...added, caFile: '' }]);
  }),

  test(
    'a private authority and a client certificate come from the own settings',
    () => guardedByTls({ client: true }),
    async service => {
      const target = { name: 'mine', url: service.origin, auth: 'mtls' };
      await setTargets([target], vscode.ConfigurationTarget.Global);
      await captureNamed('mine');
      await notification('asks for a client certificate');
      const files = {
        caFile: certificate('authority.pem'),
        certFile: certificate('client.pem'),
        keyFile: certificate('test-only.key'),
      };
      await setTargets([{ ...target, ...files }], vscode.ConfigurationTarget.Global);
      // VS Code stands between an extension and the network, in ways that a person can choose.
      for (const support of ['override', 'fallback', 'on', 'off']) {
        await setGlobal('http.proxySupport', support);
        assert.equal(vscode.workspace.getConfiguration('http').get('proxySupport'), support);
        await vscode.commands.executeCommand('goroutineLens.clear');
        await captureNamed('mine');
        await findings();
      }
      await setGlobal('http.proxySupport', undefined);
      assert.ok(service.passed.length > 0);
    },
  ),

  test(
    'a program that only a proxy reaches is captured by way of it, as VS Code is told',
    behindProxy,
    async service => {
      const { proxy } = service as Awaited<ReturnType<typeof behindProxy>>;
      await capture(service.origin);
      await notification('could not be resolved');
      await workbench.clearNotifications();
      await setGlobal('http.proxy', proxy);
      for (const support of ['override', 'fallback', 'on']) {
        await setGlobal('http.proxySupport', support);
        await vscode.commands.executeCommand('goroutineLens.clear');
        await capture(service.origin);
        await findings();
      }
      await setGlobal('http.proxySupport', undefined);
      const passed = service.passed.length;
      await setGlobal('http.noProxy', ['payments.cluster.invalid']);
      await capture(service.origin);
      await notification('could not be resolved');
      assert.equal(service.passed.length, passed, 'what is to be asked directly is');
      await setGlobal('http.noProxy', undefined);
      await setGlobal('http.proxy', undefined);
    },
  ),

  test(
    'certificates are left unchecked only by the person, and never silently',
    guardedByTls,
    async service => {
      const settings = vscode.workspace.getConfiguration();
      const name = 'goroutineLens.http.allowInsecureTls';
      await assert.rejects(
        Promise.resolve(settings.update(name, true, vscode.ConfigurationTarget.Workspace)),
      );
      await settings.update(name, true, vscode.ConfigurationTarget.Global);
      await until('the banner', async () =>
        (await workbench.statusBar()).some(text => text.includes('Certificates are not checked')),
      );
      await capture(service.origin);
      await findings();
      await notification('was not checked');
      await save('access-banner');
      await setGlobal(name, undefined);
      await until(
        'no banner',
        async () =>
          !(await workbench.statusBar()).some(text =>
            text.includes('Certificates are not checked'),
          ),
      );
    },
  ),

  test(
    'what a broken server answered can be read, and nothing asks to save it',
    () => failing('upstream <b>checkout</b> is gone'),
    async service => {
      await capture(service.origin);
      await notification('answered HTTP 503');
      await workbench.pressNotificationButton('Show answer');
      const shown = await until('the answer', () => {
        const document = vscode.window.activeTextEditor?.document;
        return document?.uri.path === '/answer.txt' && document;
      });
      assert.equal(shown.getText(), 'upstream <b>checkout</b> is gone');
      assert.equal(shown.isDirty, false);
      assert.equal(shown.isUntitled, false);
    },
  ),
];
