/** Whose lock it is, by the addresses of the objects: names alone do not tell a parent from its child. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgedWith } from './sourceSupport';
import { findingIn, judged, capture, drawn, mainGoroutine, sentences, type Group } from './support';

const cache = `package main

import "sync"

type cache struct {
	size    int
	mu      sync.Mutex
	onEvict func()
}

func (c *cache) count() int {
	c.mu.Lock() // WAITS
	defer c.mu.Unlock()
	return c.size
}

func (c *cache) put() {
	c.mu.Lock() // QUEUES
	defer c.mu.Unlock()
	c.onEvict() // HOLDS
}

type group struct {
	first cache
	mu    sync.Mutex
}

func (g *group) flush() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.first.count() // OUTER
}
`;

const locking = ['sync.(*Mutex).lockSlow sync/m.go:9', 'sync.(*Mutex).Lock sync/m.go:7'];
const lockOf = (object: string) => [object, '...'];

/** In a callback of `put`, on an object at `held`; it waits for the lock at `lock`. */
const inCallback = (lock: string, held: string): Group => ({
  ids: [40, 40],
  state: 'sync.Mutex.Lock',
  stack: [...locking, 'main.(*cache).count WAITS', 'main.evicted WAITS', 'main.(*cache).put HOLDS'],
  args: [...lockOf(lock), '0x58?', '0x1', held],
  by: 'main.serve WAITS',
  parent: 9,
});

/** Others that wait for the lock at `lock` in `put`, which shows its object. */
const queue = (lock: string, object: string): Group => ({
  ids: [50, 59],
  state: 'sync.Mutex.Lock',
  stack: [...locking, 'main.(*cache).put QUEUES'],
  args: [...lockOf(lock), object],
  by: 'main.serve WAITS',
  parent: 9,
});

const told = async (...groups: readonly Group[]) => {
  const analysis = await judgedWith(cache, groups);
  const finding = findingIn(analysis, 'main.(*cache).count');
  return { analysis, verdict: finding.verdict, text: sentences(finding).join('\n') };
};

describe('a goroutine that waits for a lock in a callback', () => {
  it('holds it itself when others show that it is the lock of that very object', async () => {
    const { analysis, verdict, text } = await told(
      inCallback('0xc000020048', '0xc000020040'),
      queue('0xc000020048', '0xc000020040'),
    );
    assert.equal(verdict, 'likely');
    assert.match(text, /It holds the lock itself: put took it on line 18\./);
    const waiting = analysis.findings.find(({ evidence }) =>
      evidence.some(({ text: { id } }) => id === 'K.leak'),
    );
    assert.equal(waiting?.verdict, 'likely');
  });

  it('holds it itself when the lock stands at the begin of the object', async () => {
    const { verdict } = await told(inCallback('0xc000020040', '0xc000020040'));
    assert.equal(verdict, 'likely');
  });

  it('may hold the lock of a neighbour, which is another one', async () => {
    const { verdict, text } = await told(
      inCallback('0xc000020088', '0xc000020040'),
      queue('0xc000020088', '0xc000020080'),
    );
    assert.notEqual(verdict, 'likely');
    assert.doesNotMatch(text, /It holds the lock itself/);
  });

  it('does not hold it where an object of another type begins at the same address', async () => {
    const { verdict, text } = await told({
      ...inCallback('0xc000020040', '0xc000020040'),
      stack: [...locking, 'main.(*cache).count WAITS', 'main.(*group).flush OUTER'],
      args: [...lockOf('0xc000020040'), '0xc000020040', '0xc000020040'],
    });
    assert.notEqual(verdict, 'likely');
    assert.doesNotMatch(text, /It holds the lock itself/);
  });
});

describe('a goroutine that waits for a sync.Once whose function it runs', () => {
  const call = 'main.(*db).conn db.go:17';
  const again: Group = {
    ids: [40, 40],
    state: 'sync.Mutex.Lock',
    stack: [
      ...locking,
      'sync.(*Once).doSlow sync/once.go:74',
      'sync.(*Once).Do sync/once.go:69',
      call,
      'main.(*db).open db.go:24',
      'sync.(*Once).doSlow sync/once.go:78',
      'sync.(*Once).Do sync/once.go:69',
      call,
    ],
    by: 'main.serve db.go:3',
    parent: 9,
  };
  const verdict = (...groups: readonly Group[]) =>
    findingIn(judged([capture(drawn([mainGoroutine, ...groups]))]), 'main.(*db).open').verdict;

  it('waits for itself when nobody else runs the function of any Once', () => {
    assert.equal(verdict(again), 'likely');
  });

  it('may wait for somebody else who does', () => {
    const other: Group = {
      ids: [41, 41],
      state: 'chan receive',
      stack: ['main.load db.go:50', 'sync.(*Once).doSlow sync/once.go:78', 'main.other db.go:60'],
    };
    assert.notEqual(verdict(again, other), 'likely');
  });
});
