import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { briefHits, factsOf, hitsInWork } from './support';

const inWait = (body: string) =>
  factsOf(`package main\n\nfunc main() {}\n\nfunc work() {\n${body}\n}\n`, {
    kind: 'waitgroup',
    frames: ['main.work HERE'],
  }).then(briefHits);

describe('a WaitGroup that is told to wait for more than will be done', () => {
  test('no Done at all', async () => {
    assert.deepEqual(await inWait('\tvar wg sync.WaitGroup\n\twg.Add(1)\n\twg.Wait() // HERE'), [
      'GL029 main.go:7',
    ]);
  });

  test('a return before the Done', async () => {
    const body = `	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if failed() {
			return
		}
		wg.Done()
	}()
	wg.Wait() // HERE`;
    assert.deepEqual(await inWait(body), ['GL029 main.go:10']);
    const deferred = body
      .replace('\t\tif', '\t\tdefer wg.Done()\n\t\tif')
      .replace('\t\twg.Done()\n', '');
    assert.deepEqual(await inWait(deferred), []);
  });

  test('fewer calls than were added', async () => {
    const body = `	var wg sync.WaitGroup
	wg.Add(2)
	go func() { defer wg.Done() }()
	wg.Wait() // HERE`;
    assert.deepEqual(await inWait(body), ['GL029 main.go:7']);
    assert.deepEqual(
      await inWait(body.replace('go func', 'go func() { defer wg.Done() }()\n\tgo func')),
      [],
    );
  });

  test('a group that is handed on to other code says nothing', async () => {
    const body = '\tvar wg sync.WaitGroup\n\twg.Add(1)\n\tstart(&wg)\n\twg.Wait() // HERE';
    assert.deepEqual(await inWait(body), []);
  });

  test('Wait in the loop that starts what was added before it', async () => {
    const body = `	var wg sync.WaitGroup
	wg.Add(len(list))
	for _, item := range list {
		go func() {
			defer wg.Done()
			item.run()
		}()
		wg.Wait() // HERE
	}`;
    assert.deepEqual(await inWait(body), ['GL011 main.go:7']);
    const inLoop = body
      .replace('\twg.Add(len(list))\n', '')
      .replace('\t\tgo', '\t\twg.Add(1)\n\t\tgo');
    assert.deepEqual(await inWait(inLoop), []);
  });

  test('Add inside the goroutine is a possible cause', async () => {
    const body = `	var wg sync.WaitGroup
	go func() {
		wg.Add(1)
		defer wg.Done()
	}()
	wg.Wait() // HERE`;
    assert.deepEqual(await inWait(body), ['GL010? main.go:8']);
    const before = body.replace('\tgo func', '\twg.Add(1)\n\tgo func() { wg.Done() }()\n\tgo func');
    assert.deepEqual(await inWait(before), []);
  });

  test('Wait in a goroutine of its own says nothing', async () => {
    const body = `	var wg sync.WaitGroup
	for range items {
		wg.Add(1)
		go func() { defer wg.Done() }()
	}
	go func() { // GO
		wg.Wait() // HERE
		close(ch)
	}()`;
    const text = `package main\n\nfunc main() {}\n\nfunc work() {\n${body}\n}\n`;
    const at = { kind: 'waitgroup', frames: ['main.work.func2 HERE'], by: 'main.work GO' } as const;
    assert.deepEqual(briefHits(await factsOf(text, at)), []);
  });
});

describe('a Cond that nobody wakes', () => {
  const text = `package main

func main() { new(Plugin).wait() }

type Plugin struct{ ready *sync.Cond }

func (p *Plugin) wait() {
	p.ready.L.Lock()
	p.ready.Wait() // HERE
	p.ready.L.Unlock()
}
`;
  const at = { kind: 'cond', frames: ['main.(*Plugin).wait HERE'] } as const;

  test('is explained by its Wait', async () => {
    assert.deepEqual(briefHits(await factsOf(text, at)), ['GL028 main.go:9']);
  });

  test('says nothing where code that runs wakes it', async () => {
    const woken = `${text}\nfunc init() { new(Plugin).ready.Broadcast() }\n`;
    assert.deepEqual(briefHits(await factsOf(woken, at)), []);
  });

  test('says nothing where it is handed on', async () => {
    const handed = `${text}\nfunc init() { share(new(Plugin).ready) }\n`;
    assert.deepEqual(briefHits(await factsOf(handed, at)), []);
  });
});

