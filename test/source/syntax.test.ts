import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FileFacts, FunctionFacts, Operation } from '../../src/core/locate/port';
import { openGoSyntax, type GoSyntax } from '../../src/source/syntax';
import { wasmFolder } from './support';

let syntax: GoSyntax;
before(async () => {
  syntax = await openGoSyntax(wasmFolder());
});
after(() => syntax.dispose());

function factsOf(text: string): FileFacts {
  const facts = syntax.facts(text);
  assert.ok(facts);
  return facts;
}

function only(facts: FileFacts, name: string): FunctionFacts {
  const found = facts.functions.filter(f => f.name === name);
  assert.equal(found.length, 1, `one function ${name}`);
  return found[0] as FunctionFacts;
}

/** `kind line` of each operation. */
const brief = (operations: readonly Operation[]): string[] =>
  operations.map(o => `${o.kind} ${o.line}${o.cannotBlock ? ' never' : ''}`);

describe('the functions of a Go file', () => {
  it('have their receiver type without pointer and type arguments', () => {
    const facts = factsOf(`package p

func (q *Queue[K, V]) Pop() {}
func (v value) Get() {}
func (*box) anonymous() {}
func Plain[T any](x T) {}
`);
    assert.equal(facts.packageName, 'p');
    assert.deepEqual(
      facts.functions.map(f => [
        f.receiver,
        f.pointerReceiver,
        f.receiverName,
        f.name,
        f.startLine,
      ]),
      [
        ['Queue', true, 'q', 'Pop', 3],
        ['value', false, 'v', 'Get', 4],
        ['box', true, undefined, 'anonymous', 5],
        [undefined, false, undefined, 'Plain', 6],
      ],
    );
  });

  it('hold the operations of their literals, and those of package variables belong to init', () => {
    const facts = factsOf(`package p

var handler = func(c chan int) {
	<-c
}

func F(c chan int) {
	go func() {
		c <- 1
	}()
}
`);
    assert.deepEqual(brief(only(facts, 'init').operations), ['recv 4']);
    const [started, send] = only(facts, 'F').operations;
    assert.deepEqual([started?.kind, started?.line, started?.endLine], ['go', 8, 10]);
    assert.deepEqual([send?.kind, send?.line, send?.inClosure], ['send', 9, true]);
  });

  it('survive a syntax error in the middle of the file', () => {
    const text = `package p

func before(c chan int) {
	c <- 1
}

func (b *box) broken(c chan int) {
	if x := ( {
	c <- 2
}

func (b *box) behind(c chan int) {
	<-c
}
`;
    const facts = factsOf(text);
    assert.deepEqual(brief(only(facts, 'before').operations), ['send 4']);
    const behind = only(facts, 'behind');
    assert.deepEqual([behind.startLine, behind.endLine, behind.receiver], [12, 14, 'box']);
    assert.deepEqual(brief(behind.operations), ['recv 13']);
    assert.equal(only(facts, 'broken').receiver, 'box');
  });

  it('survive any cut of a file', () => {
    const text = `package p

func (p *P) run(c chan int, d chan string) {
	for {
		select {
		case c <- 1:
		case s, ok := <-d:
			go func() { d <- s }()
			_ = ok
		}
	}
}
`;
    for (let length = 0; length <= text.length; length++) {
      const facts = syntax.facts(text.slice(0, length));
      for (const f of facts?.functions ?? []) assert.ok(f.startLine <= f.endLine);
    }
  });
});

describe('the operations of a function', () => {
  it('stand on the lines that Go prints for them', () => {
    const facts = factsOf(`package p

func F(b *box, mu *sync.Mutex) {
	b.
		ch <-
		1
	x :=
		<-b.ch
	for y := range b.
		ch {
	}
	mu.
		Lock()
	go b.
		run()
}
`);
    const operations = only(facts, 'F').operations;
    assert.deepEqual(
      operations.map(o => [o.kind, o.startLine, o.line]),
      [
        ['send', 4, 5],
        ['recv', 7, 8],
        ['range', 9, 9],
        ['call', 12, 13],
        ['go', 14, 14],
      ],
    );
    assert.equal(operations[0]?.channel, 'b.ch');
    assert.deepEqual([operations[3]?.callee, operations[3]?.calleeName], ['mu.Lock', 'Lock']);
    assert.deepEqual([operations[4]?.callee, operations[4]?.calleeName], ['b.run', 'run']);
  });

  it('do not name the cases of a select, only the select, unless it has one case alone', () => {
    const facts = factsOf(`package p

func F(a, b chan int) {
	select {
	case a <- 1:
	case x := <-b:
		_ = x
	}
	select {
	case <-a:
	}
	select {
	case b <- 2:
	default:
	}
	select {}
}
`);
    const operations = only(facts, 'F').operations;
    assert.deepEqual(brief(operations), [
      'select 4',
      'recv 10',
      'select 12 never',
      'select-none 16',
    ]);
    assert.deepEqual(operations[0]?.cases, [
      { kind: 'send', channel: 'a' },
      { kind: 'recv', channel: 'b' },
    ]);
    assert.equal(operations[2]?.cases?.at(-1)?.kind, 'default');
  });

  it('know a loop that cannot be over a channel', () => {
    const facts = factsOf(`package p

func F(c chan int, m map[string]int) {
	for range c {
	}
	for k, v := range m {
	}
	for i := range 10 {
	}
	for i := range len(m) {
	}
	for _, s := range []string{"a"} {
	}
	for x := range make(chan int) {
	}
}
`);
    assert.deepEqual(brief(only(facts, 'F').operations), [
      'range 4',
      'range 6 never',
      'range 8 never',
      'range 10 never',
      'range 12 never',
      'range 14',
    ]);
  });

  it('know by the declarations of the file that a name holds no channel', () => {
    const facts = factsOf(`package p

type task struct {
	ID    int
	lines []string
	done  chan int
}

func F(t task, names []string, queue chan int, more ...string) {
	for i := range t.ID {
	}
	for i := range t.lines {
	}
	for i := range names {
	}
	for i := range more {
	}
	for x := range queue {
	}
	for x := range t.done {
	}
	other := make(map[string]int)
	for x := range other {
	}
}

func G(names chan string, lines iter) {
	for x := range names {
	}
}
`);
    assert.deepEqual(brief(only(facts, 'F').operations), [
      'range 10 never',
      'range 12',
      'range 14',
      'range 16 never',
      'range 18',
      'range 20',
      'range 23 never',
    ]);
  });

  it('tell a deferred call from one that runs in its place, and leave out the call that go starts', () => {
    const facts = factsOf(`package p

func F(wg *sync.WaitGroup) {
	defer wg.Wait()
	go wg.Wait()
	wg.Wait()
	if len(x) > 0 {
		return
	}
}
`);
    const { operations, exits } = only(facts, 'F');
    assert.deepEqual(
      operations.map(o => [o.kind, o.line, o.deferred]),
      [
        ['call', 4, true],
        ['go', 5, undefined],
        ['call', 6, undefined],
      ],
    );
    assert.deepEqual(exits, [8, 10]);
  });
});
