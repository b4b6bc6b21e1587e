import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { briefHits, factsOf, hitsInWork } from './support';

const afterTimeout = `
	ch := make(chan int)
	go func() { // GO
		ch <- 1 // HERE
	}()
	select { // CAUSE
	case <-ch:
	case <-ctx.Done():
		return ctx.Err()
	}`;

describe('GL001, the receiver gives up', () => {
  test('a select that can leave on timeout explains a blocked sender', async () => {
    assert.deepEqual(await hitsInWork(afterTimeout), ['GL001 CAUSE']);
  });

  test('a channel that is made anew in each round of a loop is left in each round', async () => {
    const body = `
	for range items {
		ch := make(chan int)
		go func() { // GO
			ch <- 1 // HERE
		}()
		select { // CAUSE
		case <-ch:
		case <-time.After(time.Second):
		}
	}`;
    assert.deepEqual(await hitsInWork(body), ['GL001 CAUSE']);
  });

  test('another case that nobody can ever serve says nothing', async () => {
    const alone = afterTimeout
      .replace('ch := make(chan int)', 'ch, other := make(chan int), make(chan int)')
      .replace('<-ctx.Done()', '<-other');
    assert.deepEqual(await hitsInWork(alone), []);
  });

  test('a buffer for the one value says nothing', async () => {
    assert.deepEqual(await hitsInWork(afterTimeout.replace('chan int)', 'chan int, 1)')), []);
  });

  test('a case that drains the channel before it leaves says nothing', async () => {
    const drained = afterTimeout.replace('return ctx', '<-ch\n\t\treturn ctx');
    assert.deepEqual(await hitsInWork(drained), []);
  });

  test('a select that is come back to in a loop says nothing', async () => {
    const body = `
	ch := make(chan int)
	go func() { // GO
		ch <- 1 // HERE
	}()
	for {
		select {
		case <-ch:
			return nil
		case <-time.After(time.Second):
			log.Print("slow")
		}
	}`;
    assert.deepEqual(await hitsInWork(body), []);
  });

  test('a receive behind the select drains the channel', async () => {
    const body = `
	ch := make(chan int)
	go func() { // GO
		ch <- 1 // HERE
	}()
	select {
	case <-ch:
		return nil
	case <-time.After(time.Second):
		log.Print("slow")
	}
	<-ch`;
    assert.deepEqual(await hitsInWork(body), []);
  });

  test('a channel that is stored or returned may be received from elsewhere', async () => {
    for (const escape of ['s.last = ch', 'keep(ch)', 'list = append(list, ch)', 'other <- ch'])
      assert.deepEqual(
        await hitsInWork(afterTimeout.replace('\tselect', `\t${escape}\n\tselect`)),
        ['GL001? CAUSE'],
        escape,
      );
  });

  test('a statement behind the send, that relies on the hand-over, does not change that nobody receives', async () => {
    const rendezvous = afterTimeout.replace('// HERE', '// HERE\n\t\tmarkDelivered()');
    assert.deepEqual(await hitsInWork(rendezvous), ['GL001 CAUSE']);
  });

  test('in a test file it is a possible cause', async () => {
    const text = `package main\n\nfunc TestWork(t *testing.T) {${afterTimeout.replace('return ctx.Err()', 'return')}\n}\n`;
    const facts = await factsOf('package main\n\nfunc main() {}\n', {
      kind: 'send',
      frames: ['main.TestWork.func1 HERE [work_test.go]'],
      by: 'main.TestWork GO [work_test.go]',
      files: { 'work_test.go': text },
    });
    assert.deepEqual(briefHits(facts), ['GL001? work_test.go:8']);
  });

  test('a receiver is left by a sender that can give up', async () => {
    const body = `
	ch := make(chan int)
	go func() { // GO
		<-ch // HERE
	}()
	select { // CAUSE
	case ch <- 1:
	case <-ctx.Done():
	}`;
    assert.deepEqual(await hitsInWork(body, { kind: 'recv' }), ['GL001 CAUSE']);
  });
});

