/** A program that the runtime ended in a deadlock: the proof stands in front of the dump. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { analyze } from '../../../src/core/analyze';
import type { Analysis } from '../../../src/core/goroutine';
import { readSnapshot } from '../../../src/core/parse/parse';
import { fixture } from '../../support/repository';
import { contents, dumpsIn } from '../parse/support';

const recordings = (name: string) =>
  dumpsIn(fixture('dumps')).filter(file => path.basename(file) === `${name}.txt.gz`);

const ofText = (text: string) => analyze(readSnapshot(Buffer.from(text)), undefined);
const ofFile = (file: string) => analyze(readSnapshot(contents(file)), undefined);

/** `proven chan send ×3` for each finding, with the kind of its first evidence. */
function verdicts({ clusters, findings }: Analysis): string[] {
  return findings.map(({ verdict, evidence, clusterSignature }) => {
    const cluster = clusters.find(({ signature }) => signature === clusterSignature);
    return `${verdict} ${evidence[0]?.text.id ?? ''} ${cluster?.state ?? ''} ×${cluster?.count ?? 0}`;
  });
}

const stuck = `goroutine 1 [chan receive]:
main.main()
	/src/app/main.go:9 +0x1

goroutine 7 [sync.Mutex.Lock]:
sync.(*Mutex).Lock(...)
	/usr/local/go/src/sync/mutex.go:46
main.work()
	/src/app/main.go:15 +0x1
created by main.main in goroutine 1
	/src/app/main.go:8 +0x1
`;

describe('all goroutines are asleep', () => {
  for (const file of recordings('crash-deadlock'))
    it(`is a proof for main, too: ${path.basename(path.dirname(file))}`, () => {
      const analysis = ofFile(file);
      assert.ok(analysis.clusters.length > 1);
      for (const one of verdicts(analysis)) assert.match(one, /^proven P1\.deadlock\.process /);
    });

  it('is one behind a log prefix, and when main had ended', () => {
    const dead = 'fatal error: all goroutines are asleep - deadlock!';
    const logged = `${dead}\n\n${stuck}`.replace(/^/gm, '2026-03-01T10:00:00Z stderr F ');
    const gone = `fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n\n${stuck}`;
    for (const text of [logged, gone])
      assert.deepEqual(verdicts(ofText(text)).sort(), [
        'proven P1.deadlock.process chan receive ×1',
        'proven P1.deadlock.process sync.Mutex.Lock ×1',
      ]);
  });

  it('is none where a goroutine of the dump can go on: the line was quoted', () => {
    const quoted = 'the test printed fatal error: all goroutines are asleep - deadlock!';
    for (const state of ['running', 'sleep', 'IO wait']) {
      const other = `goroutine 3 [${state}]:\nmain.serve()\n\t/src/app/main.go:30 +0x1\n\n`;
      const found = verdicts(ofText(`${quoted}\n\n${other}${stuck}`));
      assert.ok(found.every(one => !one.startsWith('proven')));
    }
  });

  it('says nothing of another dump in the same input', () => {
    const dead = 'fatal error: all goroutines are asleep - deadlock!';
    const later = stuck.replace('goroutine 1 [chan receive]', 'goroutine 1 [running]');
    const found = verdicts(ofText(`${dead}\n\n${stuck}\nSIGQUIT: quit\n\n${later}`));
    assert.ok(found.every(one => !one.startsWith('proven')));
  });
});

describe('a deadlock of a synctest bubble', () => {
  for (const file of recordings('bubble-stuck'))
    it(`is a proof for its goroutines alone: ${path.basename(path.dirname(file))}`, () => {
      assert.deepEqual(verdicts(ofFile(file)), [
        'proven P1.deadlock.bubble chan send ×1',
        'unknown C.running running ×1',
      ]);
    });
});
