/** `goroutine-lens watch` against programs that grow, fail, and are interrupted. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, it } from 'node:test';
import { start, stopAll } from '../capture/outcome';
import { counts, pprof, removeFolders, stacksOf, temporaryFolder } from '../capture/support';
import type { Running } from '../capture/support';
import { assertConsistent, parseOutput } from '../support/jsonShape';
import { root } from '../support/repository';
import { assertFailed, builtProgram, signalAfter } from './support';
import type { RunOptions } from './support';

const program = builtProgram();
after(async () => {
  removeFolders();
  await stopAll();
});

const watched = (url: string, flags: readonly string[], options: RunOptions = {}) =>
  program.run(['watch', url, ...flags, '--json'], options);

/** A program that leaks ten goroutines between two captures. */
async function growing(): Promise<Running> {
  let captures = 0;
  return start(
    pprof((profile, _, response) => {
      if (profile === 'goroutine?debug=1') {
        captures++;
        response.end(
          counts
            .replace('total 5', `total ${captures * 10 + 1}`)
            .replace('4 @', `${captures * 10} @`),
        );
      } else if (profile === 'goroutine?debug=2') response.end(stacksOf(captures * 10));
      else return false;
      return true;
    }),
  );
}

interface Replay {
  readonly address: string;
  stop(): Promise<void>;
}
interface ReplayModule {
  chooseRecording(wanted: { count?: number }): unknown;
  startReplay(recording: unknown): Promise<Replay>;
}

describe('a watch of the recorded demo', () => {
  let replay: Replay;
  before(async () => {
    const file = path.join(root, 'demo', 'replay.mjs');
    const module = (await import(pathToFileURL(file).href)) as ReplayModule;
    replay = await module.startReplay(module.chooseRecording({ count: 2000 }));
  });
  after(() => replay.stop());

  it('has full stacks at both ends and counts between, and leaves nothing behind', async () => {
    const dir = temporaryFolder();
    const url = `http://user:s3cret@${replay.address}`;
    const run = await watched(url, ['--every', '300ms', '--for', '900ms'], { cwd: dir });
    assert.deepEqual({ stderr: run.stderr, files: fs.readdirSync(dir) }, { stderr: '', files: [] });
    assert.doesNotMatch(run.stdout, /s3cret/);
    const output = parseOutput(run.stdout);
    assertConsistent(output);
    const profiles = output.captures?.map(({ profile }) => profile) ?? [];
    assert.deepEqual([profiles[0], profiles.at(-1)], ['goroutine?debug=2', 'goroutine?debug=2']);
    assert.deepEqual(new Set(profiles.slice(1, -1)), new Set(['goroutine?debug=1']));
    assert.ok(output.captures?.every(({ total }) => total === 2027));
    assert.ok(output.changes?.every(({ kind }) => kind === 'same'));
  });
});

describe('a watch', () => {
  it('tells what grew, judged by the ids of both ends', async () => {
    const server = await growing();
    const { stdout } = await watched(`http://localhost:${server.port}`, [
      '--every',
      '200ms',
      '--for',
      '500ms',
    ]);
    const output = parseOutput(stdout);
    assertConsistent(output);
    const [first, last] = [output.captures?.[0], output.captures?.at(-1)];
    assert.ok((last?.total ?? 0) > (first?.total ?? 0));
    assert.deepEqual(
      output.changes?.map(({ kind, before: old }) => [kind, old]),
      [['grown', first?.total]],
    );
  });

  it('names the profile that says most, also where there are no full stacks', async () => {
    const recorded = path.join(root, 'demo', 'recorded', 'leak-2000', 'goroutine.debug0.pb.gz');
    const binary = fs.readFileSync(recorded);
    const server = await start(pprof(undefined, { goroutines: 20_000, binary }));
    const url = `http://localhost:${server.port}`;
    const { stdout } = await watched(url, ['--every', '200ms', '--for', '300ms']);
    const output = parseOutput(stdout);
    assert.equal(output.format, 'debug=0');
    assert.equal(output.captures?.at(-1)?.profile, 'goroutine?debug=0');
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    it(`ends early and completely on ${signal}`, async () => {
      const server = await growing();
      const { code, stdout, stderr } = await watched(
        `http://localhost:${server.port}`,
        ['--every', '200ms', '--for', '1h'],
        { onStart: signalAfter(6, server, signal) },
      );
      assert.equal(stderr, '');
      const output = parseOutput(stdout);
      assertConsistent(output);
      assert.ok([0, 1].includes(code ?? -1));
      assert.equal(output.captures?.at(-1)?.profile, 'goroutine?debug=2');
    });

  it('does not wait for a program that hangs when it is interrupted', async () => {
    let answered = 0;
    const server = await start(pprof(profile => profile === 'goroutine?debug=1' && answered++ > 0));
    const { stdout } = await watched(
      `http://localhost:${server.port}`,
      ['--every', '200ms', '--for', '1h'],
      {
        onStart: child => {
          // The second capture hangs, the last one after the signal too: who asks again is not kept waiting for it.
          signalAfter(4, server, 'SIGINT')(child);
          signalAfter(6, server, 'SIGINT')(child);
        },
      },
    );
    assert.equal(parseOutput(stdout).captures?.length, 1);
  });

  it('goes on over a failure, which is a problem', async () => {
    let asked = 0;
    const server = await start(
      pprof((profile, _, response) => {
        if (profile !== 'goroutine?debug=1' || asked++ !== 1) return false;
        response.writeHead(503).end();
        return true;
      }),
    );
    const { code, stdout } = await watched(`http://localhost:${server.port}`, [
      '--every',
      '200ms',
      '--for',
      '1s',
    ]);
    assert.equal(code, 0);
    const { captures, problems } = parseOutput(stdout);
    assert.ok((captures?.length ?? 0) >= 2);
    assert.deepEqual(
      problems.map(({ reason }) => /HTTP 503/.test(reason)),
      [true],
    );
  });

  it('takes the leak profile once, at the end', async () => {
    const server = await start(pprof(undefined, { profiles: ['goroutine', 'goroutineleak'] }));
    const { code, stdout } = await watched(`http://localhost:${server.port}`, [
      '--every',
      '200ms',
      '--for',
      '500ms',
      '--leak',
    ]);
    assert.equal(code, 1);
    assert.equal(parseOutput(stdout).findings[0]?.verdict, 'proven');
    const leaks = server.asked.filter(url => url.includes('goroutineleak'));
    assert.deepEqual([leaks.length, server.asked.at(-1)], [1, leaks[0]]);
  });

  it('ends with 2 when nothing was captured', async () => {
    assertFailed(
      await watched('http://user:s3cret@localhost:1', ['--for', '1h']),
      /Nothing is listening on localhost:1/,
    );
    const server = await start(() => undefined);
    const run = await watched(`http://localhost:${server.port}`, [], {
      onStart: signalAfter(1, server, 'SIGINT'),
    });
    assertFailed(run, /Stopped before anything was captured/);
  });
});
