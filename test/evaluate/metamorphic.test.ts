/** Real leaks, told in another way: what does not matter must change neither verdict nor line. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Analysis } from '../../src/core/goroutine';
import { shuffled, withLaterIds, withOtherAddresses } from '../support/sameDump';
import { atLeast, frozenSet, judgeCase, placesOf } from './frozen';
import type { Condition, FrozenCase, Sources } from './frozen';

const frozen = frozenSet('3s');
/** The largest say nothing that the others do not. */
const cases = frozen.cases.filter(({ files }) => files['third.debug2'].length < 60_000);

const twice: Condition = { files: ['first.debug2', 'third.debug2'], source: true };

let sources: Sources;
before(async () => {
  sources = await frozen.sources();
});
after(() => sources.close());

/** Place, verdict, points and anchor of each finding. */
function told({ clusters, findings }: Analysis): string[] {
  const sites = new Map(clusters.map(one => [one.signature, one.frames[one.siteIndex ?? 0]]));
  return findings
    .map(({ verdict, points, anchor, clusterSignature }) => {
      const site = sites.get(clusterSignature);
      return [site?.func, site?.line, verdict, points, anchor?.file, anchor?.line].join(' ');
    })
    .sort();
}

describe('the verdict and the line of a leak of Go’s own tests do not depend on', () => {
  let known: ReadonlyMap<string, readonly string[]>;
  before(() => {
    known = new Map(cases.map(one => [one.name, told(judgeCase(one, twice, sources))]));
  });

  const changes: Readonly<Record<string, (one: FrozenCase) => (text: string) => string>> = {
    'the order of the goroutines': () => shuffled,
    'the ids of the goroutines': () => withLaterIds,
    addresses: () => withOtherAddresses,
    'the folder of the build': () => text =>
      text.replaceAll('/build/training/', '/home/ci/go/src/'),
    '-trimpath': one => text =>
      text
        .replaceAll(`/build/training/${one.program}/`, 'example.test/training/')
        .replaceAll('/usr/local/go/src/', ''),
  };
  for (const [name, changeOf] of Object.entries(changes))
    it(name, () => {
      for (const one of cases) {
        const text = one.files['third.debug2'];
        assert.ok(changeOf(one)(text) !== text, `${one.name} is changed`);
        assert.deepEqual(
          told(judgeCase(one, twice, sources, changeOf(one))),
          known.get(one.name),
          one.name,
        );
      }
    });
});

describe('of a leak of Go’s own tests', () => {
  it('counts (debug=1) prove nothing that a full dump does not', () => {
    for (const one of cases) {
      const judged = (file: 'third.debug2' | 'third.debug1') =>
        placesOf(judgeCase(one, { files: [file], source: true }, sources), false);
      const full = judged('third.debug2');
      for (const [place, verdict] of judged('third.debug1'))
        if (verdict === 'proven') assert.equal(full.get(place), 'proven', `${one.name} ${place}`);
    }
  });

  it('the same capture twice raises no verdict', () => {
    for (const one of cases) {
      const once = placesOf(judgeCase(one, { files: ['third.debug2'] }, sources), true);
      const repeated: Condition = { files: ['third.debug2', 'third.debug2', 'third.debug2'] };
      for (const [place, verdict] of placesOf(judgeCase(one, repeated, sources), true))
        assert.ok(atLeast(once.get(place) ?? 'idle', verdict), `${one.name} ${place}: ${verdict}`);
    }
  });
});
