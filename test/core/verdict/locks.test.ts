/** Who holds a lock, by the source and the stacks of a dump. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgedWith } from './sourceSupport';
import { findingIn, sentences, type Group } from './support';

const locks = `package main

import "sync"

type store struct {
	mu    sync.Mutex
	queue chan int
}

func (s *store) publish(v int) {
	s.mu.Lock()
	s.queue <- v // HOLDS
	s.mu.Unlock()
}

func (s *store) get() int {
	s.mu.Lock() // WAITS
	defer s.mu.Unlock()
	return s.again()
}

func (s *store) again() int {
	s.mu.Lock() // AGAIN
	defer s.mu.Unlock()
	return 1
}
`;

const literals = `package main

import "sync"

func each() {
	mu := &sync.Mutex{}
	go func() {
		mu.Lock() // OUTER
		defer mu.Unlock()
		go func() {
			mu.Lock() // WAITS
			mu.Unlock()
		}()
		work() // WORK
	}()
}

func work() {}

func main() { each() }
`;

const manyLocks = `package main

import "sync"

type node struct {
	mu       sync.Mutex
	children []*node
}

func (n *node) total() int {
	n.mu.Lock() // WAITS
	defer n.mu.Unlock()
	sum := 1
	for _, c := range n.children {
		sum += c.total() // DEEPER
	}
	return sum
}

type store struct{ mu sync.Mutex }

func (s *store) begin() {
	s.mu.Lock() // BEGIN
}

func (s *store) commit() {
	s.mu.Unlock()
}
`;

describe('a goroutine that waits for a lock', () => {
  const waiter: Group = {
    ids: [40, 40],
    state: 'sync.Mutex.Lock',
    stack: [
      'sync.(*Mutex).lockSlow sync/m.go:9',
      'sync.(*Mutex).Lock sync/m.go:7',
      'main.(*store).get WAITS',
    ],
    by: 'main.serve WAITS',
    parent: 1,
  };

  const holder: Group = {
    ids: [50, 50],
    state: 'chan send',
    stack: ['main.(*store).publish HOLDS'],
  };
  const queue = (last: number, first = 60): Group => ({ ...waiter, ids: [first, last] });
  const both = ['main.(*store).get', 'main.(*store).publish'];

  it('is a suspicion when the holder is blocked itself, and the holder is named', async () => {
    const finding = findingIn(await judgedWith(locks, [waiter, holder]), 'main.(*store).get');
    assert.equal(finding.verdict, 'suspect');
    assert.match(sentences(finding).join('\n'), /probably held in publish, taken on line 11/);
    assert.equal(finding.related.at(-1)?.role, 'cause');
  });

  it('is a likely leak, and so is the holder, when that one stood still while a queue grew behind it', async () => {
    const still: Group = { ...holder, minutes: () => 1 };
    const analysis = await judgedWith(locks, [still, queue(200)], {}, [still, queue(100)]);
    const behind = findingIn(analysis, 'main.(*store).get');
    assert.equal(behind.verdict, 'likely');
    assert.match(sentences(behind).join('\n'), /that stood blocked there in both captures/);
    const first = findingIn(analysis, 'main.(*store).publish');
    assert.equal(first.verdict, 'likely');
    assert.match(
      sentences(first).join('\n'),
      /141 goroutines wait for the lock that it took in publish/,
    );
  });

  it('is no more than a suspicion when all may be in a loop: the holder is back, and so are those who wait', async () => {
    const analysis = await judgedWith(locks, [holder, queue(200)], {}, [holder, queue(100)]);
    for (const func of both) assert.notEqual(findingIn(analysis, func).verdict, 'likely');
  });

  it('is a likely leak when one of ten or more of its kind had the lock in both captures', async () => {
    const ofItsKind: Group = { ...holder, by: 'main.serve WAITS', parent: 1 };
    const verdicts = async (before: number) => {
      const analysis = await judgedWith(locks, [ofItsKind, queue(200)], {}, [
        ofItsKind,
        queue(before),
      ]);
      return both.map(func => findingIn(analysis, func).verdict);
    };
    assert.deepEqual(await verdicts(69), ['likely', 'likely']);
    assert.ok(!(await verdicts(68)).includes('likely'));
  });

  it('is no more than a suspicion when the holder is a writer of its own, that may come back each time', async () => {
    const writer: Group = { ...holder, by: 'main.serve AGAIN', parent: 1 };
    const analysis = await judgedWith(locks, [writer, queue(200)], {}, [writer, queue(100)]);
    for (const func of both) assert.notEqual(findingIn(analysis, func).verdict, 'likely');
  });

  it('is no more than a suspicion when somebody of the queue was served', async () => {
    const analysis = await judgedWith(locks, [holder, queue(200, 62)], {}, [holder, queue(100)]);
    for (const func of both) assert.notEqual(findingIn(analysis, func).verdict, 'likely');
  });

  it('is a likely leak when the holder is one', async () => {
    const leaked: Group = { ...holder, state: 'chan send (leaked)' };
    const finding = findingIn(await judgedWith(locks, [leaked, queue(99)]), 'main.(*store).get');
    assert.equal(finding.verdict, 'likely');
    assert.match(sentences(finding).join('\n'), /by a goroutine that is itself a leak/);
  });

  it('is no suspicion while the holder works', async () => {
    const finding = findingIn(
      await judgedWith(locks, [waiter, { ...holder, state: 'runnable' }]),
      'main.(*store).get',
    );
    assert.equal(finding.verdict, 'unknown');
  });

  it('is no suspicion while somebody in another literal of the function comes to release it', async () => {
    const inner: Group = {
      ids: [40, 59],
      state: 'sync.Mutex.Lock',
      stack: ['sync.(*Mutex).Lock sync/m.go:7', 'main.each.func1.1 WAITS'],
      by: 'main.each.func1 main.go:10',
      parent: { idPlus: 100 },
    };
    const outer: Group = {
      ids: [140, 159],
      state: 'sleep',
      stack: ['main.work main.go:18', 'main.each.func1 WORK'],
      by: 'main.each main.go:7',
      parent: 1,
    };
    const finding = findingIn(await judgedWith(literals, [inner, outer]), 'main.each.func1.1');
    assert.equal(finding.verdict, 'unknown');
    assert.doesNotMatch(sentences(finding).join('\n'), /holds the lock itself/);
  });

  it('does not hold it by being in the same function of another object', async () => {
    const stack = ['sync.(*Mutex).Lock sync/m.go:7', 'main.(*node).total WAITS'];
    const finding = findingIn(
      await judgedWith(manyLocks, [{ ...waiter, stack: [...stack, 'main.(*node).total DEEPER'] }]),
      'main.(*node).total',
    );
    assert.doesNotMatch(sentences(finding).join('\n'), /holds? the lock itself/);
  });

  it('is told nothing about the holder where a function takes it for its caller', async () => {
    const stack = ['sync.(*Mutex).Lock sync/m.go:7', 'main.(*store).begin BEGIN'];
    const finding = findingIn(
      await judgedWith(manyLocks, [{ ...waiter, stack }]),
      'main.(*store).begin',
    );
    assert.doesNotMatch(sentences(finding).join('\n'), /never released/);
  });

  it('is a likely leak when it holds the lock itself', async () => {
    const again: Group = {
      ...waiter,
      stack: [
        'sync.(*Mutex).lockSlow sync/m.go:9',
        'sync.(*Mutex).Lock sync/m.go:7',
        'main.(*store).again AGAIN',
        'main.(*store).get main.go:19',
      ],
    };
    const finding = findingIn(await judgedWith(locks, [again]), 'main.(*store).again');
    assert.equal(finding.verdict, 'likely');
    assert.match(sentences(finding).join('\n'), /It holds the lock itself: get took it on line 17/);
  });
});

describe('two goroutines that wait for each other', () => {
  const bank = `package main

import "sync"

type bank struct{ mu sync.Mutex }

type account struct {
	mu   sync.Mutex
	bank *bank
}

func (a *account) pay() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.bank.note() // PAYS
}

func (b *bank) note() {
	b.mu.Lock() // NOTES
	defer b.mu.Unlock()
}

func (b *bank) audit(a *account) {
	b.mu.Lock()
	defer b.mu.Unlock()
	a.balance() // AUDITS
}

func (a *account) balance() {
	a.mu.Lock() // READS
	defer a.mu.Unlock()
}

func main() {
	a := &account{bank: &bank{}}
	go a.pay()
	a.bank.audit(a)
}
`;
  const stuck = (id: number, ...stack: readonly string[]): Group => ({
    ids: [id, id],
    state: 'sync.Mutex.Lock',
    stack: ['sync.(*Mutex).lockSlow sync/m.go:9', 'sync.(*Mutex).Lock sync/m.go:7', ...stack],
    by: 'net/http.(*Server).Serve net/server.go:3608',
    parent: 8,
  });

  it('are a likely leak although both came since the capture before', async () => {
    const analysis = await judgedWith(
      bank,
      [
        stuck(40, 'main.(*bank).note NOTES', 'main.(*account).pay PAYS'),
        stuck(41, 'main.(*account).balance READS', 'main.(*bank).audit AUDITS'),
      ],
      {},
      [],
    );
    for (const func of ['main.(*bank).note', 'main.(*account).balance'])
      assert.equal(findingIn(analysis, func).verdict, 'likely');
  });
});
