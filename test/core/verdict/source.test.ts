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

const early = `package main

func handle(skip bool) int {
	ch := make(chan int)
	go func() {
		ch <- compute() // SEND
	}() // GO
	if skip {
		return 0
	}
	return <-ch // RECV
}

func compute() int { return 1 }

func main() { handle(true) }
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

/** Judges groups whose frames name markers of main.go: `main.f SEND`. `before`: an earlier capture. */
async function judgedWith(
  text: string,
  groups: readonly Group[],
  options = {},
  before?: readonly Group[],
) {
  const { dir, source } = await workspace({ 'go.mod': 'module example.com/m\n', 'main.go': text });
  const placed = (frame: string) =>
    frame.replace(/ ([A-Z]+)$/, (_, marker: string) => ` main.go:${lineOf(text, marker)}`);
  const dump = (drawnAt: readonly Group[]) => {
    const located = drawnAt.map(group => ({
      ...group,
      stack: group.stack.map(placed),
      ...(group.by !== undefined && { by: placed(group.by) }),
    }));
    return drawn([mainGoroutine, ...located]).replaceAll('/app/', `${dir}/`);
  };
  const captures = before ? [capture(dump(before), 0)] : [];
  try {
    return judged([...captures, capture(dump(groups), 60)], { source, ...options });
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
  state: 'chan receive',
  stack: ['main.handle RECV'],
  by: 'main.serve GO',
  parent: 2,
});

describe('a sender whose channel never leaves its function', () => {
  it('is proven stuck when the goroutine that could receive is gone, a single one included', async () => {
    const finding = findingIn(await judgedWith(early, [sender]), 'main.handle.func1');
    assert.equal(`${finding.verdict} ${finding.rule}`, 'proven leak-confirmed');
    assert.equal(finding.evidence[0]?.kind, 'P4');
  });

  it('is proven nothing while its parent is still there', async () => {
    const analysis = await judgedWith(early, [sender, receiver(30)]);
    assert.notEqual(findingIn(analysis, 'main.handle.func1').verdict, 'proven');
  });

  it('is proven stuck although other requests are under way', async () => {
    const analysis = await judgedWith(early, [sender, receiver(31)]);
    assert.equal(findingIn(analysis, 'main.handle.func1').verdict, 'proven');
  });

  it('is proven nothing where parents are not printed and others are in the function', async () => {
    const { ids, state, stack, by } = sender;
    const orphan: Group = { ids, state, stack, ...(by !== undefined && { by }) };
    const analysis = await judgedWith(early, [orphan, receiver(31)]);
    assert.notEqual(findingIn(analysis, 'main.handle.func1').verdict, 'proven');
  });

  it('is proven nothing against the leak profile, which found the channel reachable', async () => {
    const finding = findingIn(
      await judgedWith(early, [sender], { leakProfileTaken: true }),
      'main.handle.func1',
    );
    assert.notEqual(finding.verdict, 'proven');
    assert.match(sentences(finding).join('\n'), /The leak profile does not list it/);
  });

  it('is proven nothing when the line no longer holds a send', async () => {
    const moved = early.replace('ch <- compute() // SEND', 'compute() // SEND');
    const analysis = await judgedWith(moved, [sender]);
    assert.notEqual(findingIn(analysis, 'main.handle.func1').verdict, 'proven');
  });
});

describe('a pattern of the source', () => {
  const crowd = (first: number): Group => ({ ...sender, ids: [first, first + 59], parent: 2 });
  const busy: Group = { ...receiver(2), state: 'runnable' };

  it('makes a leak likely for senders that stay', async () => {
    const analysis = await judgedWith(timeout, [busy, crowd(40)]);
    assert.equal(findingIn(analysis, 'main.handle.func1').verdict, 'likely');
  });

  it('decides nothing for senders that are all new in the second capture', async () => {
    const analysis = await judgedWith(timeout, [busy, crowd(40)], {}, [busy]);
    assert.equal(findingIn(analysis, 'main.handle.func1').verdict, 'suspect');
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
    by: 'main.serve WAITS',
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

  it('is a likely leak, and so is the holder, when that one stood still while a queue grew behind it', async () => {
    const holder: Group = {
      ids: [50, 50],
      state: 'chan send',
      stack: ['main.(*store).publish HOLDS'],
    };
    const queue = (last: number): Group => ({ ...waiter, ids: [60, last] });
    const analysis = await judgedWith(locks, [holder, queue(200)], {}, [holder, queue(100)]);
    const behind = findingIn(analysis, 'main.(*store).get');
    assert.equal(behind.verdict, 'likely');
    assert.match(
      sentences(behind).join('\n'),
      /that stood blocked at the same place in both captures/,
    );
    const first = findingIn(analysis, 'main.(*store).publish');
    assert.equal(first.verdict, 'likely');
    assert.match(
      sentences(first).join('\n'),
      /141 goroutines wait for the lock that it took in publish/,
    );
  });

  it('is no more than a suspicion when somebody of the queue was served', async () => {
    const holder: Group = {
      ids: [50, 50],
      state: 'chan send',
      stack: ['main.(*store).publish HOLDS'],
    };
    const queue = (first: number, last: number): Group => ({ ...waiter, ids: [first, last] });
    const analysis = await judgedWith(locks, [holder, queue(62, 200)], {}, [
      holder,
      queue(60, 100),
    ]);
    for (const func of ['main.(*store).get', 'main.(*store).publish'])
      assert.notEqual(findingIn(analysis, func).verdict, 'likely');
  });

  it('is a likely leak when the holder is one', async () => {
    const holder: Group = {
      ids: [50, 50],
      state: 'chan send (leaked)',
      stack: ['main.(*store).publish HOLDS'],
    };
    const queue: Group = { ...waiter, ids: [60, 99] };
    const finding = findingIn(await judgedWith(locks, [holder, queue]), 'main.(*store).get');
    assert.equal(finding.verdict, 'likely');
    assert.match(sentences(finding).join('\n'), /by a goroutine that is itself a leak/);
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
