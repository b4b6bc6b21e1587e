/** The recorded captures of the demo and the server that replays them. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { analyze } from '../../src/core/analyze';
import { readSnapshot } from '../../src/core/parse/parse';
import { root } from '../support/repository';

interface Recording {
  readonly name: string;
  readonly go: string;
  readonly fixed: boolean;
  readonly count: number;
  readonly goroutines: number;
}

interface Replay {
  readonly address: string;
  show(recording: Recording): void;
  stop(): Promise<void>;
}

interface ReplayModule {
  recordings(): Recording[];
  chooseRecording(wanted: { fixed?: boolean; count?: number }): Recording;
  startReplay(recording: Recording): Promise<Replay>;
}

describe('the replayed demo', () => {
  let module: ReplayModule;
  let replay: Replay;
  const get = (page: string) => fetch(`http://${replay.address}${page}`, { redirect: 'manual' });
  const bytes = async (page: string) => new Uint8Array(await (await get(page)).arrayBuffer());

  before(async () => {
    const file = path.join(root, 'demo', 'replay.mjs');
    module = (await import(pathToFileURL(file).href)) as ReplayModule;
    replay = await module.startReplay(module.chooseRecording({ count: 2000 }));
  });
  after(() => replay.stop());

  it('offers the leak in several sizes and the repaired service', () => {
    const all = module.recordings();
    assert.deepEqual(
      all.filter(r => !r.fixed).map(r => r.count),
      [400, 2000, 127_843],
    );
    assert.equal(all.filter(r => r.fixed).length, 1);
    assert.equal(module.chooseRecording({ count: 100_000 }).count, 127_843);
    assert.equal(module.chooseRecording({ fixed: true }).fixed, true);
  });

  it('answers the pages of net/http/pprof, and 404 as it does', async () => {
    const index = await (await get('/debug/pprof/')).text();
    const { goroutines } = module.chooseRecording({ count: 2000 });
    assert.match(index, new RegExp(`<td>${goroutines}</td><td><a href='goroutine`));
    assert.equal((await get('/debug/pprof')).status, 301);
    const unknown = await get('/debug/pprof/goroutineleak?debug=1');
    assert.equal(unknown.status, 404);
    assert.equal(unknown.headers.get('x-go-pprof'), '1');
    assert.equal(await unknown.text(), 'Unknown profile\n');
  });

  for (const debug of [1, 2])
    it(`holds the leak in debug=${debug}, every goroutine of it read`, async () => {
      const snapshot = readSnapshot(await bytes(`/debug/pprof/goroutine?debug=${debug}`));
      assert.equal(snapshot.read, snapshot.total);
      const { clusters } = analyze(snapshot, undefined);
      const [largest] = clusters;
      assert.equal(largest?.count, 2000);
      assert.equal(largest?.frames[0]?.func, 'main.(*Processor).handleTask');
      assert.equal(largest?.frames[0]?.line, 28);
    });

  it('shows another recording when told to, as a service after its repair', async () => {
    replay.show(module.chooseRecording({ fixed: true }));
    const snapshot = readSnapshot(await bytes('/debug/pprof/goroutine?debug=2'));
    assert.ok(snapshot.total < 40, `${snapshot.total} goroutines`);
    assert.ok(!analyze(snapshot, undefined).findings.some(f => /likely|proven/.test(f.verdict)));
  });
});
