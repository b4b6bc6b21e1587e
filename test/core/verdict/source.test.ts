/** Source and dump together: what they prove, who holds a lock, and when they leave it open. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lineOf, workspace } from '../locate/support';
import { capture, drawn, findingIn, judged, mainGoroutine, sentences, type Group } from './support';

const timeout = `package main

import "time"

func handle() int {
	ch := make(chan int)
	go func() {
		ch <- compute() // SEND
	}() // GO
	select {
	case v := <-ch: // RECV
		return v
	case <-time.After(time.Second):
		return 0
	}
}

func compute() int { return 1 }

func main() { handle() }
`;

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

/** Judges groups whose frames name markers of main.go: `main.f SEND`. */
async function judgedWith(text: string, groups: readonly Group[], options = {}) {
  const { dir, source } = await workspace({ 'go.mod': 'module example.com/m\n', 'main.go': text });
  try {
    const placed = (frame: string) =>
      frame.replace(/ ([A-Z]+)$/, (_, marker: string) => ` main.go:${lineOf(text, marker)}`);
    const drawnGroups = groups.map(group => ({
      ...group,
      stack: group.stack.map(placed),
      ...(group.by !== undefined && { by: placed(group.by) }),
    }));
    const dump = drawn([mainGoroutine, ...drawnGroups]).replaceAll('/app/', `${dir}/`);
    return judged([capture(dump)], { source, ...options });
  } finally {
    source.dispose();
  }
}

const sender: Group = {
  ids: [40, 40],
  state: 'chan send',
  stack: ['main.handle.func1 SEND'],
  by: 'main.handle GO',
  parent: 30,
};
const receiver = (id: number): Group => ({
  ids: [id, id],
  state: 'select',
  stack: ['main.handle RECV'],
  by: 'main.serve GO',
  parent: 2,
});

describe('a sender whose channel never leaves its function', () => {
  it('is proven stuck when the goroutine that could receive is gone, a single one included', async () => {
    const finding = findingIn(await judgedWith(timeout, [sender]), 'main.handle.func1');
    assert.equal(`${finding.verdict} ${finding.rule}`, 'proven leak-confirmed');
    assert.equal(finding.evidence[0]?.kind, 'P4');
  });

  it('is proven nothing while its parent is still there', async () => {
    const analysis = await judgedWith(timeout, [sender, receiver(30)]);
    assert.notEqual(findingIn(analysis, 'main.handle.func1').verdict, 'proven');
  });

  it('is proven stuck although other requests are under way', async () => {
    const analysis = await judgedWith(timeout, [sender, receiver(31)]);
    assert.equal(findingIn(analysis, 'main.handle.func1').verdict, 'proven');
  });

  it('is proven nothing where parents are not printed and others are in the function', async () => {
    const { ids, state, stack, by } = sender;
    const orphan: Group = { ids, state, stack, ...(by !== undefined && { by }) };
    const analysis = await judgedWith(timeout, [orphan, receiver(31)]);
    assert.notEqual(findingIn(analysis, 'main.handle.func1').verdict, 'proven');
  });

  it('is proven nothing against the leak profile, which found the channel reachable', async () => {
    const finding = findingIn(
      await judgedWith(timeout, [sender], { leakProfileTaken: true }),
      'main.handle.func1',
    );
    assert.notEqual(finding.verdict, 'proven');
    assert.match(sentences(finding).join('\n'), /The leak profile does not list it/);
  });

  it('is proven nothing when the line no longer holds a send', async () => {
    const moved = timeout.replace('ch <- compute() // SEND', 'compute() // SEND');
    const analysis = await judgedWith(moved, [sender]);
    assert.notEqual(findingIn(analysis, 'main.handle.func1').verdict, 'proven');
  });
});

describe('a goroutine that waits for a lock', () => {
  const waiter: Group = {
    ids: [40, 40],
    state: 'sync.Mutex.Lock',
    stack: [
      'sync.(*Mutex).lockSlow sync/m.go:9',
      'sync.(*Mutex).Lock sync/m.go:7',
      'main.(*store).get WAITS',
    ],
    by: 'main.main WAITS',
    parent: 1,
  };

  it('is a suspicion when the holder is blocked itself, and the holder is named', async () => {
    const finding = findingIn(
      await judgedWith(locks, [
        waiter,
        { ids: [50, 50], state: 'chan send', stack: ['main.(*store).publish HOLDS'] },
      ]),
      'main.(*store).get',
    );
    assert.equal(finding.verdict, 'suspect');
    assert.match(sentences(finding).join('\n'), /probably held in publish, taken on line 11/);
    assert.equal(finding.related.at(-1)?.role, 'cause');
  });

  it('is no suspicion while the holder works', async () => {
    const finding = findingIn(
      await judgedWith(locks, [
        waiter,
        { ids: [50, 50], state: 'runnable', stack: ['main.(*store).publish HOLDS'] },
      ]),
      'main.(*store).get',
    );
    assert.equal(finding.verdict, 'unknown');
  });

  it('is a suspicion when it holds the lock itself', async () => {
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
    assert.equal(finding.verdict, 'suspect');
    assert.match(sentences(finding).join('\n'), /It holds the lock itself: get took it on line 17/);
  });
});
