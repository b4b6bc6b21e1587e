import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hitsInWork } from './support';

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

test('a receiver that can leave on timeout explains a blocked sender', async () => {
  assert.deepEqual(await hitsInWork(afterTimeout), ['GL001 CAUSE']);
});

test('a buffer for the one value says nothing', async () => {
  assert.deepEqual(await hitsInWork(afterTimeout.replace('chan int)', 'chan int, 1)')), []);
});

test('a case that drains the channel before it leaves says nothing', async () => {
  const drained = afterTimeout.replace('return ctx', '<-ch\n\t\treturn ctx');
  assert.deepEqual(await hitsInWork(drained), []);
});

test('a return between the go statement and the receive explains a blocked sender', async () => {
  const body = `
	ch := make(chan int)
	go func() { // GO
		ch <- 1 // HERE
	}()
	if err := prepare(); err != nil {
		return err // CAUSE
	}
	<-ch`;
  assert.deepEqual(await hitsInWork(body), ['GL002 CAUSE']);
});

test('one receive for many senders explains those that wait', async () => {
  const body = `
	ch := make(chan int)
	for range items {
		go func() { // GO
			ch <- 1 // HERE
		}()
	}
	<-ch // CAUSE`;
  assert.deepEqual(await hitsInWork(body), ['GL003 CAUSE']);
});

test('a range over a channel that nobody closes is explained by its sender', async () => {
  const body = `
	ch := make(chan int)
	go func() { // GO
		for range ch { // HERE
		}
	}()
	for _, item := range items {
		ch <- item // CAUSE
	}`;
  assert.deepEqual(await hitsInWork(body, { kind: 'recv' }), ['GL005 CAUSE']);
});
