/** Several captures as one story: what is gone keeps its last name, times may contradict, a file may hold several dumps. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainEnglish } from '../../src/core/report/english';
import { analyzeSeries } from '../../src/core/analyze';
import type { Capture } from '../../src/core/analyze';
import { clusterSamples } from '../../src/core/cluster';
import type { Snapshot } from '../../src/core/goroutine';
import { capturesOf } from '../../src/core/series';
import { read } from './parse/support';

/** `1-3 send f:12` → goroutines 1, 2 and 3 blocked at line 12 of main.f, started by main.main. */
function dump(...lines: readonly string[]): string {
  return lines
    .flatMap(line => {
      const [, from = '1', to = from, op = '', func = '', at = ''] =
        /^(\d+)(?:-(\d+))? (\S+) (\S+):(\d+)$/.exec(line) ?? [];
      return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i).map(
        id =>
          `goroutine ${id} [chan ${op}]:\nmain.${func}(0x1)\n\t/app/main.go:${at} +0x1d\ncreated by main.main in goroutine 1\n\t/app/main.go:5 +0x2a\n`,
      );
    })
    .join('\n');
}

function capture(text: string, more: Partial<Capture> = {}): Capture {
  const { samples, ...snapshot } = read(text);
  const clusters = clusterSamples(samples);
  return { snapshot, clusters, takenAtMs: undefined, timeFrom: undefined, ...more };
}

const analysed = (...captures: readonly Capture[]) =>
  analyzeSeries(captures, { source: undefined, leak: undefined });

const changes = (...captures: readonly Capture[]) =>
  (analysed(...captures).changes ?? []).map(
    ({ signature, before, after, kind }) =>
      `${signature.split(' ').slice(0, 2).join(' ')}: ${before} → ${after} ${kind}`,
  );

describe('changes over several captures', () => {
  it('compare the oldest with the newest, whatever lies between', () => {
    assert.deepEqual(
      changes(
        capture(dump('1-2 send f:12')),
        capture(dump('1-9 send f:12')),
        capture(dump('1-3 send f:12')),
      ),
      ['send main.f: 2 → 3 grown'],
    );
  });

  it('name what is gone as the last capture that had it did', () => {
    const counts =
      'goroutine profile: total 2\n2 @ 0x10 0x20 0x30 0x41\n#\t0x40\tmain.f+0x1\t/app/main.go:12\n';
    const others = dump('7-8 receive g:3');
    const [first] = clusterSamples(read(counts).samples);
    const [middle] = clusterSamples(read(dump('1-2 send f:12')).samples);
    assert.notEqual(first?.signature, middle?.signature);
    const analysis = analysed(capture(counts), capture(dump('1-2 send f:12')), capture(others));
    const gone = analysis.changes?.find(({ kind }) => kind === 'gone');
    assert.equal(gone?.signature, middle?.signature);
  });

  it('do not mix two lines of one function while ids show one process', () => {
    const before = capture(dump('1-9 receive main:3', '11-12 send f:12'));
    const after = capture(dump('1-9 receive main:3', '13-14 send f:40'));
    assert.deepEqual(changes(before, after).sort(), [
      'recv main.main: 9 → 9 same',
      'send main.f: 0 → 2 new',
      'send main.f: 2 → 0 gone',
    ]);
  });

  it('follow a function over a deploy, where lines move', () => {
    const before = capture(dump('1-9 receive main:3', '11-12 send f:12'));
    const after = capture(dump('1-8 receive main:3', '10-14 send f:40'));
    assert.ok(changes(before, after).includes('send main.f: 2 → 5 grown'));
  });
});

describe('the times of captures', () => {
  const at = (takenAtMs: number, timeFrom: 'file' | 'snapshot', name: string) =>
    capture(dump('1-2 send f:12'), { takenAtMs, timeFrom, name });
  const reasons = (...captures: readonly Capture[]) =>
    analysed(...captures).problems.map(({ reason }) => plainEnglish(reason));

  it('in order are no problem', () => {
    assert.deepEqual(reasons(at(1000, 'file', 'a'), at(61_000, 'file', 'b')), []);
  });

  it('that contradict the order given are a problem, and the order wins', () => {
    const [reason = '', ...rest] = reasons(at(61_000, 'file', 'a'), at(1000, 'file', 'b'));
    assert.deepEqual(rest, []);
    assert.match(reason, /^a is older by the order given, but newer by file time than b/);
  });

  it('of copies may differ by less than a second', () => {
    assert.deepEqual(reasons(at(1500, 'file', 'a'), at(1000, 'file', 'b')), []);
    assert.equal(reasons(at(1500, 'snapshot', 'a'), at(1000, 'snapshot', 'b')).length, 1);
  });
});

describe('what an earlier capture lost', () => {
  it('is said, and is no loss of the newest', () => {
    const damaged = `${dump('1-2 send f:12')}\ngoroutine 3 [chan send]:\nmain.f(0x1`;
    const analysis = analysed(
      capture(damaged, { name: 'old.txt' }),
      capture(dump('1-2 send f:12')),
    );
    assert.ok(analysis.problems.length > 0);
    assert.ok(
      analysis.problems.every(
        ({ reason, skipped }) => /^old\.txt/.test(plainEnglish(reason)) && skipped === 0,
      ),
    );
    assert.deepEqual([analysis.snapshot.total, analysis.snapshot.read], [2, 2]);
  });
});

describe('an input of several dumps', () => {
  const one = (text: string, line: number): Snapshot & { line: number } => ({
    ...read(text),
    line,
  });
  const series = [one(dump('1-2 send f:12'), 1), one(dump('1-5 send f:12', '7 receive g:3'), 30)];
  const all = series.flatMap(({ samples }) => samples);
  const whole: Capture = {
    ...capture(''),
    snapshot: { ...series[1]!, total: 8, read: 8, series },
    clusters: clusterSamples(all),
  };
  const captures = capturesOf(whole, { takenAtMs: 5, timeFrom: 'file' }, 'x.log');
  const analysis = analyzeSeries(captures, { source: undefined, leak: undefined, whole });

  it('is one capture for each of them, the last with the time of the file', () => {
    assert.deepEqual(
      captures.map(({ name, takenAtMs }) => [name, takenAtMs]),
      [
        ['x.log:1', undefined],
        ['x.log:30', 5],
      ],
    );
  });

  it('has clusters over all of it, and findings of the newest', () => {
    assert.deepEqual(
      analysis.clusters.map(({ count }) => count),
      [7, 1],
    );
    assert.deepEqual(
      analysis.newest?.map(({ count }) => count),
      [5, 1],
    );
    assert.deepEqual(
      new Set(analysis.findings.map(({ clusterSignature }) => clusterSignature)),
      new Set(analysis.newest?.map(({ signature }) => signature)),
    );
    assert.deepEqual(analysis.snapshots, [
      { line: 1, total: 2, read: 2 },
      { line: 30, total: 6, read: 6 },
    ]);
    assert.deepEqual(analysis.changes?.map(({ kind }) => kind).sort(), ['grown', 'new']);
  });
});
