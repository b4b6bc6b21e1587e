/** Wrappings in any order and state of repair: what comes out is what went in, or an error that says why. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fs from 'node:fs';
import fc from 'fast-check';
import { unwrap, UnpackError } from '../../src/store/unwrap';
import { runs } from '../support/fuzzing';
import { fixture } from '../support/repository';

type Wrapping = (bytes: Buffer) => Buffer;
const base64: Wrapping = bytes => Buffer.from(bytes.toString('base64'));
const lines: Wrapping = bytes =>
  Buffer.from((bytes.toString('base64').match(/.{1,64}/g) ?? []).join('\n'));
const gzip: Wrapping = bytes => gzipSync(bytes, { level: 1 });
/** What people and log collectors do: packed once or twice, and written in letters at the end, or not. */
const wrappings: readonly (readonly Wrapping[])[] = [
  [],
  [gzip],
  [gzip, gzip],
  [gzip, base64],
  [gzip, lines],
  [gzip, lines, gzip],
  [base64],
  [lines],
];
const block = fc
  .tuple(fc.nat(10 ** 6), fc.constantFrom('chan send', 'select', 'IO wait'), fc.nat(999))
  .map(
    ([id, state, line]) =>
      `goroutine ${id} [${state}]:\nmain.f(0x${id.toString(16)})\n\t/app/main.go:${line} +0x1d\n`,
  );
const dump = fc
  .array(block, { minLength: 2, maxLength: 200 })
  .map(blocks => Buffer.from(blocks.join('\n')));

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield Uint8Array.from(bytes.subarray(at, at + size));
  }
}

async function unwrapped(bytes: Buffer, size: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of unwrap(pieces(bytes, size))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const wrapped = fc.tuple(dump, fc.constantFrom(...wrappings)).map(([text, steps]) => ({
  text,
  bytes: steps.reduce<Buffer>((bytes, step) => step(bytes), text),
}));

test('a dump in any wrapping comes out as it went in, in pieces of any size', async () => {
  await fc.assert(
    fc.asyncProperty(wrapped, fc.integer({ min: 1, max: 9000 }), async ({ text, bytes }, size) => {
      assert.equal((await unwrapped(bytes, size)).toString(), text.toString());
    }),
    runs(60),
  );
});

const zstd = fs.readFileSync(fixture('wrapped/healthy.debug2.txt.zst'));

test('a wrapping that is damaged anywhere ends in what could be unpacked, or in an error that says why', async () => {
  const whole = fc.oneof(
    wrapped.map(({ bytes }) => bytes),
    fc.constant(zstd),
  );
  const hit = fc.record({
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(6),
    put: fc.uint8Array({ maxLength: 6 }),
  });
  await fc.assert(
    fc.asyncProperty(whole, hit, async (bytes, { from, cut, put }) => {
      const at = Math.floor(from * bytes.length);
      const broken = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
      await unwrapped(broken, 4096).catch((error: unknown) => {
        assert.ok(error instanceof UnpackError, String(error));
      });
    }),
    runs(150),
  );
});
