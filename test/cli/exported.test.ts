/** A snapshot that a colleague exported opens in the terminal like the dump that is in it. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, it } from 'node:test';
import { removeFolders, stacksOf, temporaryFolder } from '../capture/support';
import { openStore } from '../../src/store/store';
import { parseOutput } from '../support/jsonShape';
import { builtProgram } from './support';

const program = builtProgram();
after(removeFolders);

it('analyze knows the memory of a stored and of an exported snapshot', async () => {
  const store = await openStore(temporaryFolder());
  const { id } = await store.importText(stacksOf(40), 'clipboard');
  await store.update(id, { stackInUseBytes: 40 * 8192, heapInUseBytes: NaN });
  const file = path.join(temporaryFolder(), 'incident.glens');
  await store.exportFile(id, file);
  for (const input of [path.join(store.dir, id), file]) {
    const { stdout } = await program.run(['analyze', input, '--json']);
    assert.equal(parseOutput(stdout).findings[0]?.retained?.mostBytes, 40 * 8192);
  }
});

it('analyze reads an exported snapshot, and refuses one that is cut off', async () => {
  const store = await openStore(temporaryFolder());
  const { id } = await store.importText(stacksOf(40), 'clipboard');
  const file = path.join(temporaryFolder(), 'incident.glens');
  await store.exportFile(id, file);
  const { stdout } = await program.run(['analyze', file, '--json']);
  assert.equal((JSON.parse(stdout) as { total: number }).total, 40);
  fs.truncateSync(file, 300);
  const broken = await program.run(['analyze', file]);
  assert.equal(broken.code, 2);
  assert.match(broken.stderr, /incident\.glens cannot be read: the file is cut off/);
});
