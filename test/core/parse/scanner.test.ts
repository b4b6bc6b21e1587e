/** The scanner recognises what was read before, and nothing that the plain path would read otherwise. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DumpParser } from '../../../src/core/parse/dump';
import { KnownGoroutines } from '../../../src/core/parse/knownGoroutines';
import { readSnapshot, readSnapshotPlain } from '../../../src/core/parse/parse';
import { PartList } from '../../../src/core/parse/part';
import { returnScanMemory, takeScanMemory } from '../../../src/core/parse/scanMemory';
import { runs } from '../../support/fuzzing';
import { bytesOf, plain, readInChunks } from './support';

/** Asserts that the reader says the same with and without the scanner, also in pieces. */
function assertSame(text: string | Uint8Array, sizes: readonly number[] = [61, 4096, 7]): void {
  const bytes = typeof text === 'string' ? bytesOf(text) : text;
  const expected = plain(readSnapshotPlain(bytes));
  assert.deepEqual(plain(readSnapshot(bytes)), expected);
  assert.deepEqual(plain(readInChunks(bytes, sizes)), expected);
}

interface Part {
  readonly header?: string;
  readonly func?: string;
  readonly args?: string;
  readonly creator?: string;
  readonly offset?: string;
}

function block({
  header = 'goroutine 7 [select]:',
  func = 'main.work',
  args = '0xc000012345',
  creator = 'main.main in goroutine 5',
  offset = ' +0x1d',
}: Part): string {
  return `${header}\n${func}(${args})\n\t/app/main.go:3${offset}\ncreated by ${creator}\n\t/app/main.go:9 +0x2e\n\n`;
}

/** The block as it is and, twice, with other parts: the first teaches the scanner what the others are compared with. */
const taught = (part: Part): string => block({}) + block(part) + block(part) + block({});

test('this host runs the scanner, and it takes a goroutine whose like was read', () => {
  const memory = takeScanMemory();
  assert.ok(memory, 'WebAssembly with vectors');
  const dump = new DumpParser(new PartList());
  const known = new KnownGoroutines(dump, memory);
  const text = block({});
  [...text.split('\n').slice(0, -1)].forEach((line, i) => dump.line(line, i + 1));
  known.learn(text.split('\n').slice(0, -2));
  const other = bytesOf(
    block({ header: 'goroutine 81 [select, 12 minutes]:', args: '0x1, {0x2, ...}, _, 0x3?' }),
  );
  memory.window.set(other);
  memory.window[other.length] = 0;
  assert.equal(known.takeAll(0, other.length), other.length);
  assert.equal(dump.read, 2);
  assert.equal(known.lines, 6);
  returnScanMemory(memory);
});

test('a byte between the parentheses of a call is judged as the plain path judges it', () => {
  for (let byte = 0; byte < 256; byte++) {
    const bytes = bytesOf(taught({ args: '0xc00001#2345, {0x1, 0x2}, 0x1234567890' }));
    assertSame(bytes.map(one => (one === 0x23 ? byte : one)));
  }
});

test('numbers of every length, and longer than any, are read the same', () => {
  for (let size = 1; size <= 20; size++) {
    const digits = '12345678901234567890'.slice(0, size);
    assertSame(taught({ header: `goroutine ${digits} [select]:` }));
    assertSame(taught({ header: `goroutine 8 [select, ${digits} minutes]:` }));
    assertSame(taught({ creator: `main.main in goroutine ${digits}` }));
    const lock = { func: 'internal/sync.(*Mutex).lockSlow' };
    assertSame(block(lock) + taught({ ...lock, args: `0x${digits}` }));
    assertSame(taught({ offset: ` +0x${digits}` }));
  }
});

test('arguments and names of every length are read the same, wherever they end in a step of the scanner', () => {
  for (let size = 0; size < 70; size++) {
    assertSame(taught({ args: '0'.repeat(size) }));
    assertSame(block({ func: `main.f${'x'.repeat(size)}` }).repeat(3));
  }
});

