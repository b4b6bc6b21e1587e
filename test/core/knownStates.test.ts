/** Counts alone, judged with what full stacks of an earlier capture printed for the same stacks. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyzeSeries } from '../../src/core/analyze';
import type { Capture } from '../../src/core/analyze';
import { clusterSamples } from '../../src/core/cluster';
import { readSnapshot } from '../../src/core/parse/parse';
import { fixture } from '../support/repository';
import { contents } from './parse/support';

const versions = ['go1.18.10', 'go1.21.13', 'go1.27.4'];

function captureOf(version: string, file: string): Capture {
  const { samples, ...snapshot } = readSnapshot(contents(fixture('dumps', version, file)));
  const clusters = clusterSamples(samples);
  return { snapshot, clusters, takenAtMs: undefined, timeFrom: undefined };
}

function of(text: string): Capture {
  const { samples, ...snapshot } = readSnapshot(Buffer.from(text));
  return { snapshot, clusters: clusterSamples(samples), takenAtMs: undefined, timeFrom: undefined };
}

const newest = (...captures: readonly Capture[]) =>
  analyzeSeries(captures, { source: undefined, leak: undefined });

for (const version of versions)
  describe(`counts of ${version} behind full stacks`, () => {
    const full = captureOf(version, 'waits.debug2.txt.gz');
    const counts = captureOf(version, 'waits.debug1.txt.gz');
    const { clusters, changes } = newest(full, counts);

    it('say what is sent, received and selected, as concluded', () => {
      const printed = new Map(full.clusters.map(one => [one.signature, one]));
      const concluded = clusters.filter(({ state }) =>
        /^(?:chan (?:send|receive)|select)$/.test(state ?? ''),
      );
      assert.ok(concluded.length >= 3, String(concluded.length));
      for (const one of concluded) {
        assert.equal(one.stateInferred, true);
        const same = printed.get(one.signature);
        assert.deepEqual([same?.state, same?.createdBy?.func], [one.state, one.createdBy?.func]);
        assert.equal(changes?.find(({ signature }) => signature === one.signature)?.kind, 'same');
      }
    });

    it('prove nothing by a nil channel or a select without cases, which they do not print', () => {
      assert.ok(clusters.every(({ kind }) => !/nil|none/.test(kind)));
    });

    it('stay open where nothing else was captured', () => {
      const alone = newest(counts).clusters.map(({ state }) => state);
      assert.ok(alone.every(state => !/^(?:chan|select)/.test(state ?? '')));
    });
  });

describe('a leak profile behind full stacks', () => {
  it('lists the one goroutine that is parked by select {}, which is no leak', () => {
    const leaks = of(
      'goroutineleak profile: total 1\n1 @ 0x1 0x2 0x10\n#\t0xf\tmain.daemon+0x1d\t/app/main.go:3\n\n',
    );
    const full = of(
      'goroutine 7 [select (no cases)]:\nmain.daemon()\n\t/app/main.go:3 +0x1d\ncreated by main.start in goroutine 1\n\t/app/main.go:9 +0x2e\n',
    );
    assert.equal(newest(leaks).findings[0]?.verdict, 'proven');
    assert.equal(newest(full, leaks).findings[0]?.verdict, 'idle');
  });
});

describe('counts between full stacks', () => {
  it('may not tell one stack in two waits apart, and leave it open', () => {
    const text = (state: string) =>
      `goroutine 7 [${state}]:\nmain.f()\n\t/app/main.go:3 +0x1d\ncreated by main.main in goroutine 1\n\t/app/main.go:9 +0x2e\n`;
    const counts = of(
      'goroutine profile: total 1\n1 @ 0x1 0x2 0x3 0x10\n#\t0xf\tmain.f+0x1d\t/app/main.go:3\n\n',
    );
    assert.equal(newest(of(text('chan send')), counts).clusters[0]?.state, 'chan send');
    const both = of(`${text('chan send')}\n${text('chan receive').replace('7', '8')}`);
    assert.equal(newest(both, counts).clusters[0]?.state, undefined);
  });
});
