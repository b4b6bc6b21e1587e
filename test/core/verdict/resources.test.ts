/** Connections, responses and rows that nobody gives back, and such that are in use. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { capture, drawn, findingIn, judged, mainGoroutine, sentences, type Group } from './support';

const at = (second: number, ...groups: readonly Group[]) =>
  capture(drawn([mainGoroutine, ...groups]), second);

describe('a resource that nobody closes', () => {
  const loop = (func: string, offset: number, state: string, count: number): Group => ({
    ids: [offset, offset + count - 1],
    state,
    stack: [`net/http.(*persistConn).${func} net/t.go:9`],
    by: 'net/http.(*Transport).dialConn net/t.go:5',
    parent: { idPlus: 900_000 - offset },
  });
  const connections = (count: number, state: string) => [
    loop('readLoop', 1000, state, count),
    loop('writeLoop', 100_000, 'select', count),
  ];
  const verdictOf = (...groups: readonly (readonly Group[])[]) =>
    findingIn(
      judged(groups.map((one, n) => at(60 * n, ...one))),
      'net/http.(*persistConn).readLoop',
    );

  it('idle keep-alive connections are idle, nine thousand of them', () => {
    assert.equal(verdictOf(connections(9000, 'IO wait')).verdict, 'idle');
  });

  it('connections whose callers wait for an answer are in use, though they only become more', () => {
    const callers: Group = {
      ids: [1000, 2499],
      state: 'select',
      stack: ['net/http.(*persistConn).roundTrip net/t.go:2', 'main.poll poll.go:4'],
      by: 'main.main main.go:3',
      parent: 1,
    };
    const readers = (count: number) => loop('readLoop', 400_000, 'IO wait', count);
    const finding = verdictOf([callers, readers(900)], [callers, readers(1500)]);
    assert.equal(finding.verdict, 'idle');
    assert.match(sentences(finding).join('\n'), /whose response somebody waits for/);
    assert.equal(verdictOf([readers(900)], [readers(1500)]).verdict, 'suspect');
  });

  it('nine thousand responses that nobody reads are bodies left open', () => {
    const finding = verdictOf(connections(3000, 'select'), connections(9000, 'select'));
    assert.equal(finding.verdict, 'suspect');
    assert.match(sentences(finding).join('\n'), /resp\.Body\.Close is probably missing/);
  });

  it('handlers that wait for the network themselves are no idle connections', () => {
    const handlers: Group = {
      ids: [1000, 3999],
      state: 'IO wait',
      stack: [
        'internal/poll.runtime_pollWait net/poll.go:3',
        'main.(*upstream).ask up.go:9',
        'net/http.HandlerFunc.ServeHTTP net/server.go:2362',
        'net/http.(*conn).serve net/server.go:2161',
      ],
      by: 'net/http.(*Server).Serve net/server.go:3608',
      parent: 8,
    };
    assert.notEqual(findingIn(judged([at(0, handlers)]), 'main.(*upstream).ask').verdict, 'idle');
  });

  it('open streams whose bodies are being read are idle', () => {
    const reader: Group = {
      ids: [300_000, 308_999],
      state: 'select',
      stack: ['net/http.(*bodyEOFSignal).Read net/t.go:2', 'main.follow sse.go:4'],
      by: 'main.main main.go:3',
      parent: 1,
    };
    assert.equal(verdictOf([...connections(9000, 'select'), reader]).verdict, 'idle');
  });
});

describe('database connections that are kept', () => {
  const rows: Group = {
    ids: [100, 199],
    state: 'select',
    stack: ['database/sql.(*Rows).awaitDone sql/sql.go:3020'],
    by: 'database/sql.(*Rows).initContextClose sql/sql.go:3007',
    parent: { idPlus: 500_000 },
  };
  const waiting = (last: number): Group => ({
    ids: [1000, last],
    state: 'select',
    stack: ['database/sql.(*DB).conn sql/sql.go:1374', 'main.firstUser repo.go:50'],
    by: 'main.handle web.go:9',
    parent: { idPlus: 500_000 },
  });
  const reader: Group = {
    ids: [300, 399],
    state: 'IO wait',
    stack: ['database/sql.(*Rows).Next sql/sql.go:3100', 'main.export repo.go:80'],
    by: 'main.handle web.go:9',
    parent: 2,
  };
  const kept = (...before: readonly Group[]) =>
    findingIn(
      judged([at(0, ...before, waiting(1200)), at(60, ...before, waiting(1900))]),
      'database/sql.(*Rows).awaitDone',
    );

  it('while others wait for one are probably never given back', () => {
    const finding = kept(rows);
    assert.equal(finding.verdict, 'suspect');
    assert.match(sentences(finding).join('\n'), /rows\.Close is probably missing/);
  });

  it('by somebody who still reads are in use', () => {
    assert.equal(kept(rows, reader).verdict, 'idle');
  });
});
