/** What helps, told by the cause. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Evidence, Finding, Verdict } from '../../../src/core/goroutine';
import { formatText } from '../../../src/core/report/english';
import { ruleTexts } from '../../../src/core/report/ruleTexts';
import { repairsOf } from '../../../src/core/verdict/repairs';

const evidence = (id: string, points?: number, kind = 'F'): Evidence => ({
  kind,
  text: { id, args: [] },
  points,
});

const finding = (verdict: Verdict, ...found: readonly Evidence[]): Finding => ({
  rule: 'blocked-many',
  verdict,
  clusterSignature: 's',
  message: { id: 'blocked', args: [] },
  evidence: found,
  points: 0,
  anchor: undefined,
  anchorReason: 'no file',
  anchorFrame: undefined,
  related: [],
});

const told = (verdict: Verdict, ...found: readonly Evidence[]) =>
  repairsOf(finding(verdict, ...found)).map(text => formatText(text));

describe('what helps', () => {
  it('is known for every pattern of the source', () => {
    for (const id of Object.keys(ruleTexts)) {
      const [repair = ''] = told('likely', evidence(id));
      assert.match(repair, /^[A-Z].*\.$/, id);
    }
  });

  it('is told for the likeliest cause first, and once', () => {
    assert.deepEqual(
      told(
        'likely',
        evidence('GL009.possible', 20),
        evidence('GL008', 35),
        evidence('GL025'),
        evidence('K.self', 20, 'K'),
      ),
      [
        'Unlock on every path: defer the Unlock right behind the Lock.',
        'Release the lock before the channel operation.',
        'Split off a function that expects the lock to be held, and call that one from where it is held.',
      ],
    );
  });

  it('is not told where nothing is suspicious, or no cause is known', () => {
    assert.deepEqual(told('idle', evidence('GL008', 35)), []);
    assert.deepEqual(told('suspect', evidence('D.count', 20, 'D')), []);
  });
});
