/** A real Go program that waits in every form of statement. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { clusterSamples } from '../../src/core/cluster';
import type { Cluster } from '../../src/core/goroutine';
import { locateClusters } from '../../src/core/locate/locate';
import { readSnapshot } from '../../src/core/parse/parse';
import { fixture } from '../support/repository';
import { go, openSource, realOutput, separator, temporaryFolder } from './support';

describe('every form of waiting, over several lines', () => {
  let forms: readonly Cluster[];
  const dir = fixture('source', 'forms');
  before(() => {
    const output = realOutput('forms', dir, () => {
      const out = temporaryFolder();
      go(dir, ['build', '-o', path.join(out, 'forms'), '.']);
      return spawnSync(path.join(out, 'forms'), { encoding: 'utf8' }).stdout;
    });
    const [debug2 = ''] = output.split(separator);
    forms = clusterSamples(readSnapshot(Buffer.from(debug2)).samples);
  });

  it('is anchored at the line of the operator, call or keyword', async () => {
    const source = await openSource({ roots: [dir] });
    const locations = locateClusters(forms, source);
    const lines = fs.readFileSync(path.join(dir, 'main.go'), 'utf8').split('\n');
    const waiting = forms.filter(c => c.kind !== 'running');
    assert.ok(waiting.length >= 23, `${waiting.length} forms`);
    for (const one of waiting) {
      const location = locations.get(one.signature);
      const printed = one.frames[location?.anchorFrame ?? -1];
      const text = lines[(location?.anchor?.line ?? 0) - 1] ?? '';
      assert.equal(location?.anchorReason, 'exact', printed?.func);
      assert.match(text, /<-|range|select|Lock\(\)|Wait\(\)|Sleep\(/, printed?.func);
    }
  });
});
