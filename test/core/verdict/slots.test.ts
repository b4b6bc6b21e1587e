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
