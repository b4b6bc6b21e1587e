/** What a capture asks of a program, in which order, and what it leaves alone. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import path from 'node:path';
import type { CaptureOptions, CaptureResult } from '../../src/capture/ladder';
import { factorOf, observedPauseMs, predictPauseMs } from '../../src/capture/prediction';
import type { PauseObservation } from '../../src/capture/prediction';
import { openPauseHistory } from '../../src/store/pauseHistory';
import { capture, pprof, removeFolders, serve, serveSocket, temporaryFolder } from './support';
import type { Handler, Running } from './support';

const running: Running[] = [];
after(async () => {
  await Promise.all(running.map(server => server.stop()));
  removeFolders();
});

async function start(handler: Handler): Promise<Running> {
  const server = await serve(handler);
  running.push(server);
  return server;
}

interface Asked {
  /** Paths behind `/debug/pprof/`. */
  readonly asked: readonly string[];
  readonly result: CaptureResult;
}

async function ask(
  server: Running,
  options: Partial<CaptureOptions> = {},
  profile = '',
): Promise<Asked> {
  const before = server.asked.length;
  const result = await capture(`http://localhost:${server.port}/debug/pprof/${profile}`, options);
  const asked = server.asked.slice(before).map(url => url.replace('/debug/pprof/', ''));
  return { asked, result };
}

const count = 'goroutine?debug=1';
const binary = 'goroutine?debug=0';
const stacks = 'goroutine?debug=2';
const leak = 'goroutineleak?debug=1';
const both = ['goroutine', 'goroutineleak'];

