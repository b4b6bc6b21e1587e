import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WaitKind } from '../../../src/core/goroutine';
import { briefHits, factsOf, hitsTogether } from './support';

/** A Store with a lock; the goroutine stands at HERE in `save`. */
async function hitsInSave(methods: string, kind: WaitKind = 'mutex'): Promise<string[]> {
  const text = `package main\n\nfunc main() {}\n\ntype Store struct{ mu sync.RWMutex; n int; events chan int }\n${methods}`;
  const frames = [
    'main.(*Store).save HERE',
    ...(methods.includes('// CALL') ? ['main.(*Store).all CALL'] : []),
  ];
  return briefHits(await factsOf(text, { kind, frames }));
}

describe('a lock that the goroutine holds itself', () => {
  test('two locks in a row', async () => {
    const hits = await hitsInSave(`
func (s *Store) save() {
	s.mu.Lock()
	s.mu.Lock() // HERE
	s.mu.Unlock()
}`);
    assert.deepEqual(hits, ['GL025 main.go:8']);
  });

  test('an unlock in between says nothing', async () => {
    const hits = await hitsInSave(`
func (s *Store) save() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	s.mu.Lock() // HERE
	defer s.mu.Unlock()
}`);
    assert.deepEqual(hits, []);
  });

  const nested = `
func (s *Store) all() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.save() // CALL
}

func (s *Store) save() {
	s.mu.Lock() // HERE
	defer s.mu.Unlock()
}`;

  test('a method that holds it calls one that takes it', async () => {
    assert.deepEqual(await hitsInSave(nested), ['GL025 main.go:8']);
  });

  test('a method that holds it while it starts the goroutine says nothing', async () => {
    const text = `package main

func main() {}

type Store struct{ mu sync.Mutex; events chan int }

func (s *Store) all() {
	s.mu.Lock()
	defer s.mu.Unlock()
	go s.save() // GO
	go s.send() // SENDS
}

func (s *Store) save() {
	s.mu.Lock() // HERE
	defer s.mu.Unlock()
}

func (s *Store) send() {
	s.events <- 1 // SEND
}
`;
    const waiting = { kind: 'mutex', frames: ['main.(*Store).save HERE'] } as const;
    assert.deepEqual(
      briefHits(await factsOf(text, { ...waiting, by: 'main.(*Store).all GO' })),
      [],
    );
    const sending = { kind: 'send', frames: ['main.(*Store).send SEND'] } as const;
    const hits = briefHits(await factsOf(text, { ...sending, by: 'main.(*Store).all SENDS' }));
    assert.ok(!hits.join().includes('GL009'), hits.join());
  });

  test('the same field of another object is a possible cause only', async () => {
    const other = nested.replace('s.save() // CALL', 'other.save() // CALL');
    assert.deepEqual(await hitsInSave(other), ['GL025? main.go:8']);
  });

  test('a callee that gives the lock back first says nothing', async () => {
    const freed = nested.replace('save() {\n', 'save() {\n\ts.mu.Unlock()\n');
    assert.deepEqual(await hitsInSave(freed), []);
  });

  test('a read lock inside a read lock waits as soon as a writer comes', async () => {
    const reads = nested.replaceAll('.Lock()', '.RLock()').replaceAll('.Unlock()', '.RUnlock()');
    assert.deepEqual(await hitsInSave(reads, 'rlock'), ['GL027 main.go:8']);
  });
});

