import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SourceFacts } from '../../../src/core/lint/facts';
import { briefHits, factsOf, hitsInWork } from './support';

describe('GL004, nobody on the other side', () => {
  test('a channel that nothing receives from explains its sender', async () => {
    const body = `
	ch := make(chan int) // CAUSE
	go func() { // GO
		ch <- 1 // HERE
	}()`;
    assert.deepEqual(await hitsInWork(body), ['GL004 CAUSE']);
  });

  test('a buffer that takes every send there is says nothing', async () => {
    const body = `
	ch := make(chan int, 1)
	go func() { // GO
		ch <- 1 // HERE
	}()`;
    assert.deepEqual(await hitsInWork(body), []);
    const looped = body.replace('ch <- 1 // HERE', 'for {\n\t\t\tch <- 1 // HERE\n\t\t}');
    assert.deepEqual(await hitsInWork(looped), ['GL004 main.go:7']);
  });

  test('an exported field may be received from by whoever imports the package', async () => {
    const text = `package watch

type Watcher struct{ Events chan int }

func Open() *Watcher {
	w := &Watcher{Events: make(chan int)} // CAUSE
	go w.read()
	return w
}

func (w *Watcher) read() {
	w.Events <- 1 // HERE
}
`;
    const hits = async (main: string) =>
      briefHits(
        await factsOf(main, {
          kind: 'send',
          frames: ['example.com/m/watch.(*Watcher).read HERE [watch/watch.go]'],
          files: { 'watch/watch.go': text },
        }),
      );
    assert.deepEqual(await hits('package m\n'), []);
    // With the program at hand all of its code is seen.
    assert.deepEqual(await hits('package main\n\nfunc main() { watch.Open() }\n'), [
      'GL004 watch.go:6',
    ]);
  });

  test('a select is alone when each of its cases is', async () => {
    const body = `
	a, b := make(chan int), make(chan int)
	go func() { // GO
		select { // HERE
		case <-a:
		case b <- 1:
		}
	}()`;
    assert.deepEqual(await hitsInWork(body, { kind: 'select' }), ['GL004 HERE']);
  });

  test('a stop channel that only an uncalled method closes is a possible cause', async () => {
    const text = `package main

func main() { (&worker{ch: make(chan int), done: make(chan int)}).start() }

type worker struct{ ch, done chan int }

func (w *worker) start() {
	go func() { // GO
		for {
			select { // HERE
			case <-w.ch:
			case <-w.done:
				return
			}
		}
	}()
	w.ch <- 1
}

func (w *worker) stop() { close(w.done) } // CAUSE
`;
    const at = { kind: 'select', frames: ['main.(*worker).start.func1 HERE'] } as const;
    assert.deepEqual(briefHits(await factsOf(text, at)), ['GL004? main.go:20']);
    const called = text.replace('func main() {', 'func main() {\n\tdefer new(worker).stop()\n\t');
    assert.deepEqual(briefHits(await factsOf(called, at)), []);
    const named = `${text}\nvar stopping = (*worker).stop\n`;
    assert.deepEqual(briefHits(await factsOf(named, at)), []);
  });

  test('a channel behind an accessor that nothing closes explains its receiver', async () => {
    const text = `package main

func main() { run(&stopper{quit: make(chan struct{})}) } // CAUSE

type stopper struct{ quit chan struct{} }

func (s *stopper) Done() <-chan struct{} {
	if s == nil {
		return nil
	}
	return s.quit
}

func run(s *stopper) {
	<-s.Done() // HERE
}
`;
    const at = { kind: 'recv', frames: ['main.run HERE'] } as const;
    assert.deepEqual(briefHits(await factsOf(text, at)), ['GL004 main.go:3']);
    const unfinished = `${text}\nfunc (s *stopper) stop() { close(s.quit) }}\n`;
    assert.deepEqual(briefHits(await factsOf(unfinished, at)), []);
    const closed = `${text}\nfunc (s *stopper) stop() { close(s.quit) }\n\nfunc init() { new(stopper).stop() }\n`;
    assert.deepEqual(briefHits(await factsOf(closed, at)), []);
  });
});