describe('a Cond whose waiters are not told of the end', () => {
  const queue = `package main

func main() { new(Queue).Close() }

type Queue struct{ ready *sync.Cond; items []int; closed bool }

func (q *Queue) pop() {
	q.ready.L.Lock()
	for len(q.items) == 0 && !q.closed {
		q.ready.Wait() // HERE
	}
	q.ready.L.Unlock()
}

func (q *Queue) push() {
	q.items = append(q.items, 1)
	q.ready.Signal()
}

func (q *Queue) Close() {
	q.closed = true
}
`;
  const at = { kind: 'cond', frames: ['main.(*Queue).pop HERE'] } as const;
  const push = '\nfunc init() { new(Queue).push() }\n';

  test('is explained by the flag that is set', async () => {
    assert.deepEqual(briefHits(await factsOf(queue + push, at)), ['GL028? main.go:21']);
  });

  test('says nothing where the same function, its caller or its callee wakes them', async () => {
    const same = queue.replace('= true', '= true\n\tq.ready.Broadcast()');
    const caller = `${queue}\nfunc (q *Queue) stop() { q.Close(); q.ready.Broadcast() }\n`;
    const callee = `${queue.replace('= true', '= true\n\tq.wake()')}\nfunc (q *Queue) wake() { q.ready.Broadcast() }\n`;
    for (const text of [same, caller, callee])
      assert.deepEqual(briefHits(await factsOf(text + push, at)), [], text);
  });
});

describe('a context that is never cancelled', () => {
  test('a cancel function that is thrown away explains who waits for Done', async () => {
    const body = `
	ctx, _ := context.WithCancel(parent) // CAUSE
	go func() { // GO
		<-ctx.Done() // HERE
	}()`;
    assert.deepEqual(await hitsInWork(body, { kind: 'recv' }), ['GL007 CAUSE']);
    for (const cancels of ['defer cancel()', 'time.AfterFunc(1, cancel)', 's.stop = cancel'])
      assert.deepEqual(
        await hitsInWork(
          body.replace('ctx, _', 'ctx, cancel').replace('\tgo', `\t${cancels}\n\tgo`),
          {
            kind: 'recv',
          },
        ),
        [],
        cancels,
      );
  });

  test('a cancel function that only an uncalled method calls is a possible cause', async () => {
    const text = `package main

func main() { begin(nil) }

type Tx struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func begin(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	tx := &Tx{ctx: ctx, cancel: cancel}
	go tx.awaitDone() // GO
}

func (tx *Tx) awaitDone() {
	<-tx.ctx.Done() // HERE
}

func (tx *Tx) rollback() { tx.cancel() }
`;
    const at = {
      kind: 'recv',
      frames: ['main.(*Tx).awaitDone HERE'],
      by: 'main.begin GO',
    } as const;
    assert.deepEqual(briefHits(await factsOf(text, at)), ['GL007? main.go:11']);
    const called = text.replace('begin(nil)', 'begin(nil); new(Tx).rollback()');
    assert.deepEqual(briefHits(await factsOf(called, at)), []);
  });
});

test('GL013: a loop over a ticker does not end by stopping it', async () => {
  const body = `
	ticker := time.NewTicker(time.Second)
	go func() { // GO
		for range ticker.C { // HERE
			report()
		}
	}()
	defer ticker.Stop()`;
  assert.deepEqual(await hitsInWork(body, { kind: 'recv' }), ['GL013? HERE']);
});
