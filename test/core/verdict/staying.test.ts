/** Goroutines that are not blocked for good and yet never leave, told by captures of one process. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgedWith } from './sourceSupport';
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

/** Started by the goroutine of one kept connection, or each by a goroutine that is gone. */
const started = (last: number, state: string, stack: string, more: Partial<Group> = {}): Group => ({
  ids: [100, 99 + last],
  state,
  stack: [stack],
  by: 'main.handle web.go:30',
  parent: 8,
  ...more,
});

const twice = (before: Group, after: Group, ...others: readonly Group[]) =>
  judged(
    [before, after].map((group, n) => capture(drawn([mainGoroutine, group, ...others]), 60 * n)),
  );

describe('goroutines that sleep and try again', () => {
  const asleep = (last: number, more: Partial<Group> = {}) =>
    started(last, 'sleep', 'main.retry retry.go:12', more);

  it('are suspected where more come and none ends', () => {
    const analysis = twice(asleep(40), asleep(90));
    assert.equal(verdictIn(analysis, 'main.retry'), 'suspect blocked-many');
    assert.match(
      sentences(findingIn(analysis, 'main.retry')).join('\n'),
      /40 of them sleep where they slept before/,
    );
  });

  it('are not where they all are new, or where main started them', () => {
    const others = asleep(90, { ids: [500, 700] });
    assert.equal(verdictIn(twice(asleep(40), others), 'main.retry'), 'unknown unclassified');
    const back = asleep(50, { ids: [101, 150] });
    const working = asleep(60, { ids: [91, 150], state: 'IO wait' });
    assert.equal(verdictIn(twice(asleep(1), back, working), 'main.retry'), 'unknown unclassified');
    const workers = (last: number) => asleep(last, { by: 'main.main main.go:7', parent: 1 });
    assert.equal(verdictIn(twice(workers(40), workers(90)), 'main.retry'), 'unknown unclassified');
  });
});

describe('a loop over a timer that each request starts', () => {
  const poller = (leave: string) => `package main

import "time"

func handle() {
	go func() { // GO
		ticker := time.NewTicker(time.Second)
		for {
			select { // WAIT
			case <-ticker.C:
				${leave}
			case <-stop:
				return
			}
		}
	}()
}

var stop chan struct{}
`;
  const waiting = (last: number) =>
    started(last, 'select', 'main.handle.func1 WAIT', { by: 'main.handle GO' });
  const judgedPoller = (leave: string) =>
    judgedWith(poller(leave), [waiting(360)], {}, [waiting(200)]);

  it('is suspected where more come and none ends', async () => {
    const analysis = await judgedPoller('look()');
    assert.equal(verdictIn(analysis, 'main.handle.func1'), 'suspect blocked-many');
    assert.match(
      sentences(findingIn(analysis, 'main.handle.func1')).join('\n'),
      /only starts the next round/,
    );
  });

  it('is not where the timer ends it', async () => {
    const analysis = await judgedPoller('return');
    assert.equal(verdictIn(analysis, 'main.handle.func1'), 'unknown unclassified');
  });
});

describe('more and more goroutines', () => {
  it('are no set-up of a constructor, though one connection started all of them', () => {
    const sessions = (last: number) =>
      started(last, 'select', 'main.(*session).run session.go:9', {
        by: 'main.newSession session.go:4',
      });
    const analysis = twice(sessions(100), sessions(210));
    assert.equal(verdictIn(analysis, 'main.(*session).run'), 'suspect blocked-many');
  });

  it('in handlers that wait for a Cond are not told to end with their clients', () => {
    const handlers = (last: number): Group => ({
      ids: [100, 99 + last],
      state: 'sync.Cond.Wait',
      stack: [
        'sync.runtime_notifyListWait sync/r.go:1',
        'main.(*queue).wait queue.go:9',
        'net/http.(*conn).serve net/server.go:2161',
      ],
      by: 'net/http.(*Server).Serve net/server.go:3608',
      parent: 8,
    });
    const analysis = twice(handlers(200), handlers(369));
    assert.equal(verdictIn(analysis, 'main.(*queue).wait'), 'suspect blocked-many');
    assert.doesNotMatch(
      sentences(findingIn(analysis, 'main.(*queue).wait')).join('\n'),
      /the client decides/,
    );
  });
});

describe('a sender', () => {
  const text = `package main

func handle() {
	results := make(chan int)
	go func() { // GO
		results <- 1 // SEND
	}()
	select { // SELECT
	case <-results:
	case <-stop:
	}
}

var stop chan struct{}
`;

  it('is not served by calls that wait in the select over its channel: those have channels of their own', async () => {
    const senders: Group = {
      ids: [100, 139],
      state: 'chan send',
      stack: ['main.handle.func1 SEND'],
      by: 'main.handle GO',
      parent: { idPlus: 1000 },
    };
    const calls: Group = { ids: [50, 60], state: 'select', stack: ['main.handle SELECT'] };
    const said = sentences(
      findingIn(await judgedWith(text, [senders, calls]), 'main.handle.func1'),
    ).join('\n');
    assert.doesNotMatch(said, /The other side is alive/);
  });
});
