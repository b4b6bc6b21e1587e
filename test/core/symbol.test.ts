/** What a printed symbol says, and which of its parts are identity. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRuntimeOrSync, normaliseSymbol, parseSymbol } from '../../src/core/symbol';

/** `symbol → path | receiver | name`, a star before the receiver of a pointer method, `()` behind the name of a closure. */
const taken: Readonly<Record<string, string>> = {
  'main.main': 'main||main',
  'example.com/m/v2/internal/my%2epkg.(*T).Block': 'example.com/m/v2/internal/my.pkg|*T|Block',
  'gopkg.in/yaml%2ev3.(*Decoder).Decode': 'gopkg.in/yaml.v3|*Decoder|Decode',
  'example.com/queue%252ed.seq.1': 'example.com/queue.d||seq()',
  'pkg.(*G[...]).Wait': 'pkg|*G|Wait',
  'main.(*Box[...]).Conv[...]': 'main|*Box|Conv',
  'main.Feed[go.shape.struct { A int }]': 'main||Feed',
  'main.T.M': 'main|T|M',
  'main.(*T).M-fm': 'main|*T|M',
  'main.F.func1.2': 'main||F()',
  'main.(*T).M.func1': 'main|*T|M()',
  'main.F.gowrap1': 'main||F()',
  'main.F.deferwrap2': 'main||F()',
  'main.F-range1': 'main||F()',
  'main.F.func2-range1': 'main||F()',
  'main.init.0': 'main||init',
  'main.init.0.func1': 'main||init()',
  'main.glob..func1': 'main||glob()',
  'main.init.func1': 'main||init()',
  'main.map.init.0': 'main||map.init',
  'main.ñandú': 'main||ñandú',
  'net/http.(*conn).serve': 'net/http|*conn|serve',
  'iter.Pull[...].func1.1': 'iter||Pull()',
  'std::vector<int>::push_back(int const&)': '||std::vector<int>::push_back(int const&)',
  panic: '||panic',
  '': '||',
};

for (const [symbol, parts] of Object.entries(taken))
  test(`${symbol || 'an empty symbol'} is taken apart`, () => {
    const { importPath, receiver, pointerReceiver, name, closure } = parseSymbol(symbol);
    const type = receiver === undefined ? '' : `${pointerReceiver ? '*' : ''}${receiver}`;
    assert.equal([importPath, type, `${name}${closure ? '()' : ''}`].join('|'), parts);
  });

test('the package name is the last element of the import path', () => {
  assert.equal(parseSymbol('example.com/shop/queue.New').packageName, 'queue');
  assert.equal(parseSymbol('main.main').packageName, 'main');
});

test('closures, wrappers and type arguments are no part of the identity', () => {
  const same = [
    'main.F',
    'main.F.func1',
    'main.F.func7.2',
    'main.F.gowrap1',
    'main.F[...]',
    'main.F-range2',
  ];
  assert.deepEqual([...new Set(same.map(normaliseSymbol))], ['main.F']);
});

test('methods of different types and receivers stay apart', () => {
  const names = ['m.T.F', 'm.(*T).F', 'm.U.F', 'm.F'].map(normaliseSymbol);
  assert.equal(new Set(names).size, 4);
});

test('waits pass through the runtime, sync and their kin, and through nothing else', () => {
  const through = [
    'runtime.gopark',
    'runtime/pprof.write',
    'sync.(*Mutex).Lock',
    'internal/poll.runtime_pollWait',
    'time.Sleep',
    'context.f',
    'iter.Pull[...]',
  ];
  const own = [
    'main.main',
    'net/http.(*conn).serve',
    'io.Copy',
    'os.(*File).Read',
    'runtimes.f',
    'example.com/sync.f',
    'panic',
  ];
  assert.deepEqual(
    through.filter(func => !isRuntimeOrSync(func)),
    [],
  );
  assert.deepEqual(own.filter(isRuntimeOrSync), []);
});
