/** Programs that are healthy on purpose: however many goroutines wait, and however long, nobody is woken for them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alarms, capture, drawn, judged, mainGoroutine, type Group } from './support';

/** The groups at each capture, one a minute. */
interface Program {
  readonly name: string;
  readonly captures: readonly (readonly Group[])[];
}

const serve = 'net/http.(*conn).serve net/server.go:2161';
const handler = [
  'main.stream web.go:40',
  'net/http.HandlerFunc.ServeHTTP net/server.go:2362',
  serve,
];
const accepted = { by: 'net/http.(*Server).Serve net/server.go:3608', parent: 8 } as const;

/** Open streams: the handler selects, its connection is read beside it. */
function streams(first: number, last: number, state = 'select'): Group[] {
  return [
    { ids: [first, last], state, stack: handler, ...accepted, minutes: n => n % 300 },
    {
      ids: [first + 500_000, last + 500_000],
      state: 'IO wait',
      stack: [
        'internal/poll.runtime_pollWait net/poll.go:3',
        'net/http.(*connReader).backgroundRead net/server.go:680',
      ],
      by: 'net/http.(*connReader).startBackgroundRead net/server.go:666',
      parent: { idPlus: -500_000 },
    },
  ];
}

/** A hijacked connection: the handler has returned, one goroutine reads and one writes. */
function webSockets(count: number): Group[] {
  const pump = (offset: number, state: string, func: string, line: number): Group => ({
    ids: [offset, offset + count - 1],
    state,
    stack: [`${func} ws.go:${line}`],
    by: 'main.serveWs ws.go:90',
    parent: { idPlus: 700_000 - offset },
  });
  return [
    pump(1000, 'select', 'main.(*client).writePump', 60),
    { ...pump(200_000, 'IO wait', 'main.(*client).readPump', 30) },
  ];
}

const actors = (count: number, state: string): Group => ({
  ids: [1000, 999 + count],
  state,
  stack: ['main.(*actor).run actor.go:30'],
  by: 'main.(*registry).Spawn actor.go:12',
  parent: { idPlus: 1_000_000 },
  minutes: n => n % 700,
});

const semaphore = (first: number, last: number, aged: Pick<Group, 'minutes'> = {}): Group => ({
  ids: [first, last],
  state: 'chan send',
  stack: ['main.crawl.func1 crawl.go:21'],
  by: 'main.crawl crawl.go:20',
  parent: 1,
  ...aged,
});

const insideSemaphore: Group = {
  ids: [900_000, 900_007],
  state: 'IO wait',
  stack: [
    'net/http.(*persistConn).roundTrip net/t.go:3',
    'main.fetch crawl.go:60',
    'main.crawl.func1 crawl.go:23',
  ],
  by: 'main.crawl crawl.go:20',
  parent: 1,
};

const lockWaiters = (first: number, last: number): Group => ({
  ids: [first, last],
  state: 'sync.Mutex.Lock',
  stack: [
    'sync.(*Mutex).lockSlow sync/m.go:9',
    'main.(*cache).get cache.go:33',
    ...handler.slice(1),
  ],
  ...accepted,
});

const pool = (size: number): Group => ({
  ids: [50, 49 + size],
  state: 'chan receive',
  stack: ['main.worker pool.go:9'],
  by: 'main.newPool pool.go:5',
  parent: 1,
  minutes: () => 10_400,
});

const burst = (first: number, last: number, state = 'chan send'): Group => ({
  ids: [first, last],
  state,
  stack: ['main.fanOut.func1 fan.go:14', 'golang.org/x/sync/errgroup.(*Group).Go.func1 eg.go:78'],
  by: 'golang.org/x/sync/errgroup.(*Group).Go eg.go:75',
  parent: 77,
});

const collector: Group = {
  ids: [77, 77],
  state: 'runnable',
  stack: ['main.fanOut fan.go:20', 'main.main main.go:9'],
};

/** Goroutines that were there before may have been served and be back. */
const comingBack = (count: number, state: string, more: Partial<Group> = {}): Group[] => [
  {
    ids: [2000, 1999 + count],
    state,
    stack: ['main.(*store).put store.go:21', ...handler.slice(1)],
    ...accepted,
    ...more,
  },
  {
    ids: [30, 30],
    state: 'sleep',
    stack: ['time.Sleep time/sleep.go:3', 'main.(*store).flush store.go:18'],
    by: 'main.main main.go:8',
    parent: 1,
  },
];

const fixed = (name: string, ...groups: readonly Group[]): Program => ({
  name,
  captures: [groups, groups, groups],
});

