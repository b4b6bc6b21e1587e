/** Dumps that a person brings along, the repair of the line, and what is expected. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { fixture } from '../support/repository';
import {
  capture,
  diagnosticsOf,
  facts,
  sendLine,
  until,
  workbench,
  workspaceFile,
} from './support';
import type { EditorTest } from './support';

const test = (name: string, body: () => Promise<string | void>): EditorTest => ({ name, body });

const isUnderlined = () => diagnosticsOf('processor.go')[0]?.range.start.line === sendLine - 1;
const findings = async () => (await workbench.treeRows('Findings')).map(({ text }) => text);
const isListed = async (text: string) =>
  (await workbench.treeRows('Snapshots')).some(row => row.text.includes(text));

/** The cluster of the underlined line, as its diagnostic names it. */
function shownSignature(): string {
  const [found] = diagnosticsOf('processor.go');
  const signature = (found as { data?: { signature?: string } } | undefined)?.data?.signature;
  assert.ok(signature !== undefined, 'the diagnostic names its cluster');
  return signature;
}

async function notification(text: string): Promise<void> {
  await until(`"${text}"`, async () =>
    (await workbench.notifications()).some(shown => shown.includes(text)),
  );
}

/** A server that takes the request and keeps silent; `asked` counts the requests, `closed` those that were given up. */
async function silentServer() {
  let asked = 0;
  let closed = 0;
  const server = http.createServer(request => {
    asked++;
    request.socket.once('close', () => closed++);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    asked: () => asked,
    closed: () => closed,
    stop: () => server.close(),
  };
}

/** Captures the leaking service as a target of this name whose metrics answer so (`undefined`: by HTTP 500), then looks. */
async function capturedWithMetrics(
  name: string,
  answer: string | undefined,
  look: () => Promise<void>,
): Promise<void> {
  const metrics = http.createServer((_, response) =>
    answer === undefined ? response.writeHead(500).end() : response.end(answer),
  );
  await new Promise<void>(resolve => metrics.listen(0, '127.0.0.1', resolve));
  const { port } = metrics.address() as AddressInfo;
  const settings = vscode.workspace.getConfiguration();
  const { Global } = vscode.ConfigurationTarget;
  const before = settings.inspect('goroutineLens.targets')?.globalValue;
  const target = {
    name,
    url: `http://${facts.leaking}/debug/pprof/`,
    metrics: `http://127.0.0.1:${port}/metrics`,
  };
  await settings.update('goroutineLens.targets', [target], Global);
  try {
    // The line is underlined by the capture before, too: that it is shown again tells that this one has ended.
    await vscode.window.showTextDocument(workspaceFile('main.go'));
    await workbench.run('Goroutine Lens: Capture Goroutines');
    await until('the target', async () =>
      (await workbench.quickInput()).rows.some(row => row.includes(name)),
    );
    await workbench.answer(name);
    await until('the snapshot in the view', () => isListed(name));
    await until('the line that leaks', () =>
      vscode.window.activeTextEditor?.document.fileName.endsWith('processor.go'),
    );
    await until('the diagnostic', isUnderlined);
    await look();
  } finally {
    await settings.update('goroutineLens.targets', before, Global);
    metrics.close();
  }
}

export const dumps: readonly EditorTest[] = [
  test('a dump that was pasted into an editor is analyzed, saved or not', async () => {
    await workbench.openContainer('Goroutine Lens');
    await vscode.commands.executeCommand('goroutineLens.clear');
    await until('no diagnostic', () => !isUnderlined());
    const answer = await fetch(`http://${facts.leaking}/debug/pprof/goroutine?debug=1`);
    const document = await vscode.workspace.openTextDocument({ content: await answer.text() });
    await vscode.window.showTextDocument(document);
    await workbench.run('Goroutine Lens: Analyze Goroutine Dump');
    await until('the diagnostic', isUnderlined);
    // The line is underlined a moment before the views know of it.
    await until('the snapshot in the view', () => isListed('Untitled'));
  }),

  test('an exported snapshot is opened by whoever gets the file', async () => {
    const file = workspaceFile('handed-over.glens');
    void vscode.commands.executeCommand('goroutineLens.exportSnapshot');
    await until('the question where to', async () =>
      (await workbench.quickInput()).value.endsWith('.glens'),
    );
    await workbench.answer(file.fsPath);
    await until('the file', () => fs.existsSync(file.fsPath) && fs.statSync(file.fsPath).size > 0);
    await vscode.commands.executeCommand('goroutineLens.clear');
    await until('no diagnostic', () => !isUnderlined());
    await vscode.commands.executeCommand('goroutineLens.analyzeFile', file);
    await until('the diagnostic', isUnderlined);
    fs.rmSync(file.fsPath);
  }),

  test('a file without a dump is told as such, is not kept, and hides nothing', async () => {
    const notes = workspaceFile('notes.txt');
    fs.writeFileSync(notes.fsPath, 'nothing of interest\n');
    await vscode.commands.executeCommand('goroutineLens.analyzeFile', notes);
    await notification('Nothing in notes.txt is a goroutine dump');
    await until('the diagnostic again', isUnderlined);
    await until('no snapshot of it', async () => !(await isListed('notes.txt')));
    fs.rmSync(notes.fsPath);
    await workbench.clearNotifications();
  }),

  test('the light bulb gives the channel room, and the warning stays until the next capture', async () => {
    const file = workspaceFile('processor.go');
    const document = await vscode.workspace.openTextDocument(file);
    const [found] = diagnosticsOf('processor.go');
    assert.ok(found);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      file,
      found.range,
    );
    const repair = actions.find(({ title }) => title.startsWith('Give the channel room'));
    assert.ok(repair?.edit, actions.map(({ title }) => title).join(', '));
    const before = document.getText();
    assert.ok(await vscode.workspace.applyEdit(repair.edit));
    const after = document.getText();
    assert.equal(after, before.replace('make(chan Result)', 'make(chan Result, 1)'));
    assert.ok(isUnderlined(), 'the running program still leaks');
    const undo = new vscode.WorkspaceEdit();
    undo.replace(file, new vscode.Range(0, 0, document.lineCount, 0), before);
    assert.ok(await vscode.workspace.applyEdit(undo));
    assert.ok(await document.save());
  }),

  test('a panel that was behind another tab shows what it is asked for', async () => {
    await vscode.commands.executeCommand('goroutineLens.showPanel');
    await until('the panel', () => workbench.panelText());
    const { viewColumn } = vscode.window.tabGroups.activeTabGroup;
    await vscode.window.showTextDocument(workspaceFile('main.go'), { viewColumn });
    await vscode.commands.executeCommand('goroutineLens.explainFinding', shownSignature());
    await until('the page of the finding', async () =>
      (await workbench.panelTexts('.finding-page')).some(text => text.includes('chan send')),
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  }),

  test('what is expected is hidden with its reason, counted, and shown on request', async () => {
    await workbench.openFile(workspaceFile('processor.go').fsPath);
    void vscode.commands.executeCommand('goroutineLens.markExpected', shownSignature());
    await until('the question for the reason', async () =>
      (await workbench.quickInput()).message.includes('on purpose'),
    );
    await workbench.answer('long jobs wait here');
    await until('no diagnostic', () => diagnosticsOf('processor.go').length === 0);
    await until(
      'no suspect in the tree',
      async () => !(await findings()).some(text => text.includes('handleTask')),
    );
    const written = vscode.workspace.getConfiguration().get('goroutineLens.ignore');
    assert.deepEqual(written, [
      { func: 'main.(*Processor).handleTask', reason: 'long jobs wait here' },
    ]);
    await workbench.run('Goroutine Lens: Show Hidden Findings');
    await until('the finding in the tree', async () =>
      (await findings()).some(text => text.includes('handleTask')),
    );
    await workbench.run('Goroutine Lens: Hide Expected Findings');
    const { Workspace } = vscode.ConfigurationTarget;
    await vscode.workspace.getConfiguration().update('goroutineLens.ignore', undefined, Workspace);
    await until('the diagnostic again', isUnderlined);
  }),

  test('the raw text of a packed dump can be read, and of a binary profile it is said that there is none', async () => {
    const packed = vscode.Uri.file(fixture('dumps', 'go1.27.4', 'healthy.debug2.txt.gz'));
    await vscode.commands.executeCommand('goroutineLens.analyzeFile', packed);
    await vscode.commands.executeCommand('goroutineLens.openRaw');
    const shown = await until('the text', () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.uri.scheme === 'goroutines' && document;
    });
    assert.match(shown.getText(), /^goroutine \d+ \[/);
    await capture(facts.incident);
    await until('the capture in the status bar', async () =>
      (await workbench.statusBar()).some(text => text.includes('127,8')),
    );
    // The command waits for what is picked in its message.
    void vscode.commands.executeCommand('goroutineLens.openRaw');
    await notification('a profile in binary form');
    await workbench.clearNotifications();
  }),

  test('a program is asked by one capture at a time, and one that is cancelled leaves nothing behind', async () => {
    const server = await silentServer();
    await capture(server.address);
    await until('the capture under way', async () =>
      (await workbench.statusBar()).some(text => text.includes('Capturing…')),
    );
    await capture(server.address);
    await notification('is being captured already');
    assert.equal(server.asked(), 1);
    await workbench.pressNotificationButton('Cancel');
    await until(
      'the end of the capture',
      async () => !(await workbench.statusBar()).some(text => text.includes('Capturing…')),
    );
    await until('the closed connection', () => server.closed() > 0);
    server.stop();
    assert.ok(!(await isListed(server.address.split(':')[1] ?? '')));
    assert.ok(isUnderlined(), 'what was shown before is still shown');
  }),

  test('a target whose metrics are known says how much memory its goroutines keep at most', async () => {
    await capturedWithMetrics('measured', 'go_memstats_stack_inuse_bytes 5e+09\n', async () => {
      await vscode.commands.executeCommand('goroutineLens.explainFinding', shownSignature());
      await until('the range on the page of the finding', async () =>
        (await workbench.panelTexts('.finding-page')).some(text => / to [\d,.]+ MB\./.test(text)),
      );
    });
  }),

  test('a target whose metrics cannot be had is captured all the same, and why is told', async () => {
    await capturedWithMetrics('unmeasured', undefined, () =>
      notification('The memory of unmeasured is not known: '),
    );
    await workbench.run('Notifications: Clear All Notifications');
    await capturedWithMetrics('figureless', 'up 1\n', () =>
      notification('/metrics holds no figures of a Go program.'),
    );
  }),
];
