/** The main job, as a person does it: capture, read the line, follow it, repair, capture again. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  allDiagnostics,
  capture,
  diagnosticsOf,
  facts,
  goLine,
  processorFile,
  sendLine,
  sendText,
  sentence,
  until,
  workbench,
  workspaceFile,
} from './support';
import type { EditorTest } from './support';
import { languageServers } from './processes';

const test = (name: string, body: () => Promise<string | void>): EditorTest => ({ name, body });

export const firstSession: readonly EditorTest[] = [
  test('before any capture the views say what to do', async () => {
    await workbench.openContainer('Goroutine Lens');
    const welcome = await until('the welcome', () => workbench.welcome('Findings'));
    assert.match(welcome, /Capture Goroutines/);
    assert.match(welcome, /Open Dump File/);
    const offered = await workbench.paletteOffers('Goroutine Lens', 'Goroutine Lens');
    assert.ok(offered.includes('Goroutine Lens: Capture Goroutines'), offered.join('\n'));
    assert.ok(
      !offered.some(title => title.endsWith('Open Analysis')),
      'there is nothing to show yet',
    );
  }),

  test('the input box takes a port and names the address that will be asked', async () => {
    const port = facts.leaking.split(':')[1] ?? '';
    await workbench.run('Goroutine Lens: Capture Goroutines');
    const shown = await until('the address', async () => {
      const input = await workbench.quickInput();
      // The palette that is still closing has a box, too.
      if (input.title === 'Capture Goroutines' && input.value === '') await workbench.type(port);
      return input.message.includes('/debug/pprof/') && input;
    });
    assert.match(shown.message, new RegExp(`http://localhost:${port}/debug/pprof/`));
    await workbench.dismiss();
  }),

  test('a port where nothing listens is told as such, with a way on', async () => {
    await capture('127.0.0.1:9');
    const text = await until('the error', async () =>
      (await workbench.notifications()).find(shown => shown.includes('Nothing is listening')),
    );
    assert.match(text, /127\.0\.0\.1:9/);
    assert.match(text, /Retry/);
    await workbench.clearNotifications();
  }),

  test('capturing opens the editor on the line that leaks', async () => {
    await capture(facts.leaking);
    const cursor = await until('the editor on the line', async () => {
      const at = await workbench.cursor();
      return at.file === 'processor.go' && at.line === sendLine && at;
    });
    assert.equal(cursor.line, sendLine);
  }),

  test('the line is underlined, and only that line', async () => {
    const [found] = await until('the diagnostic', () => {
      const all = diagnosticsOf('processor.go');
      return all.length > 0 && all;
    });
    assert.ok(found);
    assert.equal(found.range.start.line + 1, sendLine);
    assert.match(found.message, new RegExp(`^${sentence(facts.count)} goroutines`));
    assert.match(found.message, /chan send/);
    assert.match(found.message, /processor\.go:15/);
    assert.deepEqual(
      allDiagnostics().map(text => text.split(' ')[0]),
      [`processor.go:${sendLine}`],
    );
    const squiggles = await until('the squiggle', async () => {
      const all = await workbench.squiggles();
      return all.length > 0 && all;
    });
    assert.deepEqual(
      squiggles.map(({ line, text }) => ({ line, text })),
      [{ line: sendLine, text: sendText }],
    );
  }),

  test('the diagnostic leads to the go statement and explains its rule', async () => {
    const [found] = await until('the diagnostic', () => diagnosticsOf('processor.go'));
    const [related] = found?.relatedInformation ?? [];
    assert.ok(related, 'related information');
    assert.equal(related.location.uri.fsPath, processorFile());
    assert.equal(related.location.range.start.line + 1, goLine);
    assert.equal(typeof found?.code, 'object', 'a code with a page that explains it');
  }),

  test('a lens stands above the function and at the go statement', async () => {
    const lenses = await until('both lenses', async () => {
      const all = await workbench.lenses();
      return all.length >= 2 && all;
    });
    const text = lenses.join('\n');
    assert.match(text, new RegExp(`${sentence(facts.count)} goroutines blocked here`));
    assert.match(text, new RegExp(`started ${sentence(facts.count)} live goroutines`));
    const provided = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      workspaceFile('processor.go'),
    );
    const lines = new Set(provided.map(lens => lens.range.start.line + 1));
    assert.deepEqual(
      [...lines].sort((a, b) => a - b),
      [goLine, 26],
    );
  }),

  test('the hover says how many, why, and where they were started', async () => {
    const text = await workbench.hover(sendText);
    assert.match(text, new RegExp(`${sentence(facts.count)} goroutines blocked`));
    assert.match(text, /chan send/);
    assert.match(text, /main\.\(\*Processor\)\.Process/);
    assert.match(text, /processor\.go:15/);
    await workbench.dismiss();
  }),

  test('a frame in the hover opens its file there', async () => {
    await workbench.hover(sendText);
    await workbench.clickInHover('main.(*Processor).Process');
    await until('the go statement', async () => (await workbench.cursor()).line === goLine);
    await workbench.dismiss();
  }),

  test('the tree shows the finding with its frames, and a frame opens its file', async () => {
    await workbench.openContainer('Goroutine Lens');
    const rows = await until('the findings', async () => {
      const all = await workbench.treeRows('Findings');
      return all.some(row => row.text.includes('handleTask')) && all;
    });
    const finding = rows.find(row => row.text.includes('handleTask'));
    assert.match(finding?.text ?? '', new RegExp(`^${sentence(facts.count)} ×`));
    assert.match(finding?.text ?? '', /processor\.go:28/);
    await workbench.expandRow('Findings', 'handleTask');
    const frame = await until('the frames', async () =>
      (await workbench.treeRows('Findings')).find(
        row => row.level === 3 && row.text.includes('Process') && row.text.includes(':15'),
      ),
    );
    await workbench.openFile(workspaceFile('main.go').fsPath);
    await workbench.clickRow('Findings', frame.text.slice(0, 25));
    await until('the go statement', async () => {
      const at = await workbench.cursor();
      return at.file === 'processor.go' && at.line === goLine;
    });
  }),

  test('the status bar counts the goroutines', async () => {
    const items = await workbench.statusBar();
    assert.ok(
      items.some(text => new RegExp(sentence(facts.count).slice(0, -3)).test(text)),
      items.join('|'),
    );
  }),

  test('the panel shows the leak, and a frame of its stack opens the file', async () => {
    await workbench.run('Goroutine Lens: Open Analysis');
    const text = await until('the overview', async () => {
      const shown = await workbench.panelText();
      return shown.includes('handleTask') && shown;
    });
    assert.match(text, new RegExp(sentence(facts.count)));
    assert.match(text, /chan send/);
    await workbench.panelClick('#tab-clusters');
    await workbench.panelFill('input[type="search"], input[type="text"]', 'func:handleTask');
    const rows = await until('one row', async () => {
      const all = await workbench.panelTexts('[role="row"]');
      return all.filter(row => row.includes('handleTask')).length === 1 && all;
    });
    assert.match(rows.join('\n'), new RegExp(sentence(facts.count)));
    await workbench.panelClick('[role="row"]', 'handleTask');
    await workbench.panelClick('.frames button, .frames a', 'handleTask');
    await until('the send', async () => {
      const at = await workbench.cursor();
      return at.file === 'processor.go' && at.line === sendLine;
    });
  }),

  test('the flame graph holds handleTask with its share, and opens it by key', async () => {
    await workbench.openFile(workspaceFile('main.go').fsPath);
    await workbench.run('Goroutine Lens: Open Analysis');
    await workbench.panelClick('#tab-flame');
    await workbench.panelKeys('.flame-tab [role="application"]', [
      'Home',
      'ArrowDown',
      'ArrowDown',
    ]);
    const text = await until('the selected function', async () => {
      const [details] = await workbench.panelTexts('#flame-details');
      return details?.includes('handleTask') && details;
    });
    assert.match(text, new RegExp(sentence(facts.count)));
    assert.match(text, /9\d\.\d\s?%/);
    await workbench.panelKeys('.flame-tab [role="application"]', ['o']);
    await until('the send', async () => {
      const at = await workbench.cursor();
      return at.file === 'processor.go' && at.line === sendLine;
    });
  }),

  test('a killed language server comes back, and the findings with it', async () => {
    const before = languageServers();
    assert.equal(before.length, 1, `one language server runs: ${before.join(', ')}`);
    for (const pid of before) process.kill(pid, 'SIGKILL');
    await until('another language server', () => {
      const now = languageServers();
      return now.length === 1 && now[0] !== before[0];
    });
    await until('the diagnostic again', () => diagnosticsOf('processor.go').length === 1);
    await workbench.openFile(processorFile());
    await until('the squiggle again', async () =>
      (await workbench.squiggles()).some(({ line }) => line === sendLine),
    );
  }),

  test('lines inserted above move the warning along', async () => {
    const document = await vscode.workspace.openTextDocument(workspaceFile('processor.go'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(4, 0), '// inserted\n'.repeat(30));
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until('the moved diagnostic', () => {
      const [found] = diagnosticsOf('processor.go');
      return found && found.range.start.line + 1 === sendLine + 30;
    });
    const undo = new vscode.WorkspaceEdit();
    undo.delete(document.uri, new vscode.Range(4, 0, 34, 0));
    assert.ok(await vscode.workspace.applyEdit(undo));
    await until('the diagnostic back', () => {
      const [found] = diagnosticsOf('processor.go');
      return found && found.range.start.line + 1 === sendLine;
    });
  }),

  test('the repaired service gets no warning', async () => {
    await capture(facts.fixed);
    await until('no diagnostic', () => allDiagnostics().length === 0);
    const rows = await until('the snapshot', async () => {
      const all = await workbench.treeRows('Snapshots');
      return all.length === 2 && all;
    });
    assert.ok(rows.every(row => row.text !== ''));
    const findings = await until('a tree without suspects', async () => {
      const all = (await workbench.treeRows('Findings')).map(row => row.text);
      return !all.some(text => /Suspect|Likely|Leak|Proven/i.test(text)) && all;
    });
    assert.ok(
      findings.some(text => text.startsWith('Idle')),
      findings.join('\n'),
    );
  }),

  test('the comparison shows the leak gone', async () => {
    await workbench.run('Goroutine Lens: Open Analysis');
    await workbench.panelClick('#tab-diff');
    await workbench.panelClick('.picker button', 'Compare');
    const rows = await until('the changes', async () => {
      const all = await workbench.panelTexts('[role="row"]');
      return all.some(row => row.includes('handleTask')) && all;
    });
    const leak = rows.find(row => row.includes('handleTask')) ?? '';
    assert.match(leak.replace(/\s+/g, ' '), new RegExp(sentence(facts.count)));
    const [outcome = ''] = await workbench.panelTexts('.outcomes li');
    assert.match(
      outcome.replace(/\s+/g, ' ').trim(),
      new RegExp(`^fixed ${sentence(facts.count)} → 0 main\\.\\(\\*Processor\\)\\.handleTask$`),
    );
  }),
];
