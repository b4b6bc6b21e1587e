/** Goroutines of which nobody comes and nobody leaves: a pool at rest, or what leaked once. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { capture, drawn, findingIn, judged, mainGoroutine, type Group } from './support';

const at = (second: number, ...groups: readonly Group[]) =>
  capture(drawn([mainGoroutine, ...groups]), second);

describe('a population that stays as it is', () => {
  const worker = (ids: Group['ids'], parent: number): Group => ({
    ids,
    state: 'chan receive',
    stack: ['main.worker pool.go:9'],
    by: 'main.newPool pool.go:5',
    parent,
  });
  const evidence = (group: Group) =>
    findingIn(judged([at(0, group), at(90, group)]), 'main.worker').evidence.map(
      ({ kind }) => kind,
    );

  it('is a pool at rest when its starter is there', () => {
    assert.ok(evidence(worker([40, 52], 1)).includes('A'));
  });

  it('is none when it is a single goroutine: what leaked once stays, too', () => {
    assert.ok(!evidence(worker([40, 40], 1)).includes('A'));
  });

  it('is none when everybody who started them is gone', () => {
    const started: Group = { ...worker([40, 52], 1), parent: { idPlus: 500_000 } };
    assert.ok(!evidence(started).includes('A'));
  });
});
