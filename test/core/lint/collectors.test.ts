import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { briefHits, factsOf, hitsInWork } from './support';

describe('GL002b, the collector stops early', () => {
  const body = `
	ch := make(chan result)
	for _, w := range ws {
		go func() { // GO
			ch <- w.run() // HERE
		}()
	}
	for range ws {
		if r := <-ch; r.err != nil {
			return r.err // CAUSE
		}
	}`;

  test('a return in the collecting loop explains the senders that wait', async () => {
    assert.deepEqual(await hitsInWork(body), ['GL002b CAUSE']);
  });

  test('a loop that counts to the end by itself says nothing', async () => {
    const counting = body
      .replace(
        'for range ws {\n\t\tif r',
        'for n := 0; ; n++ {\n\t\tif n == len(ws) {\n\t\t\treturn nil\n\t\t}\n\t\tif r',
      )
      .replace('return r.err // CAUSE', 'log.Print(r.err)');
    assert.deepEqual(await hitsInWork(counting), []);
  });

  test('a buffer for all of them says nothing', async () => {
    assert.deepEqual(await hitsInWork(body.replace('result)', 'result, len(ws))')), []);
  });

  test('a helper that fills the channel is followed', async () => {
    const text = `package main

func main() {}

func restore() error {
	ch := make(chan int, 6)
	go func() { // GO
		defer close(ch)
		fill(ch) // CALL
	}()
	for v := range ch {
		if v > 3 {
			return errBad
		}
	}
	return nil
}

func fill(ch chan<- int) {
	for i := 0; i < 8; i++ {
		ch <- i // HERE
	}
}
`;
    const frames = ['main.fill HERE', 'main.restore.func1 CALL'];
    const facts = await factsOf(text, { kind: 'send', frames, by: 'main.restore GO' });
    assert.deepEqual(briefHits(facts), ['GL002b main.go:13']);
    const enough = text.replace('chan int, 6', 'chan int, 8');
    const fine = await factsOf(enough, { kind: 'send', frames, by: 'main.restore GO' });
    assert.deepEqual(briefHits(fine), []);
  });
});

describe('GL003, many senders and few receives', () => {
  const body = `
	ch := make(chan int)
	for range items {
		go func() { // GO
			ch <- 1 // HERE
		}()
	}
	<-ch // CAUSE`;

  test('one receive for many senders explains those that wait', async () => {
    assert.deepEqual(await hitsInWork(body), ['GL003 CAUSE']);
  });

  test('a constant number of senders that the receives and the buffer match says nothing', async () => {
    const bound = body.replace('range items', 'i := 0; i < 2; i++');
    assert.deepEqual(await hitsInWork(bound), ['GL003 CAUSE']);
    assert.deepEqual(await hitsInWork(bound.replace('chan int)', 'chan int, 1)')), []);
  });

  test('a sender for each place in the buffer says nothing', async () => {
    const filled = body
      .replace('chan int)', 'chan int, 100)')
      .replace('range items', 'range cap(ch)');
    assert.deepEqual(await hitsInWork(filled), []);
  });

  test('receives in a loop say nothing', async () => {
    const loop = body.replace('<-ch // CAUSE', 'for range items {\n\t\t<-ch\n\t}');
    assert.deepEqual(await hitsInWork(loop), []);
  });
});
