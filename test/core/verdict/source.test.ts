/** Source and dump together: what they prove, and when they leave it open. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgedWith } from './sourceSupport';
import { findingIn, sentences, type Group } from './support';

const timeout = `package main

import "time"

func handle() int {
	ch := make(chan int)
	go func() {
		ch <- compute() // SEND
	}() // GO
	select { // SELECT
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

const store = `package main

type store struct{ rows chan int }

func (s *store) writer() {
	for r := range s.rows { // RECV
		flush(r) // FLUSH
	}
}

func (s *store) put(r int) {
	s.rows <- r // SEND
}

func flush(int) {}

func main() {
	s := &store{make(chan int)}
	go s.writer()
	s.put(1)
}
`;

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

describe('a single receiver that main started', () => {
  const parked = `package main

func main() {
	stop := make(chan struct{})
	go func() {
		<-stop // RECV
	}() // GO
	select {}
}
`;
  it('is parked for the life of the process, and nobody is woken for it', async () => {
    const analysis = await judgedWith(parked, [
      {
        ids: [40, 40],
        state: 'chan receive',
        stack: ['main.main.func1 RECV'],
        by: 'main.main GO',
        parent: 1,
      },
    ]);
    assert.equal(findingIn(analysis, 'main.main.func1').verdict, 'unknown');
  });
});

describe('a receiver is proven nothing while the channel can still be filled', () => {
  /** What the function does with the other end, after it started the receiver. */
  const ways: Readonly<Record<string, string>> = {
    'by a timer': 'time.AfterFunc(time.Hour, func() { p.tasks <- 1 })',
    'by a request handler':
      'http.HandleFunc("/", func(http.ResponseWriter, *http.Request) { p.submit(1) })',
    'through a method that somebody keeps': 'later(p.submit)',
    'by a method that a kept literal calls': 'later(func(n int) { p.submit(n) })',
    'by an executor that may keep a queue': 'executor.Go(func() { p.submit(1) })',
  };
  const program = (way: string) => `package main

type pool struct{ tasks chan int }

func (p *pool) submit(n int) { p.tasks <- n }

func setUp() {
	p := &pool{tasks: make(chan int)}
	go func() {
		<-p.tasks // RECV
	}() // GO
	${way}
}

func main() { setUp() }
`;
  const receiver: Group = {
    ids: [40, 40],
    state: 'chan receive',
    stack: ['main.setUp.func1 RECV'],
    by: 'main.setUp GO',
    parent: 1,
  };
  for (const [name, way] of Object.entries(ways))
    it(name, async () => {
      const analysis = await judgedWith(program(way), [receiver]);
      assert.notEqual(findingIn(analysis, 'main.setUp.func1').verdict, 'proven');
    });

  it('and is proven to wait forever when nobody does', async () => {
    const analysis = await judgedWith(program(''), [receiver]);
    assert.equal(findingIn(analysis, 'main.setUp.func1').verdict, 'proven');
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

describe('a sender whose receiver is there', () => {
  const senders = (last: number): Group => ({
    ids: [40, last],
    state: 'chan send',
    stack: ['main.(*store).put SEND'],
    by: 'main.main SEND',
    parent: 1,
  });
  const writer = (state: string, marker: string, count = 1): Group => ({
    ids: [10, 9 + count],
    state,
    stack: [
      ...(marker === 'FLUSH' ? ['main.flush main.go:15'] : []),
      `main.(*store).writer ${marker}`,
    ],
    by: 'main.main SEND',
    parent: 1,
  });
  const verdictWith = async (...others: readonly Group[]) =>
    findingIn(
      await judgedWith(store, [...others, senders(600)], {}, [...others, senders(300)]),
      'main.(*store).put',
    );

  it('stands in a queue while the receiver is at work, however long the queue grows', async () => {
    const finding = await verdictWith(writer('sleep', 'FLUSH'));
    assert.equal(finding.verdict, 'unknown');
    assert.match(sentences(finding).join('\n'), /The other side is alive: 1 × flush/);
  });

  it('is suspected when the receivers wait themselves, on channels of their own', async () => {
    const finding = await verdictWith(writer('chan receive', 'RECV', 9));
    assert.equal(finding.verdict, 'suspect');
    assert.match(sentences(finding).join('\n'), /wait for values of their own/);
  });
});

describe('goroutines that main started to wait for what never comes', () => {
  const parked = `package main

func main() {
	done := make(chan struct{})
	for range 500 {
		go func() {
			<-done // WAIT
		}() // GO
	}
	serve()
}

func serve() {}
`;
  const waiting: Group = {
    ids: [20, 519],
    state: 'chan receive',
    stack: ['main.main.func1 WAIT'],
    by: 'main.main GO',
    parent: 1,
  };

  it('may be parked on purpose: nobody is woken for them', async () => {
    const finding = findingIn(await judgedWith(parked, [waiting]), 'main.main.func1');
    assert.ok(['suspect', 'unknown'].includes(finding.verdict), finding.verdict);
  });

  it('are stuck for sure where a function that returns started them', async () => {
    const source = parked.replace(
      'func main() {',
      'func main() { park(); serve() }\n\nfunc park() {',
    );
    const stuck = { ...waiting, stack: ['main.park.func1 WAIT'], by: 'main.park GO' };
    const finding = findingIn(await judgedWith(source, [stuck]), 'main.park.func1');
    assert.equal(finding.verdict, 'proven');
  });
});

describe('a sender whose channel is made by each call', () => {
  const senders = (last: number): Group => ({
    ...sender,
    ids: [40, last],
    parent: 10,
  });
  const underWay: Group = {
    ...receiver(10),
    ids: [10, 11],
    state: 'select',
    stack: ['main.handle SELECT'],
  };

  it('is not served by the calls under way, which can take what their own goroutine sends', async () => {
    const analysis = await judgedWith(timeout, [underWay, senders(130)], {}, [senders(70)]);
    const finding = findingIn(analysis, 'main.handle.func1');
    assert.match(sentences(finding).join('\n'), /wait for values of their own/);
    assert.doesNotMatch(sentences(finding).join('\n'), /The other side is alive/);
  });
});
