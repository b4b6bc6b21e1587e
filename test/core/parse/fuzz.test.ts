/** Whatever comes: nothing throws, everything is accounted for, and the fast path reads what the plain one reads. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readSnapshot, readSnapshotPlain } from '../../../src/core/parse/parse';
import { runs } from '../../support/fuzzing';
import { fixture } from '../../support/repository';
import { assertAccounted } from './account';
import { bytesOf, contents, dumpsIn, plain, readInChunks } from './support';

const pick = (...texts: string[]) => fc.constantFrom(...texts);
const address = fc.bigInt({ min: 1n, max: 0xffffffffffn }).map(value => `0x${value.toString(16)}`);
const argument = fc.oneof(
  address,
  pick(
    '...',
    '_',
    '{0x1, 0x2}',
    '{0xc000, 0x5, 0x8?}',
    '0x0?',
    '(',
    ')',
    '\r',
    'é',
    '"',
    'goroutine 1 [a]:',
  ),
);
const header = fc
  .tuple(
    fc.nat(10 ** 6),
    pick(
      'chan send',
      'chan receive',
      'select (no cases)',
      'sync.Mutex.Lock',
      '???',
      'chan send (leaked)',
      '',
    ),
    pick(
      '',
      ', 3 minutes',
      ', 12 minutes',
      ', locked to thread',
      ', 3 minutes, locked to thread',
      ', x',
    ),
    pick(']:', ']:', ']:', '] {a: b}:', ']: main.f()', ']', '', ', labels:{"a": "b"}]:', ']:\r'),
  )
  .map(([id, state, wait, end]) => `goroutine ${id} [${state}${wait}${end}`);
const call = fc
  .tuple(
    pick(
      'main.f',
      'main.(*T).Run',
      'sync.(*Mutex).lockSlow',
      'internal/sync.(*Mutex).lockSlow',
      'p.G[...]',
      'f',
      'a b',
    ),
    fc.array(argument, { maxLength: 3 }),
    pick(')', ')', ')', '', ') x'),
  )
  .map(([name, list, end]) => `${name}(${list.join(', ')}${end}`);
const place = fc
  .tuple(
    pick('\t', '\t', '\t', '        ', ''),
    pick('/app/main.go:3', '/app/a b.go:12', 'main.go:3', '_cgo_gotypes.go:4', '/app/main.go'),
    pick('', ' +0x1d', ' +0x2e', ' +0x', ' +0x1d fp=0x1 sp=0x2 pc=0x3', ' pc=0x44', ' +0x1dg'),
  )
  .map(parts => parts.join(''));
const creator = fc
  .tuple(
    pick('main.main', 'iter.Pull[...]', 'main.main()', '[x'),
    pick('', ' in goroutine 1', ' in goroutine 77', ' in'),
  )
  .map(([name, parent]) => `created by ${name}${parent}`);
const odd = pick(
  '...4 frames elided...',
  '',
  '',
  '-----',
  'SIGQUIT: quit',
  'http: panic serving 127.0.0.1:1: x',
  'web-1 | goroutine 8 [select]:',
  'web-2 | goroutine 9 [select]:',
  'web-1 | main.f()',
  'WARNING: DATA RACE',
  'Previous write at 0x1 by goroutine 7:',
  'Goroutine 7 (finished) created at:',
  '* Goroutine 1 - User: ./main.go:3 main.f (0x1) [select 12]',
  '[3 goroutines]',
  'rax 0xca',
  '[originating from goroutine 3]:',
  'panic: x',
  '\tx',
  'goroutine running on other thread; stack unavailable',
  'goroutine profile: total 3',
  '2 @ 0x1 0x2',
  '#\t0x1\tmain.f+0x1\tx.go:3',
  '{"log":"goroutine 4 [select]:\\n"}',
  '"goroutine 4 [select]:\\nmain.f()\\n\\t/x.go:3"',
);
const wholeBlock = fc
  .tuple(header, call, place, call, place, creator, place)
  .map(lines => `${lines.join('\n')}\n`);
/** As Go prints it: the fast path learns it. */
const cleanBlock = fc
  .tuple(
    pick('main.f', 'sync.(*Mutex).lockSlow'),
    address,
    pick('in goroutine 7', 'in goroutine 77'),
    fc.nat(9),
  )
  .map(
    ([name, value, parent, id]) =>
      `goroutine ${id} [select]:\n${name}(${value})\n\t/app/main.go:3 +0x1d\ncreated by main.main ${parent}\n\t/app/main.go:9 +0x2e\n`,
  );
