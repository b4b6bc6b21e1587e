/** Dumps come in gzip, zstd and base64: what is inside is read, what is damaged is said, and no bomb goes off. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { plainEnglish } from '../../src/core/report/english';
import { readBytes, UnpackError } from '../../src/store/readSnapshotFile';
import { unwrap } from '../../src/store/unwrap';
import type { UnwrapReport } from '../../src/store/unwrap';
import { fixture } from '../support/repository';

const block = (id: number): string =>
  `goroutine ${id} [chan send]:\nmain.f(0x${(id * 97).toString(16)})\n\t/app/main.go:3 +0x1d\n`;
const dump = Array.from({ length: 500 }, (_, i) => block(i + 1)).join('\n');

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield Uint8Array.from(bytes.subarray(at, at + size));
  }
}

async function unwrapped(
  bytes: Uint8Array | string,
  size = 997,
): Promise<{ text: string; report: UnwrapReport }> {
  const report: UnwrapReport = {};
  const chunks: Uint8Array[] = [];
  for await (const chunk of unwrap(inChunks(Buffer.from(bytes), size), report)) chunks.push(chunk);
  return { text: Buffer.concat(chunks).toString(), report };
}

/** One frame of zstd around raw blocks: a real encoder is not at hand everywhere. */
function zstdOf(bytes: Buffer): Buffer {
  const parts: Uint8Array[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58])];
  for (let at = 0; at < bytes.length; at += 100_000) {
    const piece = bytes.subarray(at, at + 100_000);
    const last = at + piece.length >= bytes.length ? 1 : 0;
    const header = Buffer.alloc(3);
    header.writeUIntLE(piece.length * 8 + last, 0, 3);
    parts.push(header, piece);
  }
  return Buffer.concat(parts);
}

/** Standard base64 in lines of 76 letters, as mail and `base64` write it. */
const wrapped = (bytes: Buffer, end = '\n'): string =>
  (bytes.toString('base64').match(/.{1,76}/g) ?? []).join(end);

const gzip = gzipSync(dump);
const forms: Readonly<Record<string, Uint8Array | string>> = {
  text: dump,
  gzip,
  'gzip in gzip': gzipSync(gzip),
  'two members of gzip': Buffer.concat([gzipSync(dump.slice(0, 1000)), gzipSync(dump.slice(1000))]),
  zstd: zstdOf(Buffer.from(dump)),
  'zstd in gzip': gzipSync(zstdOf(Buffer.from(dump))),
  'base64 of gzip': gzip.toString('base64'),
  'base64 of gzip in lines': wrapped(gzip),
  'base64 of gzip in lines of Windows': wrapped(gzip, '\r\n'),
  'base64 for addresses': gzip.toString('base64url'),
  'base64 of text': wrapped(Buffer.from(dump)),
  'base64 of zstd': wrapped(zstdOf(Buffer.from(dump))),
};
for (const [name, bytes] of Object.entries(forms))
  test(`${name} is unwrapped, in chunks of any size`, async () => {
    for (const size of [7, 997, 1 << 20]) {
      const { text, report } = await unwrapped(bytes, size);
      assert.equal(text, dump);
      assert.equal(report.damaged, undefined);
    }
  });

for (const begin of ['SIGQUIT: quit\n\n', 'panic: lost\n\n', 'fatal error: all asleep\n\n'])
  test(`base64 of a text that begins with ${begin.trim()} is unwrapped`, async () => {
    const text = begin + dump;
    for (const size of [7, 997])
      assert.equal((await unwrapped(wrapped(Buffer.from(text)), size)).text, text);
  });

test('a compressed dump in the middle of a log is unpacked where it stands', async () => {
  const logs = [
    `10:00 start\n10:01 goroutine dump: ${gzip.toString('base64')}\n10:02 end\n`,
    `10:00 start\n10:01 goroutine dump: ${wrapped(gzip)}\n10:02 end\n`,
    `10:00 start\n10:01 goroutine dump: {"pprof":"${gzip.toString('base64')}"}\n10:02 end\n`,
  ];
  for (const log of logs)
    for (const size of [5, 4096, 1 << 20]) {
      const { text } = await unwrapped(log, size);
      assert.ok(text.startsWith('10:00 start\n10:01 goroutine dump: '));
      assert.ok(text.includes(`\n${dump}`), 'the dump stands on lines of its own');
      assert.ok(text.endsWith('10:02 end\n'));
    }
});

