/** The page that explains a finding: its evidence, what would overturn it, and what nobody can know. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { english } from '../../../src/core/report/english';
import { explain } from '../../../src/core/verdict/explain';
import { inReadingOrder } from '../../../src/core/verdict/readingOrder';
import { capture, drawn, judged, mainGoroutine } from './support';

const states = [
  'chan send',
  'chan receive',
  'select (no cases)',
  'sync.Mutex.Lock',
  'IO wait',
  'select',
];

it('every finding has evidence, a way to be wrong and a limit, all of them sentences', () => {
  const groups = states.map((state, n) => ({
    ids: [100 * (n + 1), 100 * (n + 1) + 60] as const,
    state,
    stack: [`main.wait${n} wait.go:${n + 1}`],
    by: 'main.handle wait.go:90',
    parent: { idPlus: 500_000 },
    minutes: () => n,
  }));
  const { findings, clusters } = judged([capture(drawn([mainGoroutine, ...groups]))]);
  for (const finding of findings) {
    const cluster = clusters.find(({ signature }) => signature === finding.clusterSignature);
    assert.ok(cluster);
    const { evidence, overturn, unknowable } = explain(finding, cluster);
    assert.equal(evidence.length, finding.evidence.length);
    for (const list of [overturn, unknowable, evidence.map(({ text }) => text)]) {
      assert.notEqual(list.length, 0);
      for (const { id } of list) assert.ok(id in english, id);
    }
  }
});

it('what the runtime ended because of a deadlock is not called harmless', () => {
  const { clusters, findings } = judged([capture(drawn([mainGoroutine]))]);
  const [cluster] = clusters;
  const [finding] = findings;
  assert.ok(cluster && finding);
  const overturn = (id: string) => {
    const evidence = [{ kind: 'P1', text: { id, args: [] }, points: undefined }];
    return explain({ ...finding, verdict: 'proven', evidence }, cluster).overturn.map(
      text => text.id,
    );
  };
  assert.deepEqual(overturn('P1.deadlock.process'), ['overturn.deadlock']);
  assert.deepEqual(overturn('P1.deadlock.bubble'), ['overturn.deadlock.bubble']);
  assert.deepEqual(overturn('P1'), ['overturn.runtime']);
});

it('causes stand first, the number of goroutines last, and between them what counts more', () => {
  const evidence = (kind: string, points?: number) => ({
    kind,
    text: { id: `${kind}${points ?? ''}`, args: [] },
    points,
  });
  const found = [
    evidence('A', 20),
    evidence('D', 40),
    evidence('B', -30),
    evidence('K', 30),
    evidence('K', -40),
    evidence('F', 35),
    evidence('P1'),
    evidence('F'),
  ];
  assert.deepEqual(
    inReadingOrder(found).map(({ text }) => text.id),
    ['P1', 'F35', 'K30', 'F', 'K-40', 'B-30', 'A20', 'D40'],
  );
});
