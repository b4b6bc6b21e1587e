/** A channel that counts slots, of which some paths give none back. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgedWith } from './sourceSupport';
import { findingIn, type Group } from './support';

const resizer = `package main

import "errors"

type resizer struct{ slots chan struct{} }

func (r *resizer) resize(n int) error {
	r.slots <- struct{}{} // TAKES
	if n == 0 {
		return errors.New("empty")
	}
	work() // WORKS
	<-r.slots
	return nil
}

func work() {}

func main() { (&resizer{make(chan struct{}, 2)}).resize(1) }
`;

const waiting: Group = {
  ids: [100, 139],
  state: 'chan send',
  stack: ['main.(*resizer).resize TAKES', 'net/http.(*conn).serve net/server.go:2161'],
  by: 'net/http.(*Server).Serve net/server.go:3608',
  parent: 8,
};

describe('goroutines that wait for a slot, all of them new', () => {
  const verdict = async (...others: readonly Group[]) => {
    const analysis = await judgedWith(resizer, [waiting, ...others], {}, []);
    return findingIn(analysis, 'main.(*resizer).resize').verdict;
  };

  it('are a likely leak when nobody who could give one back is left', async () => {
    assert.equal(await verdict(), 'likely');
  });

  it('are none while somebody works in one', async () => {
    const busy = { ...waiting, ids: [50, 50] as const, state: 'IO wait' };
    const working = { ...busy, stack: ['main.work WORKS', 'main.(*resizer).resize WORKS'] };
    assert.notEqual(await verdict(working), 'likely');
  });
});

describe('senders whose receivers stand behind them', () => {
  const program = (release: string, other: string) => `package main

type pool struct{ slots chan struct{} }

func (p *pool) render(n int) int {
	p.slots <- struct{}{} // TAKES
	out := 100 / n // WORKS
	${release}
	return out
}

${other}
func main() { (&pool{make(chan struct{}, 2)}).render(1) }
`;
  const inline = '<-p.slots';
  const blocked: Group = { ...waiting, stack: ['main.(*pool).render TAKES'] };
  const verdict = async (release: string, ...others: readonly Group[]) => {
    const other = release === inline ? '' : 'func (p *pool) release() { <-p.slots }\n';
    const analysis = await judgedWith(program(release, other), [blocked, ...others], {}, []);
    return findingIn(analysis, 'main.(*pool).render').verdict;
  };
  it('are a likely leak when nobody is there any more: a panic took the slots', async () => {
    assert.equal(await verdict(inline), 'likely');
  });

  it('are none while somebody is, or when any other function may receive', async () => {
    const working: Group = {
      ...blocked,
      ids: [50, 50],
      state: 'runnable',
      stack: ['main.(*pool).render WORKS'],
    };
    assert.notEqual(await verdict(inline, working), 'likely');
    assert.notEqual(await verdict('p.release()'), 'likely');
  });
});