test('a compressed dump whose every line the log has prefixed is unpacked', async () => {
  const before = (prefix: (i: number) => string, bytes: Buffer) =>
    wrapped(bytes)
      .split('\n')
      .map((line, i) => `${prefix(i)}${line}`)
      .join('\n');
  const logs = [
    before(i => `2026-01-02T10:00:${10 + i} web[7]: `, gzip),
    before(() => 'web-1  | ', zstdOf(Buffer.from(dump))),
    before(() => '> ', Buffer.from(dump)),
    before(i => `${i + 1} `, gzip),
  ];
  for (const log of logs)
    for (const size of [5, 300, 1 << 20]) {
      const { text, report } = await unwrapped(`started\n${log}\nweb-1  | done\n`, size);
      assert.ok(text.includes(`\n${dump}`), `${log.slice(0, 40)}… in pieces of ${size}`);
      assert.ok(text.startsWith('started\n') && text.endsWith('\nweb-1  | done\n'));
      assert.equal(report.damaged, undefined);
    }
});

test('a log with a token that is no dump stays as it is', async () => {
  const log = `id=H4sIabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\n${dump}`;
  const { text, report } = await unwrapped(log);
  assert.equal(text, log);
  assert.equal(report.damaged, undefined);
});

test('of an archive that is cut or damaged everything before it stays', async () => {
  const half = gzip.subarray(0, gzip.length >> 1);
  const zstd = zstdOf(Buffer.from(dump.repeat(20)));
  const damaged = Buffer.from(gzipSync(dump.repeat(50)));
  damaged.fill(0xff, damaged.length - 400, damaged.length - 300);
  for (const bytes of [half, zstd.subarray(0, zstd.length >> 1), damaged]) {
    const { text, report } = await unwrapped(bytes);
    assert.ok(text.length > 1000 && dump.repeat(50).startsWith(text.slice(0, 1000)));
    assert.match(report.damaged ? plainEnglish(report.damaged) : '', /cut or damaged/);
  }
});

test('what holds nothing that can be unpacked is an error', async () => {
  const bad = [Buffer.from([0x1f, 0x8b, 9, 9, 9]), Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 9, 9])];
  for (const bytes of bad) await assert.rejects(unwrapped(bytes), UnpackError);
});

test('three layers of compression are refused', async () => {
  await assert.rejects(unwrapped(gzipSync(gzipSync(gzip))), /compressed more than twice/);
});

test('bombs are refused, of one layer and of two', async () => {
  const zeros = gzipSync(Buffer.alloc(100 * 1024 * 1024));
  await assert.rejects(unwrapped(zeros, 1 << 16), /grows beyond the limit/);
  await assert.rejects(unwrapped(gzipSync(zeros), 1 << 16), /grows beyond the limit/);
  // Blocks that repeat one byte: 128 KB of four bytes each.
  const block = Buffer.from([0x02, 0x00, 0x10, 0x41]);
  const zstd = Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]),
    ...Array.from({ length: 2000 }, () => block),
  ]);
  await assert.rejects(unwrapped(zstd, 1 << 16), /grows beyond the limit/);
});

test('a frame that wants two gigabytes of memory does not get them', async () => {
  const frame = Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8]),
    Buffer.alloc(64),
  ]);
  await assert.rejects(unwrapped(frame), /more memory/);
  const behind = Buffer.concat([zstdOf(Buffer.from(dump)), frame]);
  await assert.rejects(unwrapped(behind), /more memory/);
});

test('a dump of equal goroutines is no bomb, however well it packs', async () => {
  const equal = `${block(7)}created by main.main in goroutine 1\n\t/app/internal/service/main.go:9 +0x2e\n\n`;
  const many = equal.repeat(500_000);
  assert.ok(many.length > 64 * 1024 * 1024 - 1);
  const { text } = await unwrapped(gzipSync(many, { level: 9 }), 1 << 16);
  assert.equal(text.length, many.length);
});

test('a file that is missing is an error of the file system', async () => {
  const reading = readBytes(path.join(os.tmpdir(), 'goroutine-lens-no-such-file'));
  await assert.rejects(
    async () => {
      for await (const chunk of reading) assert.ok(chunk);
    },
    { code: 'ENOENT' },
  );
});

test('what the zstd command packs is unpacked', async () => {
  const packed = fs.readFileSync(fixture('wrapped/healthy.debug2.txt.zst'));
  const plain = gunzipSync(fs.readFileSync(fixture('dumps/go1.27.4/healthy.debug2.txt.gz')));
  assert.equal((await unwrapped(packed)).text, plain.toString());
});

test('a recorded binary profile is unpacked whatever carries it', async () => {
  const packed = fs.readFileSync(fixture('dumps/go1.27.4/waits.debug0.pb.gz'));
  const { text } = await unwrapped(packed);
  for (const carrier of [gzipSync(packed), packed.toString('base64'), wrapped(packed)])
    assert.equal((await unwrapped(carrier)).text, text);
});
