import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { briefHits, factsOf, hitsInWork } from './support';

const resizer = `package main

func main() {}

type Resizer struct{ slots chan struct{} }

func NewResizer(n int) *Resizer { return &Resizer{slots: make(chan struct{}, n)} }

func (r *Resizer) Resize(size int) error {
	r.slots <- struct{}{} // HERE
	if err := decode(size); err != nil {
		return err // KEPT
	}
	<-r.slots
	return nil
}
`;

async function hitsInResize(text: string): Promise<string[]> {
  const hits = briefHits(
    await factsOf(text, { kind: 'send', frames: ['main.(*Resizer).Resize HERE'] }),
  );
  return hits.filter(one => one.startsWith('GL031'));
}

describe('GL031, a channel that counts slots', () => {
  test('is explained by the path that does not give its slot back', async () => {
    assert.deepEqual(await hitsInResize(resizer), ['GL031 main.go:12']);
  });

  test('says nothing where each path gives it back', async () => {
    const deferred = resizer
      .replace('\t<-r.slots\n', '')
      .replace('\tif err', '\tdefer func() { <-r.slots }()\n\tif err');
    const onEach = resizer.replace('\t\treturn err', '\t\t<-r.slots\n\t\treturn err');
    const helped = resizer.replace('\t\treturn err', '\t\tr.release()\n\t\treturn err');
    for (const text of [deferred, onEach, helped])
      assert.deepEqual(await hitsInResize(text), [], text);
  });

  test('says nothing of a queue that somebody else serves', async () => {
    const served = `${resizer}\nfunc (r *Resizer) serve() { for range r.slots {} }\n`;
    const values = resizer.replace('<- struct{}{}', '<- size').replace('chan struct{}', 'chan int');
    for (const text of [served, values]) assert.deepEqual(await hitsInResize(text), [], text);
  });

  const started = `
	sem := make(chan struct{}, 4)
	for _, item := range items {
		sem <- struct{}{} // SLOT
		go func() { // GO
			defer wg.Done()
			if item == nil {
				return // CAUSE
			}
			handle(item)
			<-sem
		}()
	}
	go func() {
		sem <- struct{}{} // HERE
		<-sem
	}()`;

  test('is explained by a goroutine that leaves with its slot', async () => {
    const hits = await hitsInWork(started);
    assert.ok(hits.includes('GL031 CAUSE'), hits.join());
    const deferred = started
      .replace('\t\t\t<-sem\n', '')
      .replace('defer wg.Done()', 'defer func() { <-sem }()');
    const none = await hitsInWork(deferred);
    assert.ok(!none.join().includes('GL031'), none.join());
  });
});

describe('a timer whose channel is drained', () => {
  const reset = `package main

func main() {}

func reset(t *time.Timer) {
	if !t.Stop() {
		<-t.C // HERE
	}
	t.Reset(time.Second)
}
`;
  const at = { kind: 'recv', frames: ['main.reset HERE'] } as const;

  test('has nothing left to wait for, and does not wake', async () => {
    const facts = await factsOf(reset, at);
    assert.deepEqual(briefHits(facts), ['GL032 main.go:7']);
    assert.deepEqual(facts.wakes, []);
  });

  test('wakes where the receive does not follow a Stop', async () => {
    const facts = await factsOf(reset.replace('!t.Stop()', 'wait'), at);
    assert.deepEqual(briefHits(facts), []);
    assert.deepEqual(
      facts.wakes.map(({ kind }) => kind),
      ['timer'],
    );
  });
});

test('GL013: a ticker is known by the type of its field', async () => {
  const text = `package main

func main() {}

type Session struct{ beat *time.Ticker }

func (s *Session) keepAlive() {
	for range s.beat.C { // HERE
		s.touch()
	}
}
`;
  const facts = await factsOf(text, { kind: 'recv', frames: ['main.(*Session).keepAlive HERE'] });
  assert.deepEqual(briefHits(facts), ['GL013? main.go:8']);
});
