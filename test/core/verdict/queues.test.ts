/** Queues for a lock in which nobody moves, and the sync.Once that a goroutine waits for. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgedWith } from './sourceSupport';
import {
  alarms,
  capture,
  drawn,
  findingIn,
  judged,
  mainGoroutine,
  sentences,
  verdictIn,
  type Group,
} from './support';

const handler = ['net/http.(*conn).serve net/server.go:2161'];

describe('a queue for a lock from which nobody leaves for a minute', () => {
  const text = `package main

import "sync"

type shard struct {
	mu     sync.Mutex
	values map[string]int
}

func (s *shard) add(key string) {
	s.mu.Lock() // WAITS
	if s.values[key] > 9 {
		return
	}
	s.values[key]++
	s.mu.Unlock()
}
`;
  const queue = (last: number, state = 'sync.Mutex.Lock'): Group => ({
    ids: [100, last],
    state,
    stack: ['sync.(*Mutex).Lock sync/m.go:9', 'main.(*shard).add WAITS', ...handler],
    by: 'net/http.(*Server).Serve net/server.go:3608',
    parent: 8,
  });

  it('is a likely leak where no code that holds the lock is on a stack', async () => {
    const analysis = await judgedWith(text, [queue(480)], {}, [queue(140)]);
    const finding = findingIn(analysis, 'main.(*shard).add');
    assert.equal(finding.verdict, 'likely', sentences(finding).join(' '));
    assert.match(
      sentences(finding).join('\n'),
      /All who waited for the lock in the first capture wait for it now/,
    );
  });

  it('is no more than a suspicion while one of them has just been handed the lock', async () => {
    const next: Group = { ...queue(500, 'runnable'), ids: [500, 500] };
    const analysis = await judgedWith(text, [queue(480), next], {}, [queue(140)]);
    assert.deepEqual(alarms(analysis), []);
  });
});

describe('a sync.Once', () => {
  const call = 'main.(*db).conn db.go:17';
  const waiting = [
    'sync.(*Mutex).lockSlow sync/m.go:9',
    'sync.(*Once).doSlow sync/once.go:74',
    call,
  ];
  const running = ['sync.(*Once).doSlow sync/once.go:78', call];
  const waiters: Group = {
    ids: [100, 340],
    state: 'sync.Mutex.Lock',
    stack: [...waiting, ...handler],
  };
  const runner = (state: string, ...stack: readonly string[]): Group => ({
    ids: [90, 90],
    state,
    stack: [...stack, ...running, ...handler],
  });
  const alone = (...groups: readonly Group[]) =>
    judged([capture(drawn([mainGoroutine, ...groups]))]);

  it('that calls itself is stuck, and so are those who wait for it', () => {
    const analysis = alone({ ...waiters, stack: [...waiting, 'main.open db.go:24', ...running] });
    assert.match(verdictIn(analysis, 'main.(*db).conn'), /^(suspect|likely)/);
    assert.match(
      sentences(findingIn(analysis, 'main.(*db).conn')).join('\n'),
      /the call in conn, line 17, is on its stack twice/,
    );
  });

  it('that is being run keeps others waiting, and nobody suspects them', () => {
    const analysis = alone(
      waiters,
      runner('sleep', 'time.Sleep time/s.go:3', 'main.dial db.go:40'),
    );
    assert.equal(verdictIn(analysis, 'main.(*db).conn'), 'unknown unclassified');
  });

  it('whose function leaks keeps others waiting for ever', () => {
    const stuck = runner('chan send (leaked)', 'main.open db.go:30');
    const finding = alone(waiters, stuck).findings.find(({ evidence }) =>
      evidence.some(({ text }) => text.id === 'K.leak'),
    );
    assert.equal(finding?.verdict, 'likely');
  });
});