const headers = [
  'goroutine 7 [select]:',
  'goroutine 7 [select, locked to thread]:',
  'goroutine 7 [select, 3 minutes, locked to thread]:',
  'goroutine 7 [select, locked to thread, 3 minutes]:',
  'goroutine 7 [select,3 minutes]:',
  'goroutine 7 [select, 3 minutes',
  'goroutine 7 [select, minutes]:',
  'goroutine 7 [select (no cases)]:',
  'goroutine 7 [select (no cases), 3 minutes]:',
  'goroutine 7 [select (leaked)]:',
  'goroutine 7 [select (scan), 3 minutes, locked to thread]:',
  'goroutine 7 [select (durable), synctest bubble 3]:',
  'goroutine 7 gp=0xc000002380 m=nil [select, 3 minutes]:',
  'goroutine 7 [select] {tenant: acme, "k-1": "v"}:',
  'goroutine 7 [select labels:{"k": "v"}]:',
  'goroutine 7 [select]: ',
  'goroutine 7 [select]:\r',
  'goroutine 7 [select]: main.extra()',
  'goroutine 1 [select]:',
  'goroutine 01 [select]:',
  'goroutine 0 [select]:',
  'goroutine 7  [select]:',
  'goroutine  7 [select]:',
  'goroutine 7 []:',
  'goroutine 7 [sel\x1b[0mect]:',
  'goroutine 7 [é]:',
];
const header = fc.constantFrom(...headers);
const part = fc.record({
  header: fc
    .tuple(header, fc.nat(99_999))
    .map(([text, id]) => text.replace('goroutine 7', `goroutine ${id}`)),
  func: fc.constantFrom('main.work', 'main.(*T).Run', 'sync.(*Mutex).lockSlow', 'main.work.func1'),
  args: fc.constantFrom('', '...', '0xc000012345', '0x0', '0x1, 0x2', '0xc000012345678'),
  creator: fc.constantFrom(
    'main.main',
    'main.main in goroutine 5',
    'main.main in goroutine 123',
    'iter.Pull[...] in goroutine 5',
  ),
  offset: fc.constantFrom(' +0x1d', ' +0x1d', ' +0x2e', ''),
});

test('dumps of goroutines that repeat each other in every way are read the same', () => {
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 2, maxLength: 30 }),
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 3 }),
      (parts, sizes) => assertSame(parts.map(block).join(''), sizes),
    ),
    runs(400),
  );
});

test('a dump that begins with goroutine 0 ends where the next one begins, by every path', () => {
  const ids = [0, 0, 2, 1, 0, 2, 1];
  assertSame(ids.map(id => block({ header: `goroutine ${id} [select]:` })).join(''), [1]);
});

test('more goroutines than any buffer holds are read the same, in order', () => {
  const texts: string[] = [];
  for (let id = 2; id < 20_000; id++)
    texts.push(
      block({
        header: `goroutine ${id} [${id % 3 === 0 ? 'chan send' : `select, ${id % 50} minutes`}]:`,
        args: `0xc0000${id.toString(16)}, 0x${(id % 999).toString(16)}`,
        creator: `main.main in goroutine ${id - 1}`,
      }),
    );
  assertSame(texts.join(''), [100_000]);
});

test('more different stacks than the scanner holds are read the same', () => {
  const texts: string[] = [];
  for (let i = 0; i < 2000; i++)
    texts.push(block({ header: `goroutine ${i + 2} [select]:`, func: `main.f${i % 700}` }));
  assertSame(texts.join(''), [100_000]);
});

declare let WebAssembly: unknown;

test('a host without WebAssembly reads the same, more slowly', () => {
  const spare = takeScanMemory();
  const host = WebAssembly;
  try {
    WebAssembly = undefined;
    assert.equal(takeScanMemory(), undefined);
    assertSame(block({}).repeat(5));
  } finally {
    WebAssembly = host;
    if (spare) returnScanMemory(spare);
  }
});
