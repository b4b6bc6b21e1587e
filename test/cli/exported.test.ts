/** A snapshot that a colleague exported opens in the terminal like the dump that is in it. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, it } from 'node:test';
import { removeFolders, stacksOf, temporaryFolder } from '../capture/support';
import { openStore } from '../../src/store/store';
import { builtProgram } from './support';

const program = builtProgram();
after(removeFolders);

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
