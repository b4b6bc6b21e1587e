import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  CancellationTokenSource,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  FileChangeType,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver-protocol/node';
import {
  analyzeRequest,
  clearRequest,
  compareRequest,
  resolveFrameRequest,
  settingsChanged,
} from '../../src/protocol/lsp';
import { temporaryFolder } from '../source/support';
import {
  blockedSenders,
  connect,
  ordersFile,
  quietSettings,
  sendLine,
  shopWorkspace,
  storeDump,
} from './support';

const sends = blockedSenders(1_284);
const failsWith = (code: number, message: RegExp) => (error: unknown) =>
  error instanceof ResponseError && error.code === code && message.test(error.message);

test('an edit above the line takes the underline along, unsaved, and the extension is told', async () => {
  const client = await connect();
  await client.connection.sendRequest(analyzeRequest, { current: storeDump(sends) });
  await client.open(ordersFile);
  await client.insert(ordersFile, 8, '// A note.\n'.repeat(30));
  await client.until(
    () => client.of(ordersFile)[0]?.range.start.line === sendLine - 1 + 30,
    'the underline moves 30 lines down',
  );
  await client.until(() => client.analyses.length > 0, 'a new analysis');
  const finding = client.analyses.at(-1)?.findings[0];
  assert.equal(finding?.anchor?.line, sendLine + 30);
  assert.equal(finding.anchorReason, 'moved');
  await client.stop();
});

test('opening a file that is as it was tells the extension nothing', async () => {
  const client = await connect();
  await client.connection.sendRequest(analyzeRequest, { current: storeDump(sends) });
  await client.open(ordersFile);
  await new Promise(resolve => setTimeout(resolve, 500));
  assert.deepEqual([client.analyses.length, client.published.length], [0, 1]);
  await client.insert(ordersFile, 1, '\n');
  await client.until(() => client.analyses.length === 1, 'a new analysis');
  await client.stop();
});

test('when the operation is gone, so is the underline', async () => {
  const client = await connect();
  await client.connection.sendRequest(analyzeRequest, { current: storeDump(sends) });
  const file = path.join(client.workspace, ordersFile);
  const text = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, text.replace('task.result <- total', 'total--'));
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: client.uri(ordersFile), type: FileChangeType.Changed }],
  });
  await client.until(() => client.of(ordersFile).length === 0, 'no underline');
  await client.until(() => client.analyses.length > 0, 'a new analysis');
  assert.equal(client.analyses.at(-1)?.findings[0]?.anchorReason, 'source differs');
  await client.stop();
});

test('a folder that is opened later gets its findings, one that is closed loses them', async () => {
  const workspace = shopWorkspace();
  const client = await connect({ workspace: temporaryFolder() });
  const summary = await client.connection.sendRequest(analyzeRequest, {
    current: storeDump(sends),
  });
  assert.equal(summary?.findings.length, 1);
  assert.equal(summary.findings[0]?.anchor, undefined);
  const folder = { uri: `file://${workspace}`, name: 'shop' };
  const uri = `${folder.uri}/${ordersFile}`;
  await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
    event: { added: [folder], removed: [] },
  });
  await client.until(() => client.diagnostics.get(uri)?.length === 1, 'the underline appears');
  await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
    event: { added: [], removed: [folder] },
  });
  await client.until(() => client.diagnostics.get(uri)?.length === 0, 'the underline goes');
  await client.stop();
});

test('a path mapping that is set later is obeyed', async () => {
  const client = await connect();
  const local = path.join(temporaryFolder(), 'elsewhere');
  fs.mkdirSync(local);
  fs.writeFileSync(path.join(local, 'evil.go'), 'package evil\n\nfunc Run() {\n\tselect {}\n}\n');
  const frame = { func: 'evil.corp/evil.Run', file: '/gone/evil/evil.go', line: 4 };
  const before = await client.connection.sendRequest(resolveFrameRequest, frame);
  assert.equal(before.kind, 'none');
  const pathMappings = [{ from: '/gone/evil', to: local }];
  await client.connection.sendNotification(settingsChanged, { ...quietSettings, pathMappings });
  const after = await client.connection.sendRequest(resolveFrameRequest, frame);
  assert.equal(after.kind, 'found');
  assert.match(after.kind === 'found' ? after.place.uri : '', /elsewhere\/evil\.go$/);
  await client.stop();
});

test('a frame of a build made elsewhere opens the file of the workspace', async () => {
  const client = await connect();
  const found = await client.connection.sendRequest(resolveFrameRequest, {
    func: 'example.com/shop/internal/orders.(*Processor).handleTask',
    file: '/build/internal/orders/orders.go',
    line: sendLine,
  });
  const place = { uri: client.uri(ordersFile), line: sendLine };
  assert.deepEqual(found, { kind: 'found', place, how: 'exact' });
  await client.stop();
});