const line = fc.oneof(header, call, place, creator, odd).map(text => `${text}\n`);
/** Blocks repeat with other arguments and offsets, as in a dump of a leak: that is what the fast path is for. */
const dump = fc
  .record({
    parts: fc.array(fc.oneof({ weight: 2, arbitrary: cleanBlock }, wholeBlock, line), {
      maxLength: 6,
    }),
    copies: fc.array(fc.array(argument, { minLength: 1, maxLength: 5 }), { maxLength: 3 }),
    between: pick('\n', '\n', ''),
  })
  .map(({ parts, copies, between }) => {
    const text = parts.join(between);
    return [text, ...copies.map(values => withOther(text, values))].join(between);
  });

function withOther(text: string, values: readonly string[]): string {
  let used = 0;
  return text.replace(/0x[0-9a-f]+/g, () => values[used++ % values.length] ?? '');
}

test('lines of dumps in any order are accounted for, the same by every path', () => {
  fc.assert(
    fc.property(
      dump,
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 4 }),
      (text, sizes) => {
        const bytes = bytesOf(text);
        const snapshot = readSnapshot(bytes);
        assertAccounted(snapshot);
        const expected = plain(readSnapshotPlain(bytes));
        assert.deepEqual(plain(snapshot), expected);
        assert.deepEqual(plain(readInChunks(bytes, sizes)), expected);
      },
    ),
    runs(1500),
  );
});

const recorded = dumpsIn(fixture('text')).map(contents);
const damage = fc.record({
  file: fc.nat(recorded.length - 1),
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(12),
  put: fc.uint8Array({ maxLength: 6 }),
  repeat: fc.boolean(),
});

/** A dump with some bytes replaced, twice if so wished: the second time the reader knows its stacks. */
function damaged(hit: {
  file: number;
  from: number;
  cut: number;
  put: Uint8Array;
  repeat: boolean;
}): Uint8Array {
  const whole = recorded[hit.file] ?? new Uint8Array(0);
  const at = Math.floor(hit.from * whole.length);
  const broken = [whole.subarray(0, at), hit.put, whole.subarray(at + hit.cut)];
  return new Uint8Array(Buffer.concat(hit.repeat ? [whole, Buffer.from('\n'), ...broken] : broken));
}

/** Headers of the plainest form, counted with nothing of the reader's. */
function plainHeaders(bytes: Uint8Array): number {
  const [first = 0, second = 0] = bytes;
  if (first >= 0xfe || first === 0 || second === 0) return 0;
  const text = Buffer.from(bytes).toString('latin1');
  // A panic message may hold a stack of its own, which is text: it ends at the empty line. Damage may stand in front of it.
  const dumps = text.replace(/^.{0,6}(?:panic|fatal error): (?:.+\n)+/gm, '');
  return dumps.match(/^goroutine \d{1,9} \[[a-z ]+\]:$/gm)?.length ?? 0;
}

test('bytes that are damaged anywhere neither throw nor get lost', () => {
  fc.assert(
    fc.property(damage, hit => {
      const bytes = damaged(hit);
      const snapshot = readSnapshot(bytes);
      assertAccounted(snapshot);
      assert.ok(snapshot.total >= plainHeaders(bytes), 'every plain header is in the total');
      assert.deepEqual(plain(snapshot), plain(readSnapshotPlain(bytes)));
    }),
    runs(1200),
  );
});

test('bytes that are no dump at all are no goroutines', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), bytes => {
      assertAccounted(readSnapshot(bytes));
    }),
    runs(300),
  );
});
