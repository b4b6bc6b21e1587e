import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { briefHits, factsOfAll, type Case } from './support';

const text = `package main

func main() {}

func handle() error {
	ch := make(chan int)
	go func() { // GO
		ch <- 1 // HERE
	}()
	if err := prepare(); err != nil { // WORKS
		return err // CAUSE
	}
	<-ch
	later() // LATER
	return nil
}

func prepare() error {
	time.Sleep(1) // SLEEP
	return nil
}
`;

const senders: Case = {
  kind: 'send',
  frames: ['main.handle.func1 HERE'],
  by: 'main.handle GO',
  count: 2,
  ids: [11, 12],
  parents: [1, 2],
};
const starters = (ids: readonly number[], at = 'WORKS'): Case => ({
  kind: 'sleep',
  frames: ['main.prepare SLEEP', `main.handle ${at}`],
  count: ids.length,
  ids,
});

async function hits(program: string, ...others: readonly Case[]): Promise<string[]> {
  const [facts] = await factsOfAll(program, [senders, ...others]);
  return facts ? briefHits(facts) : [];
}

describe('an early return explains those whose starter has left', () => {
  test('and none while every starter is on its way to the receive', async () => {
    assert.deepEqual(await hits(text), ['GL002 main.go:11']);
    assert.deepEqual(await hits(text, starters([1, 2])), []);
    assert.deepEqual(await hits(text, starters([1])), ['GL002 main.go:11']);
    assert.deepEqual(await hits(text, starters([1, 3])), ['GL002 main.go:11']);
    assert.deepEqual(await hits(text, starters([1, 2], 'LATER')), ['GL002 main.go:11']);
  });

  test('who serves one request after the other has left those of earlier ones', async () => {
    const five = `package main

func main() {}

func handle() error {
	results := make(chan error)
	for range 5 {
		go func() { // GO
			results <- ask() // HERE
		}()
	}
	for range 5 {
		if err := <-results; err != nil { // WORKS
			return err
		}
	}
	return nil
}

func ask() error { return nil }
`;
    const asking = (count: number): Case => ({
      ...senders,
      count,
      ids: Array.from({ length: count }, (_, i) => 20 + i),
    });
    const receiving: Case = { ...starters([1, 2]), kind: 'recv', frames: ['main.handle WORKS'] };
    const found = async (count: number) => {
      const [facts] = await factsOfAll(five, [asking(count), receiving]);
      return facts && briefHits(facts);
    };
    assert.deepEqual(await found(10), []);
    assert.deepEqual(await found(11), ['GL002b main.go:14']);
  });

  test('those of earlier rounds of a loop have been left though the starter goes on', async () => {
    const looping = text
      .replace('\tch := make', '\tfor {\n\tch := make')
      .replace('\treturn nil\n}\n\nfunc prepare', '\t}\n}\n\nfunc prepare')
      .replace('return err // CAUSE', 'continue // CAUSE')
      .replace('\t<-ch', '\tif stop() {\n\t\treturn nil\n\t}\n\t<-ch');
    assert.deepEqual(await hits(looping, starters([1])), ['GL002 main.go:15']);
    assert.deepEqual(await hits(looping, starters([1, 2])), []);
  });
});

test('a channel that nobody closes explains its workers once their feeder has left', async () => {
  const pool = `package main

func main() {}

func feed(lines []string) {
	jobs := make(chan string)
	for range 8 {
		go func() { // GO
			for range jobs { // HERE
			}
		}()
	}
	for _, line := range lines {
		jobs <- parse(line) // FEEDS
	}
}

func parse(line string) string {
	time.Sleep(1) // SLEEP
	return line
}
`;
  const workers: Case = {
    kind: 'recv',
    frames: ['main.feed.func1 HERE'],
    by: 'main.feed GO',
    count: 8,
    ids: [11, 12, 13, 14, 15, 16, 17, 18],
    parents: [1],
  };
  const feeder: Case = { kind: 'sleep', frames: ['main.parse SLEEP', 'main.feed FEEDS'], ids: [1] };
  const hitsWith = async (...others: Case[]): Promise<string[]> => {
    const [facts] = await factsOfAll(pool, [workers, ...others]);
    return facts ? briefHits(facts) : [];
  };
  assert.deepEqual(await hitsWith(), ['GL005 main.go:14']);
  assert.deepEqual(await hitsWith(feeder), []);
});

describe('GL030, a goroutine that waits for one which is stuck', () => {
  const program = `package main

func main() {}

func outer() {
	done := make(chan struct{})
	go func() { // GO
		run() // CALL
		close(done)
	}()
	<-done // HERE
}

func run() {
	ch := make(chan int)
	ch <- 1 // STUCK
}
`;
  const waiting: Case = { kind: 'recv', frames: ['main.outer HERE'] };
  const stuck: Case = {
    kind: 'send',
    frames: ['main.run STUCK', 'main.outer.func1 CALL'],
    by: 'main.outer GO',
    ids: [8],
  };
  const hitsOf = async (text: string, other: Case): Promise<string[]> => {
    const [facts] = await factsOfAll(text, [waiting, other]);
    return facts ? briefHits(facts) : [];
  };

  test('names the place where that one is', async () => {
    assert.deepEqual(await hitsOf(program, stuck), ['GL030? main.go:16']);
  });

  test('says nothing while that one works, or has done its part', async () => {
    const working: Case = { ...stuck, kind: 'sleep' };
    assert.deepEqual(await hitsOf(program, working), []);
    const behind = program.replace(
      '\t\trun() // CALL\n\t\tclose(done)',
      '\t\tclose(done)\n\t\trun() // CALL',
    );
    assert.deepEqual(await hitsOf(behind, stuck), []);
  });

  test('says nothing when somebody else can come to help', async () => {
    const helped = program.replace(
      '\t<-done // HERE',
      '\tgo func() { close(done) }()\n\t<-done // HERE',
    );
    assert.deepEqual(await hitsOf(helped, stuck), []);
  });
});