test('a path out of a dump that leads outside the workspace is not opened', async () => {
  const client = await connect();
  for (const file of ['/etc/passwd', '/build/../../../etc/passwd', '//host/share/x.go', '\0.go']) {
    const answer = await client.connection.sendRequest(resolveFrameRequest, {
      func: 'main.main',
      file,
      line: 1,
    });
    assert.equal(answer.kind, 'none', file);
  }
  await client.stop();
});

test('two snapshots are compared cluster by cluster, and no underline changes', async () => {
  const client = await connect();
  const dir = temporaryFolder();
  const before = storeDump(blockedSenders(1_278), 'before', dir);
  const after = storeDump(blockedSenders(512), 'after', dir);
  const result = await client.connection.sendRequest(compareRequest, { before, after });
  assert.deepEqual(result.before, { id: 'before', total: 1_278, read: 1_278, truncated: false });
  assert.deepEqual(result.after, { id: 'after', total: 512, read: 512, truncated: false });
  const [change, ...others] = result.changes;
  assert.deepEqual(others, []);
  assert.deepEqual(
    [change?.before, change?.after, change?.kind, change?.matchedBy],
    [1_278, 512, 'shrunk', 'signature'],
  );
  const leaf = result.frames[change?.stack[change.siteIndex ?? 0] ?? -1];
  assert.match(leaf?.func ?? '', /handleTask$/);
  assert.equal(leaf?.origin, 'own');
  assert.equal(client.published.length, 0);
  await client.stop();
});

test('a finding is fixed when nobody waits there any more, and only then', async () => {
  const client = await connect();
  const dir = temporaryFolder();
  let stored = 0;
  const compare = async (from: string, to: string) => {
    const store = (dump: string) => storeDump(dump, `${++stored}`, dir);
    const [before, after] = [store(from), store(to)];
    const { changes } = await client.connection.sendRequest(compareRequest, { before, after });
    return changes.filter(({ before: n }) => n > 0).map(({ outcome }) => outcome);
  };
  const idle = 'goroutine 1 [running]:\nmain.main()\n\t/build/shop/main.go:9 +0x1d\n\n';
  assert.deepEqual(await compare(sends, idle), ['fixed']);
  assert.deepEqual(await compare(sends, sends), ['still there']);
  const elsewhere = (count: number) =>
    blockedSenders(count, 'chan send').replaceAll('orders', 'gone');
  assert.deepEqual(await compare(elsewhere(3_000), elsewhere(1)), ['fewer now']);
  const cut = `${idle}goroutine 41 [cha`;
  assert.deepEqual(await compare(sends, cut), [undefined], 'what was cut off may hold it');
  await client.stop();
});

test('what few goroutines keep in memory is not rounded up', async () => {
  const client = await connect();
  const retained = async (count: number) => {
    const current = storeDump(blockedSenders(count), `of-${count}`);
    return (await client.connection.sendRequest(analyzeRequest, { current }))?.findings[0]
      ?.retained;
  };
  assert.match((await retained(5)) ?? '', /^Keeps at least 13 kB\./);
  assert.match((await retained(1_284)) ?? '', /^Keeps at least 3\.3 MB\./);
  await client.stop();
});

test('metrics of the process say what goroutines keep at most, and how the heap grew with them', async () => {
  const client = await connect();
  const dir = temporaryFolder();
  const figures = (count: number, heapInUseBytes: number) => ({
    takenAt: count,
    stackInUseBytes: count * 8192,
    heapInUseBytes,
  });
  const earlier = [storeDump(blockedSenders(100), 'before', dir, figures(100, 1e6))];
  const current = storeDump(blockedSenders(600), 'after', dir, figures(600, 11e6));
  await client.connection.sendRequest(analyzeRequest, { current, earlier });
  // Captures that are not in memory are read after the first answer.
  await client.until(() => client.analyses.length > 0, 'what the earlier capture tells');
  assert.match(
    client.analyses.at(-1)?.findings[0]?.retained ?? '',
    /^Keeps 1\.5 MB to 5 MB\. About 8,192 bytes of stack each.*The heap grew by about 20,000 bytes/,
  );
  await client.stop();
});

test('a leak check tells who was started by the use and stayed', async () => {
  const client = await connect();
  const dir = temporaryFolder();
  const before = storeDump(blockedSenders(100), 'before', dir);
  const exercised = storeDump(blockedSenders(1_278), 'exercised', dir);
  const after = storeDump(blockedSenders(512), 'after', dir);
  const ask = () => client.connection.sendRequest(compareRequest, { before, exercised, after });
  const { changes, check } = await ask();
  assert.deepEqual(check, { exercised: 'exercised', by: 'ids' });
  assert.deepEqual(
    changes.map(({ survivors }) => survivors),
    [412],
  );
  const cut = storeDump(`${blockedSenders(40)}goroutine 41 [cha`, 'cut', dir);
  const untold = await client.connection.sendRequest(compareRequest, {
    before: cut,
    exercised,
    after,
  });
  assert.deepEqual(
    [untold.check, untold.changes[0]?.survivors],
    [{ exercised: 'exercised', untold: 'cut' }, undefined],
  );
  const plain = await client.connection.sendRequest(compareRequest, { before, after });
  assert.deepEqual([plain.check, plain.changes[0]?.survivors], [undefined, undefined]);
  await client.stop();
});