describe('the ladder', () => {
  it('takes counts and full stacks of a small program', async () => {
    const { asked, result } = await ask(await start(pprof()));
    assert.deepEqual(asked, ['', count, stacks]);
    assert.deepEqual(
      result.bodies.map(({ name, debug, file, complete }) => ({ name, debug, file, complete })),
      [
        { name: 'goroutine', debug: 1, file: 'goroutine.debug1.txt', complete: true },
        { name: 'goroutine', debug: 2, file: 'goroutine.debug2.txt', complete: true },
      ],
    );
    assert.equal(result.announced, 5);
    assert.deepEqual(result.problems, []);
  });

  for (const goroutines of [10_001, 50_000])
    it(`takes both profiles of counts of ${goroutines} goroutines, and says what full stacks would cost`, async () => {
      const { asked, result } = await ask(await start(pprof(undefined, { goroutines })));
      assert.deepEqual(asked, ['', count, binary]);
      const [skipped] = result.skipped;
      assert.equal(skipped?.profile, stacks);
      assert.equal(
        skipped.reason.english,
        'Full stacks were not taken: {0} goroutines would pause the program for about {1} ms.',
      );
      assert.deepEqual(skipped.reason.args, [goroutines, result.predictedPauseMs]);
    });

  it('takes one profile of a very large program: each walks every stack', async () => {
    const server = await start(pprof(undefined, { goroutines: 50_001 }));
    assert.deepEqual((await ask(server)).asked, ['', binary]);
  });

  it('takes no full stacks where the predicted pause is too long, however few goroutines there are', async () => {
    const { asked } = await ask(await start(pprof(undefined, { goroutines: 9000 })), {
      maxPauseMs: 20,
    });
    assert.deepEqual(asked, ['', count, binary]);
  });

  it('takes full stacks of any program once the person agreed', async () => {
    const server = await start(pprof(undefined, { goroutines: 50_000 }));
    const { asked } = await ask(server, { full: true });
    assert.deepEqual(asked, ['', count, stacks]);
  });

  it('never takes full stacks for what asks again and again', async () => {
    const { asked } = await ask(await start(pprof()), { poll: true, full: true });
    assert.deepEqual(asked, ['', count]);
    const large = await start(pprof(undefined, { goroutines: 200_000 }));
    assert.deepEqual((await ask(large, { poll: true })).asked, ['', binary]);
  });

  it('takes the text of very many where a router mounts no binary profile', async () => {
    const noBinary = pprof(
      (profile, _request, response) => {
        if (profile !== binary) return false;
        response.writeHead(404).end('404 page not found\n');
        return true;
      },
      { goroutines: 200_000 },
    );
    const { asked, result } = await ask(await start(noBinary));
    assert.deepEqual(asked, ['', binary, count]);
    assert.deepEqual(
      result.bodies.map(({ debug, complete }) => [debug, complete]),
      [[1, true]],
    );
    assert.deepEqual(result.problems, []);
    assert.ok(result.skipped.some(({ profile }) => profile === binary));
  });

  it('takes no full stacks "as pprof"', async () => {
    const { asked } = await ask(await start(pprof()), { withoutStacks: true });
    assert.deepEqual(asked, ['', count, binary]);
  });

  it('takes the leak profile last, and only when it is asked for', async () => {
    const server = await start(pprof(undefined, { profiles: both }));
    const { asked, result } = await ask(server);
    assert.deepEqual(asked, ['', count, stacks]);
    assert.equal(result.leakProfileOffered, true);
    assert.ok(result.skipped.some(({ profile }) => profile === 'goroutineleak'));
    const wished = await ask(server, { leak: true });
    assert.deepEqual(wished.asked, ['', count, stacks, leak]);
    assert.equal(wished.result.bodies[2]?.name, 'goroutineleak');
  });

  it('says that the program was built without the leak profile', async () => {
    const { result } = await ask(await start(pprof()), { leak: true });
    assert.equal(result.bodies.length, 2);
    assert.deepEqual(result.problems, []);
    assert.equal(
      result.skipped.find(({ profile }) => profile === 'goroutineleak')?.reason.english,
      'This program was not built with the leak profile (Go 1.27+, or 1.26 with GOEXPERIMENT=goroutineleakprofile). Using growth analysis instead.',
    );
  });

  it("says when it is the program's router that does not serve the leak profile", async () => {
    const server = await start(
      pprof((profile, _, response) => {
        if (!profile.startsWith('goroutineleak')) return false;
        response.writeHead(404).end('404 page not found');
        return true;
      }),
    );
    const { result } = await ask(server, { leak: true });
    assert.match(
      result.skipped.find(({ profile }) => profile === 'goroutineleak')?.reason.english ?? '',
      /router does not serve it/,
    );
  });

  it('works without an index page: the counts say how many there are', async () => {
    const server = await start(
      pprof((profile, _, response) => {
        if (profile !== '') return false;
        response.writeHead(404).end();
        return true;
      }),
    );
    const { asked, result } = await ask(server);
    assert.deepEqual(asked, ['', count, stacks]);
    assert.equal(result.announced, 5);
  });

  it('leaves a program alone that did not answer', async () => {
    const server = await start(pprof(profile => profile === count));
    await assert.rejects(
      ask(server, { full: true, leak: true }),
      /accepted the connection but sent/,
    );
    assert.deepEqual(server.asked.length, 2);
  });
});

describe('an address that names a profile', () => {
  it('is taken as it stands in the terminal, with the predicted pause before it', async () => {
    const server = await start(pprof(undefined, { goroutines: 20_000 }));
    const pauses: (number | undefined)[] = [];
    const { asked, result } = await ask(
      server,
      { asNamed: true, onProgress: step => void pauses.push(step.predictedPauseMs) },
      stacks,
    );
    assert.deepEqual(asked, ['', stacks]);
    assert.equal(result.bodies[0]?.debug, 2);
    assert.ok(pauses.includes(156));
  });

  it('is cut to its base in the editor', async () => {
    const server = await start(pprof(undefined, { goroutines: 20_000 }));
    assert.deepEqual((await ask(server, {}, stacks)).asked, ['', count, binary]);
  });

  it('names the leak profile and nothing else', async () => {
    const server = await start(pprof(undefined, { profiles: both }));
    const { asked, result } = await ask(server, { asNamed: true, leak: true }, leak);
    assert.deepEqual(asked, ['', leak]);
    assert.equal(result.bodies[0]?.name, 'goroutineleak');
    await assert.rejects(ask(await start(pprof()), { asNamed: true }, leak), {
      id: 'E13.alone',
      message: /was not built with the leak profile .* Compare two captures instead\.$/,
    });
  });

  it('is refused when it is no goroutine profile, and never asked', async () => {
    const server = await start(pprof());
    await assert.rejects(
      ask(server, { asNamed: true }, 'profile?seconds=30'),
      /^Error: profile is not a goroutine profile\./,
    );
    assert.deepEqual(server.asked, ['/debug/pprof/']);
  });
});

