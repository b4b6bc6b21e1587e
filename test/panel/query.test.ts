import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageOf, shortFunction, shortPlace, visible } from '../../src/panel/names';
import { compileQuery } from '../../src/panel/query';
import type { Subject } from '../../src/panel/query';
import type { WireFrame } from '../../src/protocol/lsp';

const frames: readonly WireFrame[] = [
  {
    func: 'example.com/shop/processor.(*Processor).handleTask',
    file: '/b/processor.go',
    line: 27,
    origin: 'own',
  },
  { func: 'net/http.(*conn).serve', file: '/go/server.go', line: 2009, origin: 'std' },
];
const send: Subject = {
  stack: [0],
  state: 'chan send',
  wait: 47,
  verdict: 'likely',
  labels: [{ key: 'tenant', value: 'Blue' }],
};
const serve: Subject = { stack: [1], state: 'IO wait', change: 'grown' };

/** Which of the two pass. */
const passing = (text: string): string => {
  const passes = compileQuery(text, frames);
  return `${passes(send) ? 'send ' : ''}${passes(serve) ? 'serve' : ''}`.trim();
};

const cases: readonly (readonly [text: string, passing: string])[] = [
  ['', 'send serve'],
  ['   ', 'send serve'],
  ['-', 'send serve'],
  ['"', 'send serve'],
  ['HANDLETASK', 'send'],
  ['processor.go:27', 'send'],
  ['state:"chan send"', 'send'],
  ['state:wait', 'serve'],
  ['-state:wait', 'send'],
  ['wait:>5', 'send'],
  ['wait:>47', ''],
  ['wait:>=47m', 'send'],
  ['wait:<5', ''],
  ['wait:47', 'send'],
  ['wait:', 'send serve'],
  ['-wait:>5', 'serve'],
  ['pkg:net/http', 'serve'],
  ['pkg:handleTask', ''],
  ['func:serve file:server', 'serve'],
  ['verdict:likely', 'send'],
  ['likely', 'send'],
  ['change:grown', 'serve'],
  ['label:tenant=blue', 'send'],
  ['blue', 'send'],
  ['(((.*+', ''],
  ['nofield:text', ''],
];

for (const [text, expected] of cases)
  test(`the filter ${JSON.stringify(text)} passes ${expected || 'nothing'}`, () => {
    assert.equal(passing(text), expected);
  });

test('a function is shown from its package name on, a type argument does not confuse it', () => {
  assert.equal(
    shortFunction('example.com/yaml%2ev3.(*Decoder).Decode'),
    'yaml.v3.(*Decoder).Decode',
  );
  assert.equal(shortFunction('shop/set.Map[go.shape.string].Put'), 'set.Map[go.shape.string].Put');
  assert.equal(shortFunction('a/b.F[c/d.T]'), 'b.F[c/d.T]');
  assert.equal(packageOf('a/b.F[c/d.T]'), 'a/b');
  assert.equal(packageOf('main.main'), 'main');
});

test('a place is the file name and line on either kind of machine', () => {
  const place = (file: string) => shortPlace({ func: 'f', file, line: 3, origin: 'own' });
  assert.equal(place('/build/a/pool.go'), 'pool.go:3');
  assert.equal(place('C:\\build\\pool.go'), 'pool.go:3');
  assert.equal(shortPlace({ func: 'f', origin: 'unknown' }), '');
});

test('characters that hide or reorder text are spelled out', () => {
  assert.equal(visible('a\u202eb\u0000c\u200d'), 'a\\u202eb\\u0000c\\u200d');
  assert.equal(visible('处理 é'), '处理 é');
});
