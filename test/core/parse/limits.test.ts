/** Cut, endless and hostile input: said, bounded, and never in the way of what can be read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createSnapshotReader,
  readSnapshot,
  runtimeLimitBytes,
} from '../../../src/core/parse/parse';
import { assertAccounted } from './account';
import { bytesOf, read } from './support';

const block = (id: number): string =>
  `goroutine ${id} [chan send]:\nmain.f(0x${id.toString(16)})\n\t/app/main.go:3 +0x1d\ncreated by main.main in goroutine 1\n\t/app/main.go:9 +0x2e\n`;

/** Goroutines up to the end, each as long as the others; the last is cut where it does not fit. */
function fillWithGoroutines(bytes: Uint8Array, from: number): void {
  const size = numbered(0).length;
  for (let at = from, i = 0; at < bytes.length; at += size, i++)
    bytes.set(numbered(i).subarray(0, bytes.length - at), at);
}

const numbered = (i: number): Uint8Array => bytesOf(`${block(0x100_0000 + i)}\n`);

test('a dump of exactly 64 MiB was cut by the runtime: its last goroutine is counted, not read', () => {
  const bytes = new Uint8Array(runtimeLimitBytes);
  fillWithGoroutines(bytes, 0);
  const snapshot = readSnapshot(bytes);
  assertAccounted(snapshot);
  assert.equal(snapshot.truncated, true);
  assert.equal(snapshot.total, Math.ceil(runtimeLimitBytes / numbered(0).length));
  assert.equal(snapshot.read, snapshot.total - 1);
});

test('a dump of exactly 64 MiB that happens to end with a line is cut all the same', () => {
  const bytes = new Uint8Array(runtimeLimitBytes).fill(0x20);
  const first = runtimeLimitBytes % numbered(0).length;
  bytes[first - 1] = 0x0a;
  fillWithGoroutines(bytes, first);
  assert.equal(readSnapshot(bytes).truncated, true);
  assert.equal(readSnapshot(bytes.subarray(1)).truncated, false);
});

test('a dump cut at any byte is accounted for, and whole goroutines before the cut are read', () => {
  const text = [1, 2, 3].map(block).join('\n');
  for (let size = 0; size <= text.length; size++) {
    const snapshot = read(text.slice(0, size));
    assertAccounted(snapshot);
    const before = text.slice(0, size).split('\n\n').length - 1;
    assert.ok(snapshot.read >= before, `at ${size}: ${snapshot.read} read`);
    if (snapshot.read < snapshot.total) assert.equal(snapshot.truncated, true, `at ${size}`);
  }
  assert.equal(read(text).truncated, false);
});

test('a dump cut just above the creation place of its last goroutine is cut, whole lines or not', () => {
  const last = block(3).split('\n').slice(0, -3).join('\n');
  for (const [end, readable] of [
    ['\n', 3],
    ['', 2],
  ] as const) {
    const snapshot = read(`${[1, 2].map(block).join('\n')}\n${last}${end}`);
    assert.deepEqual([snapshot.total, snapshot.read, snapshot.truncated], [3, readable, true]);
    assert.deepEqual(
      snapshot.problems.map(({ line, reason }) => [line, reason.id]),
      [[13, 'problem.cut']],
    );
  }
});

test('goroutines that nobody created in Go are whole without a creation place', () => {
  const others = `${[2, 3].map(block).join('\n')}\n`;
  const bare = (header: string, func = 'main.f') =>
    `goroutine ${header}:\n${func}(0x1)\n\t/app/main.go:3 +0x1d\n`;
  const whole = [
    bare('1 [select]'),
    bare('0 [idle]'),
    bare('17 [select, locked to thread]'),
    bare('17 [syscall]', '_cgoexp_1608ad1556e2_wait'),
    bare('18 [select]', 'runtime.runFinalizers'),
  ];
  for (const last of whole) assert.equal(read(others + last).truncated, false, last);
});

test('where pastes leave out who created a goroutine, the last is no worse than the others', () => {
  const bare = (id: number) => block(id).split('\n').slice(0, -3).join('\n');
  assert.equal(read(`${bare(2)}\n`).truncated, false);
  assert.equal(read(`${block(2)}\n${bare(3)}\n\n${bare(4)}\n`).truncated, false);
});

test('a line without an end neither fills the memory nor hides what follows', () => {
  const reader = createSnapshotReader();
  reader.push(bytesOf(block(1)));
  const piece = bytesOf('x'.repeat(1 << 20));
  for (let i = 0; i < 40; i++) reader.push(piece);
  reader.push(bytesOf(`\n\n${block(2)}`));
  const snapshot = reader.end();
  assertAccounted(snapshot);
  assert.equal(snapshot.read, 2);
});

