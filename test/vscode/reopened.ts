/** The window opened again on the same workspace: what was captured is still there. */
import assert from 'node:assert/strict';
import {
  diagnosticsOf,
  facts,
  processorFile,
  sendLine,
  sentence,
  until,
  workbench,
} from './support';
import type { EditorTest } from './support';

const test = (name: string, body: () => Promise<void>): EditorTest => ({ name, body });

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
    await workbench.pressInRow('Snapshots', port, 'Show This Snapshot');
    await until('the diagnostic', () => {
      const [found] = diagnosticsOf('processor.go');
      return found && found.range.start.line + 1 === sendLine;
    });
    await until('the squiggle', async () =>
      (await workbench.squiggles()).some(({ line }) => line === sendLine),
    );
  }),
];