const programs: readonly Program[] = [
  fixed('ten thousand mailboxes that wait for hours', actors(10_000, 'chan receive')),
  fixed('ten thousand actors in a select', actors(10_000, 'select')),
  {
    name: 'actors that only become more while users sign in',
    captures: [2000, 5000, 9000].map(n => [actors(n, 'chan receive')]),
  },
  {
    name: 'mailboxes in a select that only become more',
    captures: [2000, 5000, 9000].map(n => [actors(n, 'select')]),
  },
  fixed('three hundred subscribers that wait for hours', ...streams(2000, 2300, 'chan receive')),
  {
    name: 'event streams that ramp up and never end',
    captures: [100, 900, 2500].map(n => streams(2000, 2000 + n)),
  },
  {
    name: 'WebSockets that ramp up, whose handlers have returned',
    captures: [100, 900, 2500].map(webSockets),
  },
  {
    name: 'long polls, each replaced by the next',
    captures: [2000, 4000, 6000].map(n => streams(n, n + 900)),
  },
  {
    name: 'a burst of 163,000 senders on one line, with turnover',
    captures: [0, 1, 2].map(n => [collector, burst(1000 + 50_000 * n, 41_000 + 50_000 * n)]),
  },
  { name: 'a burst of senders in a single capture', captures: [[collector, burst(1000, 30_000)]] },
  {
    name: 'a burst that only the second capture sees',
    captures: [[collector], [collector, burst(1000, 3000)]],
  },
  {
    name: 'a semaphore with a long queue, and its holders inside',
    captures: [0, 8, 20].map(n => [
      semaphore(1000 + n, 14_000 + 40 * n, { minutes: one => one % 40 }),
      insideSemaphore,
    ]),
  },
  {
    name: 'a queue of senders that is served in order under rising load',
    captures: [
      [{ ...semaphore(1000, 1400), parent: { idPlus: 90_000 } }],
      [{ ...semaphore(1004, 1600), parent: { idPlus: 90_000 } }],
    ],
  },
  {
    name: 'handlers of kept connections that queue for a slow writer while clients come',
    captures: [80, 210, 340].map(n => comingBack(n, 'chan send')),
  },
  {
    name: 'producers in a loop that queue for a slow consumer, more of them each minute',
    captures: [80, 210, 340].map(n =>
      comingBack(n, 'chan send', {
        stack: ['main.produce produce.go:7'],
        by: 'main.main main.go:9',
        parent: 1,
      }),
    ),
  },
  {
    name: 'handlers of kept connections behind a lock that a slow load holds for seconds',
    captures: [80, 210, 340].map(n => comingBack(n, 'sync.Mutex.Lock')),
  },
  {
    name: 'a lock that a slow load holds for seconds',
    captures: [[lockWaiters(100, 400)], [lockWaiters(300, 700)], [lockWaiters(600, 1100)]],
  },
  {
    name: 'two captures that fall into one slow load',
    captures: [[lockWaiters(100, 400)], [lockWaiters(100, 900)]],
  },
  ...[8, 64, 1000, 1024, 5000].map(size => fixed(`a pool of ${size} workers`, pool(size))),
  fixed('supervisors that wait for their children', {
    ids: [100, 1099],
    state: 'sync.WaitGroup.Wait',
    stack: ['sync.runtime_SemacquireWaitGroup sync/r.go:1', 'main.supervise sup.go:9'],
    by: 'main.startSession sup.go:3',
    parent: { idPlus: 500_000 },
    minutes: n => n,
  }),
  fixed('consumers of a condition variable', {
    ids: [100, 299],
    state: 'sync.Cond.Wait',
    stack: ['sync.runtime_notifyListWait sync/r.go:1', 'main.(*queue).pop queue.go:9'],
    by: 'main.main main.go:3',
    parent: 1,
    minutes: () => 900,
  }),
  fixed('singletons and tickers', {
    ids: [20, 20],
    state: 'select',
    stack: ['main.(*reporter).loop report.go:8'],
    by: 'main.main main.go:4',
    parent: 1,
    minutes: () => 4000,
  }),
];

describe('a healthy program wakes nobody', () => {
  for (const { name, captures } of programs) {
    const taken = captures.map((groups, n) => capture(drawn([mainGoroutine, ...groups]), 60 * n));
    it(`${name}: each capture alone`, () => {
      for (const one of taken) assert.deepEqual(alarms(judged([one])), []);
    });
    it(`${name}: all captures together`, () => {
      assert.deepEqual(alarms(judged(taken)), []);
    });
  }
});