test('a report of an input of nothing but broken headers stays short', () => {
  const snapshot = read('goroutine 7 [select]:\n\n'.repeat(50_000));
  assertAccounted(snapshot);
  assert.equal(snapshot.total, 50_000);
  assert.ok(snapshot.problems.length < 200);
});

test('one line that claims a billion goroutines does not make the reader hold them', () => {
  const snapshot = read('900000000 goroutines [select]:\nmain.f()\n\t/app/main.go:3 +0x1d\n');
  assertAccounted(snapshot);
  assert.deepEqual([snapshot.total, snapshot.read], [900_000_000, 0]);
});

/** Each of these made some pattern search again and again. All together they are read in well under the time allowed. */
const traps: Readonly<Record<string, string>> = {
  'headers without goroutines': 'goroutine 7 [select]:\n',
  'headers that go on': 'goroutine 7 [\n',
  'labels that are never closed': 'goroutine 7 [select] {"a: \n',
  titles: 'goroutine profile: total 1\n',
  'headers in one line': 'goroutine ',
  'announcements of goleak': 'Goroutine 7 in state x, with ',
  'reports of races': 'WARNING: DATA RACE\nRead at 0x1 by goroutine 7:\n',
  'listings of a debugger': '* Goroutine 1 - User: :1 :1 :1 (0x1) [a 1\n',
  'panics in a row': 'panic: a panic: b\n',
  'writers in turn': 'web-1 | goroutine 1 [a]:\nweb-2 | goroutine 1 [a]:\n',
  'writers without number': Array.from(
    { length: 400 },
    (_, i) => `w${i} | goroutine 1 [a]:\n`,
  ).join(''),
  'records of a log': '{"a":{"b":"goroutine 1 [x]:\\n"}}\n',
  'halves of paths': '/a/b/c\n',
  quotes: '"goroutine x\\n" ',
  'escaped quotes': '"goroutine \\n\\" ',
  'addresses of a profile': '#\t0x1\tx+0x1 ',
  'calls that are never closed': 'a.b(0x1,\n',
  'counters below a group': '0x4 0x5\n',
  'labels in pieces': '# labels: {"a\nb\n',
  'tags of a page': '<span>',
  'entities of a page': '&#1;',
  'colours without escape': '[m',
  'cells of a table': '1,"goroutine 5 [select]:",0\n',
  'doubled quotes': '""goroutine ',
  'listings with the newest line first': '\t/a.go:3 +0x1\nmain.f()\ngoroutine 5 [select]:\n',
  'lines that a mail has broken': `${'/a'.repeat(35)}=\n`,
  'escapes of a mail': 'main.f=C3=A9(=C3=A9\n',
  'pieces of a test': '{"Action":"output","Package":"p","Output":"goroutine "}\n',
  'pieces of a container log': '2026-11-25T10:00:00.000000000Z stderr P goroutine \n',
  'strings over lines': 'a: "b\n  c \\\n',
  'bytes as numbers': '103 111 114 111 117 116 105 110 101 32 ',
  'numbers between lines': '12\n13\n',
  'a group named by hand': `1 @ ${'a.'.repeat(1 << 18)}!\n`,
  'a list of Python': `['goroutine 1 [x]:', ${"'a', ".repeat(1 << 16)}\n`,
  'a string of Python with many lines': `['goroutine 1 [x]:${'\\n'.repeat(1 << 18)}']\n`,
  'strings that a terminal cut': `msg="goroutine 1 [x]:\\n${'a'.repeat(60)}\n`,
  'a string without end': `msg="goroutine 1 [x]:\\n${'a\\n\n'.repeat(1 << 16)}`,
  'headings of a race in pieces': 'WARNING: DATA RACE\nWrite at 0x1 by\n',
  'letters for ids': 'goroutine A [',
  'names with places': 'goroutine 1 [x]:\nmain.f a.go:1 a.go:1\n',
  'brackets of Python': "['goroutine ",
};

test('no text makes the reader slow', () => {
  const size = 1 << 19;
  for (const [name, text] of Object.entries(traps)) {
    const begin = 'goroutine profile: total 1\n1 @ 0x1\n';
    const bytes = bytesOf(begin + text.repeat(Math.ceil(size / text.length)));
    const start = performance.now();
    assertAccounted(readSnapshot(bytes));
    assert.ok(performance.now() - start < 5000, name);
  }
});
