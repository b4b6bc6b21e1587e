import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { factsOf } from './support';

const program = (body: string): string =>
  `package main

func main() {}

// work keeps a worker.
func work() {
	ch := make(chan int)
	go func() { // GO
${body}
	}()
}
`;

async function excuseOf(text: string): Promise<string | undefined> {
  const frames = ['main.work.func1 HERE'];
  const { excused, hits } = await factsOf(text, { kind: 'send', frames, by: 'main.work GO' });
  assert.equal(hits.length === 0, excused !== undefined);
  return excused && `${excused.comment} (${excused.reason}) :${excused.place.line}`;
}

describe('a comment that excuses a wait', () => {
  const plain = program('\t\tch <- 1 // HERE');

  test('stands above the line, or above the go statement', async () => {
    assert.equal(await excuseOf(plain), undefined);
    const above = (comment: string): string =>
      plain.replace('\t\tch <-', `\t\t${comment}\n\t\tch <-`);
    assert.equal(
      await excuseOf(above('//leak:ignore lives as long as the process')),
      'leak:ignore (lives as long as the process) :10',
    );
    assert.equal(
      await excuseOf(above('//nolint:errcheck,goroutineleak // on purpose')),
      'nolint:errcheck,goroutineleak (on purpose) :10',
    );
    assert.equal(await excuseOf(above('//nolint:errcheck')), undefined);
    const atStart = plain.replace('\tgo func', '\t//leak:ignore one per process\n\tgo func');
    assert.equal(await excuseOf(atStart), 'leak:ignore (one per process) :9');
  });

  test('may stand at the first line of a statement of several', async () => {
    const long = program(
      '\t\tfirst(struct{ a int }{ //leak:ignore a row\n\t\t\t1,\n\t\t}).\n\t\t\tch <- 1 // HERE',
    );
    assert.equal(await excuseOf(long), 'leak:ignore (a row) :12');
  });

  test('may stand at the function, for all of it', async () => {
    const doc = plain.replace('a worker.\n', 'a worker.\n//\n//leak:ignore by design\n');
    assert.equal(await excuseOf(doc), 'leak:ignore (by design) :11');
    const end = plain.replace('func work() {', 'func work() { //nolint:goroutineleak');
    assert.equal(await excuseOf(end), 'nolint:goroutineleak () :9');
    const apart = plain.replace('// work keeps', '//leak:ignore something else\n\n// work keeps');
    assert.equal(await excuseOf(apart), undefined);
  });
});