test('a snapshot that is gone, damaged or cut short is an answer, and the server goes on', async () => {
  const client = await connect();
  const dir = temporaryFolder();
  const ask = (id: string) =>
    client.connection.sendRequest(analyzeRequest, { current: { id, dir } });
  await assert.rejects(ask('never'), failsWith(LSPErrorCodes.RequestFailed, /deleted or moved/));

  storeDump(sends, 'meta', dir);
  fs.writeFileSync(path.join(dir, 'meta', 'meta.json'), '{"takenAt":');
  await assert.rejects(ask('meta'), failsWith(LSPErrorCodes.RequestFailed, /deleted or moved/));

  storeDump(sends, 'bytes', dir);
  fs.rmSync(path.join(dir, 'bytes', 'goroutine.txt'));
  await assert.rejects(ask('bytes'), failsWith(LSPErrorCodes.RequestFailed, /cannot be read/));

  storeDump(Buffer.from([0x1f, 0x8b, 1, 2, 3, 4, 5, 6]), 'gzip', dir);
  await assert.rejects(ask('gzip'), failsWith(LSPErrorCodes.RequestFailed, /cannot be read/));

  const packed = gzipSync(sends);
  const half = await ask(storeDump(packed.subarray(0, packed.length / 2), 'half', dir).id);
  assert.equal(half?.truncated, true);

  const noise = await ask(storeDump('neither one nor the other\n', 'noise', dir).id);
  assert.deepEqual([noise?.total, noise?.findings], [0, []]);
  assert.equal((await ask(storeDump(sends, 'whole', dir).id))?.total, 1_284);
  await client.stop();
});

test('an analysis that is cancelled leaves what is shown alone', async () => {
  const client = await connect();
  const dir = temporaryFolder();
  await client.connection.sendRequest(analyzeRequest, { current: storeDump(sends, 'one', dir) });
  const [before] = client.of(ordersFile);
  const source = new CancellationTokenSource();
  const current = storeDump(blockedSenders(40_000), 'two', dir);
  const answer = client.connection.sendRequest(analyzeRequest, { current }, source.token);
  source.cancel();
  await assert.rejects(answer, failsWith(LSPErrorCodes.RequestCancelled, /./));
  assert.deepEqual(client.of(ordersFile), [before]);
  await client.stop();
});

test('the newest question decides: an older, slower analysis does not replace it', async () => {
  const client = await connect();
  const dir = temporaryFolder();
  const slow = storeDump(blockedSenders(40_000), 'slow', dir);
  const fast = storeDump(sends, 'fast', dir);
  const first = client.connection.sendRequest(analyzeRequest, { current: slow });
  const refused = assert.rejects(first, failsWith(LSPErrorCodes.RequestCancelled, /./));
  await client.connection.sendRequest(analyzeRequest, { current: fast });
  await refused;
  assert.match(client.messages(ordersFile)[0] ?? '', /^1,284 /);

  const again = client.connection.sendRequest(analyzeRequest, { current: slow });
  const cleared = assert.rejects(again, failsWith(LSPErrorCodes.RequestCancelled, /./));
  await client.connection.sendRequest(clearRequest);
  await cleared;
  assert.deepEqual(client.of(ordersFile), []);
  await client.stop();
});

test('a new server that is asked the same shows the same', async () => {
  const workspace = shopWorkspace();
  const current = storeDump(sends);
  const first = await connect({ workspace });
  const told = await first.connection.sendRequest(analyzeRequest, { current });
  const shown = first.of(ordersFile);
  await first.stop();
  const second = await connect({ workspace });
  assert.deepEqual(await second.connection.sendRequest(analyzeRequest, { current }), told);
  assert.deepEqual(second.of(ordersFile), shown);
  await second.stop();
});

test('the summary carries every frame once, whose code it is, and no more than a hundred ids', async () => {
  const client = await connect();
  const summary = await client.connection.sendRequest(analyzeRequest, {
    current: storeDump(sends),
  });
  assert.ok(summary);
  const [cluster] = summary.clusters;
  assert.deepEqual([summary.total, summary.read, cluster?.count], [1_284, 1_284, 1_284]);
  assert.equal(cluster?.ids.length, 100);
  assert.deepEqual(cluster.waitMinutes, { min: 1, max: 47, oldest: '47 min', range: '1–47 min' });
  assert.equal(new Set(summary.frames.map(frame => JSON.stringify(frame))).size, 2);
  assert.deepEqual([...new Set(summary.frames.map(frame => frame.origin))], ['own']);
  await client.stop();
});
