/** What the source proves together with the dump, for operations that stand in selects, in literals, or are a close. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgedWith } from './sourceSupport';
import { findingIn, type Group } from './support';

const group = (state: string): Group => ({
  ids: [40, 42],
  state,
  stack: ['main.handle.func1 HERE'],
  by: 'main.handle GO',
  parent: 30,
});

const program = (body: string): string =>
  `package main\n\nimport "time"\n\nfunc handle(skip bool) {\n${body}\n}\n\nfunc main() { handle(true) }\n`;

const timeout = program(`	ch := make(chan int)
	go func() {
		ch <- 1 // HERE
	}() // GO
	select {
	case <-ch:
	case <-time.After(time.Second):
	}`);

const closing = program(`	done := make(chan int)
	go func() {
		<-done // HERE
	}() // GO
	if skip {
		return
	}
	close(done)`);

describe('a goroutine is proven to be stuck', () => {
  const verdictOf = async (text: string, state: string, ...more: Group[]): Promise<string> => {
    const analysis = await judgedWith(text, [group(state), ...more]);
    return findingIn(analysis, 'main.handle.func1').verdict;
  };

  it('when the select that could receive is gone with its function', async () => {
    assert.equal(await verdictOf(timeout, 'chan send'), 'proven');
  });

  it('when the function that would close the channel is gone', async () => {
    assert.equal(await verdictOf(closing, 'chan receive'), 'proven');
  });

  it('unless a literal that others keep may still receive or close', async () => {
    const kept = timeout.replace('\tselect {', '\tlater(func() { <-ch })\n\tselect {');
    assert.notEqual(await verdictOf(kept, 'chan send'), 'proven');
    const queued = timeout
      .replace('skip bool', 'e *executor')
      .replace('\tselect {', '\te.Go(func() { <-ch })\n\tselect {');
    assert.notEqual(await verdictOf(queued, 'chan send'), 'proven');
    const closed = closing.replace('\tclose(done)', '\ttime.AfterFunc(1, func() { close(done) })');
    assert.notEqual(await verdictOf(closed, 'chan receive'), 'proven');
  });
});