describe('one target', () => {
  it('is asked by one capture at a time', async () => {
    let open = 0;
    let most = 0;
    const server = await start(
      pprof((_, request) => {
        most = Math.max(most, ++open);
        request.on('close', () => open--);
        return false;
      }),
    );
    await Promise.all([ask(server), ask(server), ask(server)]);
    assert.equal(most, 1);
    assert.equal(server.asked.length, 9);
  });

  it('is not kept waiting by a capture that was cancelled before its turn', async () => {
    const server = await start(pprof(profile => profile === count));
    const first = ask(server).catch(() => undefined);
    const stop = new AbortController();
    const second = ask(server, { signal: stop.signal });
    stop.abort();
    await assert.rejects(second, { name: 'AbortError' });
    await first;
    assert.deepEqual(server.asked, ['/debug/pprof/', `/debug/pprof/${count}`]);
  });

  it('sees its socket closed when the capture is cancelled', async () => {
    const stop = new AbortController();
    const server = await start(
      pprof((profile, _, response) => {
        if (profile !== count) return false;
        response.write('goroutine profile: total 5\n', () => stop.abort());
        return true;
      }),
    );
    await assert.rejects(ask(server, { signal: stop.signal }), { name: 'AbortError' });
    await new Promise(resolve => setTimeout(resolve, 50));
    assert.equal(server.open(), 0);
  });

  it('may be a unix socket, with a prefix behind its path', async () => {
    const socket = path.join(temporaryFolder(), 'x.sock');
    const server = await serveSocket(pprof(), socket);
    running.push(server);
    assert.equal((await capture(`unix:${socket}`)).bodies.length, 2);
    await capture(`unix:${socket}:/admin`).catch(() => undefined);
    assert.ok(server.asked.includes('/admin/debug/pprof/goroutine?debug=1'));
  });
});

describe('the predicted pause', () => {
  it('follows the measurements: 50 ms are 10,000 goroutines of 5 frames or 6,400 of 12', () => {
    assert.equal(predictPauseMs(10_000, 5), 50);
    assert.equal(predictPauseMs(6400, 12), 50);
    assert.equal(predictPauseMs(10_000, 12, 2), 156);
  });

  it('is refined by what the target took before, not by what others took', async () => {
    const history = openPauseHistory(temporaryFolder());
    const slow = { at: Date.now(), goroutines: 5000, predictedMs: 39, observedMs: 390 };
    const server = await start(pprof(undefined, { goroutines: 2000 }));
    await history.add(`http://localhost:${server.port}`, slow);
    const { asked, result } = await ask(server, { history });
    assert.deepEqual(asked, ['', count, binary]);
    // Stacks of one frame: 6.8 ms by the table, ten times that by experience.
    assert.equal(result.predictedPauseMs, 68);
    const other = await start(pprof(undefined, { goroutines: 2000 }));
    assert.deepEqual((await ask(other, { history })).asked, ['', count, stacks]);
    assert.equal((await history.observations(`http://localhost:${other.port}`)).length, 1);
  });

  it('takes the median of the last week, within bounds', () => {
    const now = Date.now();
    const of = (observedMs: number, age = 0): PauseObservation => ({
      at: now - age,
      goroutines: 10_000,
      predictedMs: 50,
      observedMs,
    });
    assert.equal(factorOf([], now), 1);
    assert.equal(factorOf([of(5000), of(100), of(90)], now), 2);
    assert.equal(factorOf([of(5000, 8 * 24 * 3600 * 1000)], now), 1);
    assert.equal(factorOf([of(1)], now), 0.5);
    assert.equal(factorOf([of(1e9)], now), 20);
  });

  it('reads the pause out of the time to the first byte: the buffer doubles, each attempt is a pause', () => {
    assert.equal(observedPauseMs(500_000, 30, 10), 20);
    // 2.2 MB: 1, 2 and 4 MiB; measured 80 ms for a gap of 35 ms.
    assert.equal(observedPauseMs(2_200_000, 80, 0), 40);
    assert.equal(observedPauseMs(67_108_864, 15_900, 0), 3407);
  });
});