describe('a lock that is not given back', () => {
  const kept = `
func (s *Store) reset() error {
	s.mu.Lock()
	if s.n == 0 {
		return nil
	}
	s.mu.Unlock()
	return nil
}

func (s *Store) save() {
	s.mu.Lock() // HERE
	defer s.mu.Unlock()
}`;

  test('a return without unlock explains who waits elsewhere', async () => {
    assert.deepEqual(await hitsInSave(kept), ['GL008 main.go:10']);
  });

  const shard = `
type shard[K comparable] struct {
	sync.Mutex
	items map[K]int
}

func (s *Store) shardOf(key string) *shard[string] { return shards[len(key)] }

func (s *Store) save() {
	b := s.shardOf("key")
	b.Lock() // HERE
	if err := load(b); err != nil {
		return
	}
	b.Unlock()
}`;

  test('a lock that was looked up, and stays locked after an error, explains who waits for it', async () => {
    assert.deepEqual(await hitsInSave(shard), ['GL008 main.go:18']);
  });

  test('a lock that the function has just made says nothing', async () => {
    for (const own of ['&shard[string]{}', 'newShard()', 'new(shard[string])'])
      assert.deepEqual(await hitsInSave(shard.replace('s.shardOf("key")', own)), [], own);
  });

  test('an unlock on each path, a deferred one, and a callee that unlocks say nothing', async () => {
    const onEach = kept.replace(
      '\t\treturn nil\n\t}\n',
      '\t\ts.mu.Unlock()\n\t\treturn nil\n\t}\n',
    );
    const deferred = kept.replace('\tif s.n', '\tdefer s.mu.Unlock()\n\tif s.n');
    const callee = kept.replace(
      '\t\treturn nil\n\t}\n',
      '\t\ts.finishAndUnlock()\n\t\treturn nil\n\t}\n',
    );
    for (const text of [onEach, deferred, callee]) assert.deepEqual(await hitsInSave(text), []);
  });

  test('a function that is entered with the lock may leave with it', async () => {
    const yielding = kept.replace('\ts.mu.Lock()\n\tif', '\ts.mu.Unlock()\n\ts.mu.Lock()\n\tif');
    assert.deepEqual(await hitsInSave(yielding), []);
  });

  test('a function that is named after the lock may keep it', async () => {
    assert.deepEqual(await hitsInSave(kept.replace('reset()', 'lockAll()')), []);
  });

  test('a lock that is handed to the caller, or its Unlock, says nothing', async () => {
    for (const handed of [
      'return &s.mu',
      'return s.mu.Unlock',
      's.free = s.mu.Unlock\n\t\treturn nil',
    ])
      assert.deepEqual(await hitsInSave(kept.replace('return nil', handed)), [], handed);
  });

  test('a return behind a call that ends the process says nothing', async () => {
    const fatal = kept.replace(
      '\t\treturn nil\n\t}\n',
      '\t\tlog.Fatal("empty")\n\t\treturn nil\n\t}\n',
    );
    assert.deepEqual(await hitsInSave(fatal), []);
  });

  test('a break that leaves the loop with the lock', async () => {
    const hits = await hitsInSave(`
func (s *Store) reset() {
	for {
		s.mu.Lock()
		if s.n == 0 {
			break
		}
		s.mu.Unlock()
	}
}

func (s *Store) save() {
	s.mu.Lock() // HERE
	defer s.mu.Unlock()
}`);
    assert.deepEqual(hits, ['GL008 main.go:11']);
  });

  test('a break with the unlock behind the loop says nothing', async () => {
    const hits = await hitsInSave(`
func (s *Store) reset() {
	for {
		s.mu.Lock()
		if s.n == 0 {
			break
		}
		s.mu.Unlock()
	}
	s.mu.Unlock()
}

func (s *Store) save() {
	s.mu.Lock() // HERE
	defer s.mu.Unlock()
}`);
    assert.deepEqual(hits, []);
  });

  test('a continue that comes back to the lock', async () => {
    const hits = await hitsInSave(`
func (s *Store) save() {
	for i := 0; i < 2; i++ {
		s.mu.Lock() // HERE
		if err := s.dial(); err != nil {
			continue
		}
		s.mu.Unlock()
	}
}`);
    assert.deepEqual(hits, ['GL008 main.go:11']);
  });
});

describe('a channel operation under a lock', () => {
  test('is a possible cause', async () => {
    const hits = await hitsInSave(
      `
func (s *Store) save() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events <- 1 // HERE
}

func (s *Store) run() {
	for range s.events {
	}
}

func init() { new(Store).run() }`,
      'send',
    );
    assert.deepEqual(hits, ['GL014? main.go:10', 'GL009? main.go:8']);
  });
});

describe('two locks that are taken in two orders', () => {
  const text = `package main

func main() {}

type Store struct {
	mu    sync.Mutex
	cache *Cache
}

type Cache struct {
	mu    sync.Mutex
	store *Store
}

func (s *Store) flush() {
	s.mu.Lock() // STORE
	defer s.mu.Unlock()
	s.cache.clear() // CALL
}

func (c *Cache) clear() {
	c.mu.Lock() // CLEAR
	defer c.mu.Unlock()
}

func (c *Cache) expire() {
	c.mu.Lock() // CACHE
	c.store.mu.Lock() // EXPIRE
	c.store.mu.Unlock()
	c.mu.Unlock()
}
`;

  test('explain each other', async () => {
    const flush = ['main.(*Cache).clear CLEAR', 'main.(*Store).flush CALL'];
    const expire = ['main.(*Cache).expire EXPIRE'];
    assert.deepEqual(await hitsTogether(text, [flush, expire]), [
      ['GL026 main.go:27'],
      ['GL026 main.go:16'],
    ]);
  });

  test('say nothing where one of them has given its lock back', async () => {
    const freed = text.replace('\tc.store.mu.Lock()', '\tc.mu.Unlock()\n\tc.store.mu.Lock()');
    const flush = ['main.(*Cache).clear CLEAR', 'main.(*Store).flush CALL'];
    const expire = ['main.(*Cache).expire EXPIRE'];
    assert.deepEqual(await hitsTogether(freed, [flush, expire]), [[], []]);
  });
});