describe('GL001, a receiver that is told to leave once the sends are done', () => {
  const text = (life: string): string => `package main

func main() { lifecycle(nil) }

type worker struct{ ch, done chan int }

func (w worker) Start() {
	go func() {
		for {
			select { // CAUSE
			case <-w.ch:
			case <-w.done:
				return
			}
		}
	}()
}

func (w worker) Stop() { close(w.done) }

func (w worker) Add(item int) {
	w.ch <- item // HERE
}

func lifecycle(items []int) {
	w := worker{ch: make(chan int), done: make(chan int)}
	w.Start()
${life}
}
`;
  const at = {
    kind: 'send',
    frames: ['main.worker.Add HERE', 'main.lifecycle CALL'],
  } as const;
  const hits = async (life: string) => briefHits(await factsOf(text(life), at));

  test('by a deferred Stop, or one behind the sends, says nothing', async () => {
    assert.deepEqual(await hits('\tdefer w.Stop()\n\tw.Add(1) // CALL'), []);
    assert.deepEqual(await hits('\tdefer func() { w.Stop() }()\n\tw.Add(1) // CALL'), []);
    assert.deepEqual(await hits('\tw.Add(1) // CALL\n\tw.Stop()'), []);
  });

  test('by a Stop that may come before is the cause', async () => {
    assert.deepEqual(await hits('\tw.Stop()\n\tw.Add(1) // CALL'), ['GL001? main.go:10']);
    assert.deepEqual(await hits('\tgo w.Stop()\n\tw.Add(1) // CALL'), ['GL001? main.go:10']);
  });

  test('says nothing either where the struct is written without keys', async () => {
    const unkeyed = text('\tdefer w.Stop()\n\tw.Add(1) // CALL').replace(
      'worker{ch: make(chan int), done: make(chan int)}',
      'worker{make(chan int), make(chan int)}',
    );
    assert.deepEqual(briefHits(await factsOf(unkeyed, at)), []);
  });

  test('by a context that only the sender cancels, when it ends, says nothing', async () => {
    const program = (context: string): string => `package main

func main() { run(nil) }

func run(parent context.Context) {
	${context}
	defer cancel()
	ch := make(chan int)
	go func() {
		for {
			select {
			case <-ch:
			case <-ctx.Done():
				return
			}
		}
	}()
	ch <- 1 // HERE
}
`;
    const inRun = { kind: 'send', frames: ['main.run HERE'] } as const;
    const own = program('ctx, cancel := context.WithCancel(context.Background())');
    assert.deepEqual(briefHits(await factsOf(own, inRun)), []);
    const derived = program('ctx, cancel := context.WithCancel(parent)');
    assert.deepEqual(briefHits(await factsOf(derived, inRun)), ['GL001? main.go:11']);
  });
});

describe('GL002, the other side returns first', () => {
  const body = `
	ch := make(chan int)
	go func() { // GO
		ch <- 1 // HERE
	}()
	if err := prepare(); err != nil {
		return err // CAUSE
	}
	<-ch`;

  test('a return between the go statement and the receive explains a blocked sender', async () => {
    assert.deepEqual(await hitsInWork(body), ['GL002 CAUSE']);
  });

  test('a deferred receive takes the value on every path', async () => {
    const deferred = body.replace('\tif err', '\tdefer func() { <-ch }()\n\tif err');
    assert.deepEqual(await hitsInWork(deferred), []);
  });

  test('a receive in front of the return says nothing', async () => {
    assert.deepEqual(await hitsInWork(body.replace('return err', '<-ch\n\t\treturn err')), []);
  });

  test('a return that stands before the go statement says nothing', async () => {
    const early = `
	ch := make(chan int)
	if err := prepare(); err != nil {
		return err
	}
	go func() { // GO
		ch <- 1 // HERE
	}()
	<-ch`;
    assert.deepEqual(await hitsInWork(early), []);
  });

  test('a goroutine that waits for a close is left by a return before it', async () => {
    const waiting = body
      .replace('ch <- 1', '<-ch')
      .replace('\t<-ch`', '')
      .replace(/\t<-ch$/, '\tclose(ch)');
    assert.deepEqual(await hitsInWork(waiting, { kind: 'recv' }), ['GL002 CAUSE']);
  });

  test('a deferred close comes on every path', async () => {
    const waiting = `
	ch := make(chan int)
	defer close(ch)
	go func() { // GO
		<-ch // HERE
	}()
	if err := prepare(); err != nil {
		return err
	}`;
    assert.deepEqual(await hitsInWork(waiting, { kind: 'recv' }), []);
  });
});
