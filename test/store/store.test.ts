/** Snapshots on disk: kept by content, written so that a crash takes nothing, exported as one file. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { openPauseHistory } from '../../src/store/pauseHistory';
import { isSnapshotFile } from '../../src/store/snapshotFile';
import { openStore } from '../../src/store/store';
import type { SnapshotMeta, SnapshotStore } from '../../src/store/store';
import { removeFolders, temporaryFolder } from '../capture/support';

after(removeFolders);

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const day = 24 * 60 * 60 * 1000;

/** Stores a snapshot whose bodies are the given texts. */
async function add(
  store: SnapshotStore,
  texts: readonly string[],
  takenAt = Date.now(),
): Promise<SnapshotMeta> {
  const pending = await store.begin({
    source: 'checkout',
    url: 'http://h:6060/debug/pprof/',
    takenAt,
  });
  const bodies = [];
  for (const [index, text] of texts.entries()) {
    const file = `goroutine.debug${index}.txt`;
    const sink = await pending.open(file);
    await sink.write(Buffer.from(text));
    await sink.close();
    const debug = index === 0 ? (2 as const) : (1 as const);
    bodies.push({ name: 'goroutine', debug, file, bytes: text.length, complete: true });
  }
  return pending.finish({
    bodies,
    skipped: [{ profile: 'goroutineleak', reason: 'Not asked for.' }],
  });
}

const contentOf = (store: SnapshotStore, meta: SnapshotMeta) =>
  meta.bodies.map(body => fs.readFileSync(path.join(store.dir, meta.id, body.file), 'utf8'));

describe('the store', () => {
  it('keeps raw bytes under the hash of their content, for their owner alone', async () => {
    const store = await openStore(temporaryFolder());
    const meta = await add(store, ['stacks', 'counts']);
    assert.deepEqual(
      meta.bodies.map(({ file }) => file),
      [hashOf('stacks'), hashOf('counts')],
    );
    assert.deepEqual(contentOf(store, meta), ['stacks', 'counts']);
    assert.deepEqual(await store.list(), [meta]);
    const folder = path.join(store.dir, meta.id);
    assert.deepEqual(
      fs.readdirSync(folder).sort(),
      [hashOf('stacks'), hashOf('counts'), 'meta.json'].sort(),
    );
    for (const name of fs.readdirSync(folder))
      assert.equal(fs.statSync(path.join(folder, name)).mode & 0o777, 0o600);
  });

  it('stores equal bodies once, and deleting one snapshot leaves the others theirs', async () => {
    const store = await openStore(temporaryFolder());
    const [first, second] = [await add(store, ['same', 'a']), await add(store, ['same', 'b'])];
    const inode = (meta: SnapshotMeta) =>
      fs.statSync(path.join(store.dir, meta.id, hashOf('same'))).ino;
    assert.equal(inode(first), inode(second));
    await store.delete(first.id);
    assert.deepEqual(contentOf(store, second), ['same', 'b']);
  });

  it('lists nothing before it is finished, and nothing of what was discarded', async () => {
    const store = await openStore(temporaryFolder());
    const pending = await store.begin({ source: 'x' });
    const sink = await pending.open('a');
    await sink.write(Buffer.from('half'));
    assert.deepEqual(await store.list(), []);
    await sink.fail();
    await pending.discard();
    assert.deepEqual(fs.readdirSync(store.dir), []);
  });

  it('leaves damaged folders alone, and sweeps captures that a crash cut off a day ago', async () => {
    const dir = temporaryFolder();
    const store = await openStore(dir);
    fs.mkdirSync(path.join(dir, 'damaged'));
    fs.writeFileSync(path.join(dir, 'damaged', 'meta.json'), '{"takenAt":');
    const old = new Date(Date.now() - 2 * day);
    for (const name of ['crashed', 'running']) {
      fs.mkdirSync(path.join(dir, name));
      fs.writeFileSync(path.join(dir, name, 'abc.tmp'), 'bytes');
    }
    fs.utimesSync(path.join(dir, 'crashed'), old, old);
    fs.utimesSync(path.join(dir, 'damaged'), old, old);
    await openStore(dir);
    assert.deepEqual(fs.readdirSync(dir).sort(), ['damaged', 'running']);
    assert.deepEqual(await store.list(), []);
  });

  it('forgets by count, size and age, but never the newest nor what is kept', async () => {
    const store = await openStore(temporaryFolder());
    const now = Date.now();
    const metas = [];
    for (const age of [20, 3, 2, 1, 0])
      metas.push(await add(store, [`body ${age}`.padEnd(1000)], now - age * day));
    const ids = metas.map(({ id }) => id);
    const limits = { maxCount: 50, maxBytes: 1e9, days: 14 };
    assert.deepEqual(await store.applyRetention(limits, []), [ids[0]]);
    assert.deepEqual(await store.applyRetention({ ...limits, maxCount: 3 }, [ids[1] ?? '']), []);
    assert.deepEqual(await store.applyRetention({ ...limits, maxCount: 3 }, []), [ids[1]]);
    assert.deepEqual(await store.applyRetention({ ...limits, maxBytes: 2500 }, []), [ids[2]]);
    assert.deepEqual(await store.applyRetention({ maxCount: 0, maxBytes: 0, days: 0 }, []), [
      ids[3],
    ]);
    assert.equal((await store.list()).length, 1);
  });

  it('counts a shared body once', async () => {
    const store = await openStore(temporaryFolder());
    for (const age of [3, 2, 1]) await add(store, ['x'.repeat(1000)], Date.now() - age * day);
    assert.deepEqual(await store.applyRetention({ maxCount: 9, maxBytes: 1500, days: 14 }, []), []);
  });
});