describe('GL005, a range over a channel that nobody closes', () => {
  const body = `
	ch := make(chan int)
	go func() { // GO
		for range ch { // HERE
		}
	}()
	for _, item := range items {
		ch <- item // CAUSE
	}`;

  test('the sender explains the loop', async () => {
    assert.deepEqual(await hitsInWork(body, { kind: 'recv' }), ['GL005 CAUSE']);
  });

  test('a close says nothing', async () => {
    assert.deepEqual(await hitsInWork(`${body}\n\tclose(ch)`, { kind: 'recv' }), []);
  });

  const pool = `package worker

type Pool struct{ jobs chan func() }

func NewPool() *Pool {
	p := &Pool{jobs: make(chan func())}
	go p.work()
	return p
}

func (p *Pool) work() {
	for job := range p.jobs { // HERE
		job()
	}
}

func (p *Pool) Submit(f func()) { p.jobs <- f }
func (p *Pool) Stop()           { close(p.jobs) } // CLOSE
`;
  const inPool = (program: string, text = pool): Promise<SourceFacts> =>
    factsOf(`package main\n\nfunc main() { ${program} }\n`, {
      kind: 'recv',
      frames: ['example.com/m/worker.(*Pool).work HERE [worker/pool.go]'],
      files: { 'worker/pool.go': text },
    });

  test('a close in a method that no package of the program calls says why', async () => {
    const facts = await inPool('worker.NewPool().Submit(nil)');
    assert.deepEqual(briefHits(facts), ['GL005? pool.go:18']);
  });

  test('a close that another package asks for, or a library may, says nothing', async () => {
    assert.deepEqual(briefHits(await inPool('worker.NewPool().Stop()')), []);
    const closer = pool.replace('Stop()', 'Close()');
    assert.deepEqual(briefHits(await inPool('use(worker.NewPool())', closer)), []);
  });

  test('a sender that is called by a handler needs no close', async () => {
    const handler = `
	ch := make(chan int)
	go func() { // GO
		for range ch { // HERE
		}
	}()
	http.HandleFunc("/", func(http.ResponseWriter, *http.Request) { store(ch) })`;
    const text = `package main\n\nfunc main() {}\n\nfunc work() {\n${handler}\n}\n\nfunc store(rows chan<- int) {\n\trows <- 1 // SEND\n}\n`;
    const facts = await factsOf(text, {
      kind: 'recv',
      frames: ['main.work.func1 HERE'],
      by: 'main.work GO',
    });
    assert.deepEqual(briefHits(facts), ['GL005? main.go:16']);
  });

  test('a sender that never ends needs no close', async () => {
    const endless = body.replace('for _, item := range items', 'for');
    assert.deepEqual(await hitsInWork(endless, { kind: 'recv' }), ['GL005? CAUSE']);
  });
});

describe('GL006, two sends where one was meant', () => {
  const body = `
	ch := make(chan int)
	go func() { // GO
		if err != nil {
			ch <- 0 // CAUSE
		}
		ch <- 1 // HERE
	}()
	<-ch`;

  test('a missing return explains the second send', async () => {
    assert.deepEqual(await hitsInWork(body), ['GL006 CAUSE']);
  });

  test('a return, a buffer or a second receive say nothing', async () => {
    assert.deepEqual(await hitsInWork(body.replace('// CAUSE', '\n\t\t\treturn')), []);
    assert.deepEqual(await hitsInWork(body.replace('chan int)', 'chan int, 2)')), []);
    assert.deepEqual(await hitsInWork(body.replace(/<-ch$/, 'for range 2 {\n\t\t<-ch\n\t}')), []);
  });
});

describe('GL011, Wait before the drain', () => {
  const body = `
	ch := make(chan int)
	var wg sync.WaitGroup
	for range items {
		wg.Add(1)
		go func() { // GO
			defer wg.Done()
			ch <- 1 // HERE
		}()
	}
	wg.Wait() // CAUSE
	for range items {
		<-ch
	}`;

  test('the Wait explains the senders', async () => {
    assert.deepEqual(await hitsInWork(body), ['GL011 CAUSE']);
  });

  test('a buffer that takes every send says nothing', async () => {
    const one = body
      .replace('chan int)', 'chan int, 1)')
      .replace('for range items {\n\t\twg', '{\n\t\twg');
    assert.deepEqual(await hitsInWork(one), []);
  });

  test('a Wait in a goroutine of its own says nothing', async () => {
    const apart = body.replace(
      'wg.Wait() // CAUSE',
      'go func() {\n\t\twg.Wait()\n\t\tclose(ch)\n\t}()',
    );
    assert.deepEqual(await hitsInWork(apart), []);
  });

  test('the sender explains the Wait', async () => {
    const text = `package main\n\nfunc work() {${body.replace('// HERE', '// SEND').replace('// CAUSE', '// HERE')}\n}\n`;
    const facts = await factsOf(text, { kind: 'waitgroup', frames: ['main.work HERE'] });
    assert.deepEqual(briefHits(facts), ['GL011 main.go:10']);
  });
});

describe('GL014, a channel that is never made', () => {
  test('the declaration explains the wait', async () => {
    const body = `
	var ch chan int // CAUSE
	go func() { // GO
		ch <- 1 // HERE
	}()`;
    assert.deepEqual(await hitsInWork(body, { kind: 'send-nil' }), ['GL014 CAUSE']);
    const made = body.replace('\tgo', '\tch, err = open()\n\tgo');
    assert.deepEqual(await hitsInWork(made, { kind: 'send-nil' }), []);
  });
});

describe('several operations on one line', () => {
  test('say nothing when they are of different channels', async () => {
    const body = `
	a, b := make(chan int), make(chan int)
	go func() { b <- 1 }()
	go func() { // GO
		fmt.Println(<-a, <-b) // HERE
	}()`;
    assert.deepEqual(await hitsInWork(body, { kind: 'recv' }), []);
  });

  test('are told apart by the function literal that holds one of them', async () => {
    const body = '\ta := make(chan int) // CAUSE\n\tgo func() { a <- 1 }(); other <- 2 // HERE';
    assert.deepEqual(await hitsInWork(body), ['GL004 CAUSE']);
  });
});
