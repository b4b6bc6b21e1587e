/** One full dump and no source: what a queue of requests looks like, and what a leak. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze } from '../../../src/core/analyze';
import { readSnapshot } from '../../../src/core/parse/parse';
import {
  capture,
  drawn,
  findingIn,
  judged,
  mainGoroutine,
  sentences,
  verdictIn,
  type Group,
} from './support';

const accepting = (minutes: number): Group => ({
  ids: [5, 5],
  state: 'IO wait',
  stack: ['internal/poll.runtime_pollWait net/poll.go:3', 'main.listen main.go:9'],
  minutes: () => minutes,
});

const requests = (state: string, count: number, more: Partial<Group> = {}): Group => ({
  ids: [100, 99 + count],
  state,
  stack: ['main.store web.go:40', 'net/http.(*conn).serve net/server.go:2161'],
  by: 'net/http.(*Server).Serve net/server.go:3608',
  parent: 8,
  ...more,
});

const alone = (...groups: readonly Group[]) => judged([capture(drawn([mainGoroutine, ...groups]))]);

describe('one full dump', () => {
  it('suspects no sender that came lately, where the process has run for long', () => {
    const analysis = alone(requests('chan send', 288), accepting(30));
    assert.equal(verdictIn(analysis, 'main.store'), 'unknown unclassified');
    assert.ok(
      sentences(findingIn(analysis, 'main.store')).includes(
        'All of them came in the last minutes, while others here have waited for 30 min.',
      ),
    );
  });

  it('suspects senders without an age where nobody shows one: the process may be young', () => {
    const analysis = alone(requests('chan send', 288), accepting(1));
    assert.equal(verdictIn(analysis, 'main.store'), 'suspect blocked-many');
  });

  it('suspects senders of whom some came long ago', () => {
    const minutes = (n: number) => (n < 5 ? 12 : 0);
    const analysis = alone(requests('chan send', 288, { minutes }), accepting(30));
    assert.match(verdictIn(analysis, 'main.store'), /^suspect/);
  });
});

describe('goroutines that wait for one lock', () => {
  const waiters = (count: number): Group => ({
    ids: [100, 99 + count],
    state: 'sync.Mutex.Lock',
    stack: ['sync.(*Mutex).lockSlow sync/mutex.go:9', 'main.save save.go:7'],
    by: 'main.main main.go:4',
    parent: 1,
    minutes: () => 3,
  });

  it('are one queue: a thousand of them are no likely leak', () => {
    const one = drawn([mainGoroutine, waiters(1000)]);
    assert.match(verdictIn(judged([capture(one)]), 'main.save'), /^suspect/);
    assert.match(
      verdictIn(judged([capture(one, 0), capture(`${one}\n`, 90)]), 'main.save'),
      /^suspect/,
    );
  });

  it('are a likely leak after an hour, one alone as well', () => {
    const waiter = (minutes: number): Group => ({
      ...requests('sync.Mutex.Lock', 1),
      minutes: () => minutes,
    });
    const verdict = (minutes: number) => verdictIn(alone(waiter(minutes)), 'main.store');
    assert.equal(verdict(59), 'suspect blocked-long');
    assert.equal(verdict(60), 'likely blocked-long');
  });
});

describe('what leaktest lists', () => {
  const block = (id: number) =>
    `    leaktest.go:150: leaktest: leaked goroutine: goroutine ${id} [chan receive]:\n        app.wait()\n        \t/src/app/wait.go:9 +0x1\n        created by app.TestWait in goroutine 6\n        \t/src/app/wait_test.go:5 +0x1\n`;
  const verdictOf = (text: string) =>
    verdictIn(analyze(readSnapshot(Buffer.from(text)), undefined), 'app.wait');

  it('is suspected like what goleak lists', () => {
    assert.equal(verdictOf(block(7) + block(8)), 'suspect blocked-many');
  });

  it('says nothing about the goroutines of a dump beside it', () => {
    const others = 'goroutine 9 [select]:\napp.loop()\n\t/src/app/loop.go:9 +0x1\n';
    assert.notEqual(verdictOf(block(7) + others), 'suspect blocked-many');
  });
});

describe('what goleak lists', () => {
  const listed = (state: string) =>
    analyze(
      readSnapshot(
        Buffer.from(
          `found unexpected goroutines:\n[Goroutine 7 in state ${state}, with app.wait on top of the stack:\napp.wait()\n\t/src/app/wait.go:9 +0x1\ncreated by app.TestWait in goroutine 6\n\t/src/app/wait_test.go:5 +0x1\n]\n`,
        ),
      ),
      undefined,
    );

  it('is suspected where it waits for another goroutine, and says that the test had ended', () => {
    const analysis = listed('select');
    assert.equal(verdictIn(analysis, 'app.wait'), 'suspect blocked-many');
    assert.ok(
      sentences(findingIn(analysis, 'app.wait')).includes(
        'The leak check of the test still found it when the test had ended.',
      ),
    );
  });

  it('is not while it works or waits for the network', () => {
    for (const state of ['running', 'IO wait'])
      assert.equal(verdictIn(listed(state), 'app.wait'), 'unknown unclassified');
  });
});
