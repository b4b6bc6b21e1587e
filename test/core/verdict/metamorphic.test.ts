/** What may not change a verdict: order, ids, addresses, paths, the same dump twice, and a poorer format. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import zlib from 'node:zlib';
import { analyze } from '../../../src/core/analyze';
import type { Verdict } from '../../../src/core/goroutine';
import { stackKey } from '../../../src/core/cluster';
import { fixture } from '../../support/repository';
import { shuffled, withLaterIds, withOtherAddresses } from '../../support/sameDump';
import { read } from '../parse/support';
import { capture, drawn, judged, mainGoroutine, type Group } from './support';

const group = (first: number, last: number, more: Partial<Group> = {}): Group => ({
  ids: [first, last],
  state: 'chan send',
  stack: ['main.handle.func1 shop.go:31'],
  by: 'main.handle shop.go:30',
  parent: { idPlus: 500_000 },
  minutes: n => 1 + Math.floor(n / 50),
  ...more,
});

const mixed = drawn([
  mainGoroutine,
  group(10, 1009),
  group(2000, 2063, { state: 'chan receive', stack: ['main.worker pool.go:9'], parent: 1 }),
  group(3000, 3004, { state: 'select (no cases)', stack: ['main.park park.go:2'] }),
  group(4000, 4100, {
    state: 'sync.Mutex.Lock',
    stack: ['sync.(*Mutex).lockSlow sync/m.go:9', 'main.(*cache).get cache.go:33'],
  }),
]);

/** Each verdict by where its goroutines stand, in the order of places. */
function verdicts(text: string): string[] {
  const { findings, clusters } = analyze(read(text), undefined);
  const sites = new Map(clusters.map(one => [one.signature, one.frames[one.siteIndex ?? 0]?.func]));
  return findings
    .map(({ verdict, points, clusterSignature: signature }) =>
      [sites.get(signature), verdict, points].join(' '),
    )
    .sort();
}

describe('a verdict does not depend on', () => {
  const before = verdicts(mixed);
  const changed: Readonly<Record<string, (text: string) => string>> = {
    'the order of the goroutines': shuffled,
    'the ids of the goroutines': withLaterIds,
    addresses: withOtherAddresses,
    'the folder of the build': text => text.replaceAll('\t/app/', '\t/home/ci/go/src/app/'),
    '-trimpath': text => text.replaceAll('\t/app/', '\texample.com/app/'),
    'line ends': text => text.replaceAll('\n', '\r\n'),
  };
  for (const [name, change] of Object.entries(changed))
    it(name, () => {
      assert.deepEqual(verdicts(change(mixed)), before);
    });
});

describe('the same dump twice', () => {
  it('tells no more than once, whatever the times of its files', () => {
    const once = judged([capture(mixed)]).findings;
    const twice = judged([capture(mixed), capture(mixed)]).findings;
    assert.deepEqual(
      twice.map(({ verdict, points }) => [verdict, points]),
      once.map(({ verdict, points }) => [verdict, points]),
    );
  });
});

describe('debug=1 of the moment of debug=2', () => {
  const folder = fixture('dumps', 'go1.27.4');
  const dump = (name: string) =>
    zlib.gunzipSync(fs.readFileSync(`${folder}/${name}.txt.gz`)).toString();
  const proven: readonly Verdict[] = ['proven'];
  for (const name of ['shapes', 'waits', 'healthy'])
    it(`proves nothing that debug=2 does not: ${name}`, () => {
      const full = analyze(read(dump(`${name}.debug2`)), undefined);
      const counts = analyze(read(dump(`${name}.debug1`)), undefined);
      const sure = (one: typeof full) => {
        const found = one.findings.filter(({ verdict }) => proven.includes(verdict));
        const signatures = new Set(found.map(({ clusterSignature }) => clusterSignature));
        return one.clusters
          .filter(({ signature }) => signatures.has(signature))
          .map(({ frames }) => stackKey(frames));
      };
      const known = new Set(sure(full));
      assert.deepEqual(
        sure(counts).filter(stack => !known.has(stack)),
        [],
      );
    });
});
