/** The window opened again on the same workspace: what was captured is still there. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import zlib from 'node:zlib';
import * as vscode from 'vscode';
import { fixture } from '../support/repository';
import {
  capture,
  diagnosticsOf,
  facts,
  processorFile,
  sendLine,
  sentence,
  until,
  workbench,
} from './support';
import type { EditorTest } from './support';

const test = (name: string, body: () => Promise<string | void>): EditorTest => ({ name, body });

export const reopened: readonly EditorTest[] = [
  test('snapshots survive a reload', async () => {
    await workbench.openFile(processorFile());
    await workbench.openContainer('Goroutine Lens');
    const rows = await until('both snapshots', async () => {
      const all = await workbench.treeRows('Snapshots');
      return all.length === 2 && all;
    });
    const texts = rows.map(row => row.text).join('\n');
    const thousands = sentence(facts.count).slice(0, -3);
    assert.match(texts, new RegExp(thousands));
  }),

  test('an earlier snapshot is shown again, with its warning on the line', async () => {
    const port = facts.leaking.split(':')[1] ?? '';
    const isShown = () => diagnosticsOf('processor.go')[0]?.range.start.line === sendLine - 1;
    await until('the diagnostic', async () => {
      // The tree may be rebuilt under the pointer, and the press go nowhere: then once more.
      await workbench.pressInRow('Snapshots', port, 'Show This Snapshot');
      return until('the diagnostic after one press', isShown, 6);
    });
    await until('the squiggle', async () =>
      (await workbench.squiggles()).some(({ line }) => line === sendLine),
    );
  }),

  test('a dump of a healthy server from the clipboard gets no warning', async () => {
    const dump = zlib.gunzipSync(
      fs.readFileSync(fixture('dumps', 'go1.27.4', 'healthy.debug2.txt.gz')),
    );
    await vscode.env.clipboard.writeText(dump.toString());
    await workbench.run('Goroutine Lens: Analyze Dump from Clipboard');
    const rows = await until('the new snapshot', async () => {
      const all = await workbench.treeRows('Snapshots');
      return all.length === 3 && all;
    });
    assert.match(rows[0]?.text ?? '', /163/);
    await until('no diagnostic', () => diagnosticsOf('processor.go').length === 0);
    const findings = (await workbench.treeRows('Findings')).map(row => row.text);
    assert.ok(!findings.some(text => /Suspect|Likely|Proven/i.test(text)), findings.join('\n'));
  }),

  test('a guided leak check takes three captures and says that nothing stayed', async () => {
    await workbench.clearNotifications();
    await capture(facts.leaking, 'Goroutine Lens: Guided Leak Check');
    const told = (words: RegExp) => async () =>
      (await workbench.notifications()).some(text => words.test(text));
    await until('the word to use the feature', told(/Exercise the feature, then continue/));
    await workbench.pressNotificationButton('Continue');
    await until('the time to settle', told(/Letting the program settle/));
    await workbench.pressNotificationButton('Cancel');
    await until('the result', told(/No goroutine outlived its use: .*→.*→/));
    await until(
      'the three snapshots',
      async () => (await workbench.treeRows('Snapshots')).length === 6,
    );
    await workbench.pressNotificationButton('Open Analysis');
    const columns = await until('the comparison', async () => {
      const titles = await workbench.panelTexts('.changes.checked [role=columnheader]');
      return titles.length > 0 && titles;
    });
    assert.match(columns[0] ?? '', /Stayed/);
  }),
];