describe('an exported snapshot', () => {
  async function exported(texts = ['stacks\n', 'counts\n']) {
    const store = await openStore(temporaryFolder());
    const meta = await add(store, texts, 1_700_000_000_000);
    const file = path.join(temporaryFolder(), 'incident.glens');
    await store.exportFile(meta.id, file);
    return { store, meta, file };
  }

  it('is one file, and opens elsewhere as what it was', async () => {
    const { meta, file } = await exported();
    assert.deepEqual(fs.readdirSync(path.dirname(file)), ['incident.glens']);
    assert.equal(await isSnapshotFile(file), true);
    const elsewhere = await openStore(temporaryFolder());
    const imported = await elsewhere.importFile(file, 'incident.glens', Date.now());
    assert.deepEqual({ ...imported, id: meta.id }, meta);
    assert.deepEqual(contentOf(elsewhere, imported), ['stacks\n', 'counts\n']);
  });

  it('says that raw bytes and labels are in it', async () => {
    const { file } = await exported();
    const [header = ''] = gunzipSync(fs.readFileSync(file)).toString('utf8').split('\n');
    assert.match((JSON.parse(header) as { notice: string }).notice, /raw bytes .* labels/);
  });

  it('is told from dumps, from gzip and from nothing', async () => {
    const dir = temporaryFolder();
    const file = path.join(dir, 'x');
    for (const bytes of [
      Buffer.from('goroutine 1 [running]:\n'),
      gzipSync('goroutine 1'),
      Buffer.alloc(0),
      Buffer.from([0x1f, 0x8b]),
    ]) {
      fs.writeFileSync(file, bytes);
      assert.equal(await isSnapshotFile(file), false);
    }
    assert.equal(await isSnapshotFile(path.join(dir, 'missing')), false);
    assert.equal(await isSnapshotFile(dir), false);
  });

  it('is refused when it is cut off, changed, newer or leads out of its folder, and leaves nothing behind', async () => {
    const { file } = await exported();
    const bytes = gunzipSync(fs.readFileSync(file));
    const text = bytes.toString('utf8');
    const changes: readonly (readonly [string | Buffer, RegExp])[] = [
      [bytes.subarray(0, bytes.length - 3), /cut off/],
      [text.replace('stacks\n', 'stick!\n'), /damaged/],
      [text.replace('"goroutineLensSnapshot":1', '"goroutineLensSnapshot":2'), /newer version/],
      [text.replace('"bytes":7', '"bytes":7e12'), /more than 512 MiB/],
      [text.replace('"bytes":7', '"bytes":-7'), /damaged/],
      [text.replace('"takenAt":', '"taken":'), /damaged/],
    ];
    const dir = temporaryFolder();
    const store = await openStore(dir);
    for (const [content, message] of changes) {
      const changed = path.join(temporaryFolder(), 'changed.glens');
      fs.writeFileSync(changed, gzipSync(content));
      await assert.rejects(store.importFile(changed, 'changed', 0), message);
      assert.deepEqual(fs.readdirSync(dir), [], String(message));
    }
    fs.writeFileSync(file, gzipSync(text.replaceAll(hashOf('stacks\n'), '../../evil')));
    await store.importFile(file, 'evil', 0).catch(() => undefined);
    assert.ok(!fs.existsSync(path.join(dir, '..', 'evil')));
  });
});

describe('the history of pauses', () => {
  it('is kept for each origin, and a damaged file is an empty one', async () => {
    const dir = temporaryFolder();
    const history = openPauseHistory(dir);
    const observation = { at: 1, goroutines: 10_000, predictedMs: 40, observedMs: 60 };
    for (let at = 0; at < 12; at++) await history.add('http://a:1', { ...observation, at });
    assert.equal((await history.observations('http://a:1')).length, 10);
    assert.equal((await history.observations('http://a:1')).at(-1)?.at, 11);
    assert.deepEqual(await history.observations('http://b:1'), []);
    fs.writeFileSync(path.join(dir, 'pauses.json'), '{"http://a:1": [1, {"at": "x"}');
    assert.deepEqual(await openPauseHistory(dir).observations('http://a:1'), []);
  });
});
