/** `goroutine-lens analyze` of running programs: what is asked, what is told, and what never is. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { start, stopAll } from '../capture/outcome';
import { pprof, removeFolders, temporaryFolder } from '../capture/support';
import { assertConsistent, parseOutput } from '../support/jsonShape';
import { assertFailed, builtProgram } from './support';

const program = builtProgram();
const dir = temporaryFolder();
after(async () => {
  removeFolders();
  await stopAll();
});

describe('analyze of a running program', () => {
  it('joins what the ladder took and leaves nothing behind', async () => {
    const server = await start(pprof());
    const empty = temporaryFolder();
    const run = await program.run(
      ['analyze', `http://user:s3cret@localhost:${server.port}`, '--json'],
      { cwd: empty },
    );
    assert.deepEqual({ code: run.code, stderr: run.stderr }, { code: 0, stderr: '' });
    const output = parseOutput(run.stdout);
    assertConsistent(output);
    assert.deepEqual([output.format, output.total, output.problems], ['debug=2', 5, []]);
    assert.deepEqual(fs.readdirSync(empty), []);
    assert.doesNotMatch(run.stdout, /s3cret/);
    assert.equal(server.headers[0]?.authorization, `Basic ${btoa('user:s3cret')}`);
  });

  it('speaks to a unix socket, also under a prefix', async () => {
    const socket = path.join(dir, 'pprof.sock');
    const server = http.createServer((request, response) => {
      request.url = request.url?.replace('/internal', '');
      pprof()(request, response);
    });
    await new Promise<void>(resolve => server.listen(socket, resolve));
    try {
      for (const address of [`unix:${socket}`, `unix:${socket}:/internal/debug/pprof/`]) {
        const { stdout } = await program.run(['analyze', address, '--json']);
        assert.equal(parseOutput(stdout).total, 5);
      }
    } finally {
      server.close();
    }
  });

  it('asks for a profile that the URL names as it stands, after printing the predicted pause', async () => {
    const server = await start(pprof(undefined, { goroutines: 127_843 }));
    const url = `http://localhost:${server.port}/debug/pprof/goroutine?debug=2`;
    const { code, stderr } = await program.run(['analyze', url]);
    assert.equal(code, 0);
    assert.match(stderr, /127,843 goroutines: the program will pause for about [\d,]+ ms/);
    assert.deepEqual(server.asked, ['/debug/pprof/', '/debug/pprof/goroutine?debug=2']);
  });

  it('says why there are no full stacks, as a remark on the input', async () => {
    const server = await start(pprof(undefined, { goroutines: 50_000 }));
    const { code, stdout } = await program.run([
      'analyze',
      `http://localhost:${server.port}`,
      '--json',
    ]);
    assert.equal(code, 0);
    const output = parseOutput(stdout);
    assert.ok(
      output.problems.some(
        ({ line, reason }) => line === 0 && /^Full stacks were not taken/.test(reason),
      ),
    );
  });

  it('goes on without a leak profile that the program does not have', async () => {
    const server = await start(pprof());
    const url = `http://localhost:${server.port}`;
    const { code, stdout } = await program.run(['analyze', url, '--leak', url, '--json']);
    assert.equal(code, 0);
    assert.match(parseOutput(stdout).problems[0]?.reason ?? '', /leak profile/);
  });

  it('ends with 2 when nothing answers, without the password', async () => {
    const run = await program.run(['analyze', 'http://user:s3cret@localhost:1', '--json']);
    assertFailed(run, /Nothing is listening on localhost:1/);
    assert.doesNotMatch(run.stderr, /s3cret|ECONN/);
  });

  it('says when there is no room for what it captures', async () => {
    const server = await start(pprof());
    const env = { TMPDIR: path.join(temporaryFolder(), 'missing') };
    for (const command of ['analyze', 'watch'])
      assertFailed(
        await program.run([command, `http://localhost:${server.port}`], { env }),
        /The temporary folder .*missing cannot be used \(ENOENT\)\. Make room there, or name another one in TMPDIR\./,
      );
  });
});
