/** What a goroutine waits for, by its state and, where that is not enough, by its frames. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame, WaitKind } from '../../src/core/goroutine';
import { waitKindOf, waitReasons } from '../../src/core/waitReason';

const stack = (...funcs: string[]): Frame[] => funcs.map(func => ({ func, file: 'x.go', line: 1 }));

test('every state has one entry and a sentence', () => {
  const states = waitReasons.map(reason => reason.state);
  assert.equal(new Set(states).size, states.length);
  for (const { meaning } of waitReasons) assert.match(meaning, /^[A-Z].*\.$/);
});

const kinds: Readonly<Record<string, WaitKind>> = {
  'chan send': 'send',
  'chan receive': 'recv',
  'chan send (nil chan)': 'send-nil',
  'chan receive (nil chan)': 'recv-nil',
  select: 'select',
  'select (no cases)': 'select-none',
  'sync.Mutex.Lock': 'mutex',
  'sync.RWMutex.RLock': 'rlock',
  'sync.RWMutex.Lock': 'wlock',
  'sync.WaitGroup.Wait': 'waitgroup',
  'sync.Cond.Wait': 'cond',
  semacquire: 'sema',
  sleep: 'sleep',
  'IO wait': 'io',
  syscall: 'syscall',
  running: 'running',
  runnable: 'running',
  coroutine: 'coroutine',
  'synctest.Wait': 'synctest',
  'GC worker (idle)': 'runtime',
  'finalizer wait': 'runtime',
  'cleanup wait': 'runtime',
  'a state of tomorrow': 'unknown',
};

for (const [state, kind] of Object.entries(kinds))
  test(`${state} is ${kind}`, () => {
    assert.equal(waitKindOf(state, stack('main.f')), kind);
  });

test('until Go 1.19 the frames of sync tell what semacquire is', () => {
  const kindOf = (...funcs: string[]) => waitKindOf('semacquire', stack(...funcs, 'main.f'));
  assert.equal(
    kindOf('sync.runtime_SemacquireMutex', 'sync.(*Mutex).lockSlow', 'sync.(*Mutex).Lock'),
    'mutex',
  );
  assert.equal(kindOf('sync.runtime_Semacquire', 'sync.(*WaitGroup).Wait'), 'waitgroup');
  assert.equal(kindOf('sync.runtime_SemacquireMutex', 'sync.(*RWMutex).RLock'), 'rlock');
  assert.equal(kindOf('sync.runtime_Semacquire', 'sync.(*RWMutex).Lock'), 'wlock');
  assert.equal(
    kindOf('internal/poll.runtime_Semacquire', 'internal/poll.(*fdMutex).rwlock'),
    'sema',
  );
});

test('a waiter for the writer of an RWMutex waits for its inner mutex', () => {
  const frames = stack(
    'sync.runtime_SemacquireMutex',
    'sync.(*Mutex).lockSlow',
    'sync.(*Mutex).Lock',
    'sync.(*RWMutex).Lock',
  );
  assert.equal(waitKindOf('semacquire', frames), 'mutex');
});

test('in debug=1 the number of hidden frames tells a channel operation from a select', () => {
  assert.equal(waitKindOf(undefined, stack('main.f'), ['0x1', '0x2', '0x3']), 'chan');
  assert.equal(waitKindOf(undefined, stack('main.f'), ['0x1', '0x2']), 'select-any');
  assert.equal(waitKindOf(undefined, stack('main.f'), []), 'unknown');
  assert.equal(waitKindOf(undefined, [], undefined), 'unknown');
});

test('in debug=1 a visible frame of the runtime speaks before the number of hidden ones', () => {
  const hidden = ['0x1', '0x2', '0x3'];
  const kindOf = (...funcs: string[]) => waitKindOf(undefined, stack(...funcs), hidden);
  assert.equal(kindOf('internal/poll.runtime_pollWait', 'net.(*conn).Read'), 'io');
  assert.equal(kindOf('sync.runtime_Semacquire', 'sync.(*WaitGroup).Wait', 'main.f'), 'waitgroup');
  assert.equal(kindOf('sync.runtime_notifyListWait', 'sync.(*Cond).Wait'), 'cond');
  assert.equal(kindOf('time.Sleep', 'main.f'), 'sleep');
  assert.equal(
    kindOf('internal/sync.runtime_SemacquireMutex', 'internal/sync.(*Mutex).lockSlow'),
    'mutex',
  );
});
