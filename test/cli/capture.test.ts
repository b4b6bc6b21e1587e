/** `goroutine-lens capture` in a terminal: its files, its JSON, its exit codes, and what it never says. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { start, startTls, stopAll } from '../capture/outcome';
import { certificate, counts, pem, pprof, removeFolders, stacksOf } from '../capture/support';
import { temporaryFolder } from '../capture/support';
import { assertFailed, builtProgram } from './support';

const program = builtProgram();
after(async () => {
  removeFolders();
  await stopAll();
});

const contents = (dir: string) =>
  Object.fromEntries(
    fs.readdirSync(dir).map(name => [name, fs.readFileSync(path.join(dir, name), 'utf8')]),
  );

interface CaptureJson {
  readonly file: string;
  readonly profiles: readonly { name: string; debug: number; bytes: number; file: string }[];
  readonly skipped: readonly { name: string; reason: string }[];
  readonly problems: readonly unknown[];
}

describe('capture of a healthy program', () => {
  it('writes the richest profile to FILE, byte for byte, the others beside it', async () => {
    const server = await start(pprof(undefined, { profiles: ['goroutine', 'goroutineleak'] }));
    const dir = temporaryFolder();
    const run = await program.run(
      ['capture', `http://localhost:${server.port}`, '-o', 'dump', '--leak', '--json'],
      { cwd: dir },
    );
    assert.deepEqual({ code: run.code, stderr: run.stderr }, { code: 0, stderr: '' });
    const files = contents(dir);
    assert.deepEqual(Object.keys(files).sort(), ['dump', 'dump.debug1', 'dump.leak']);
    assert.equal(files['dump'], stacksOf(5));
    assert.equal(files['dump.debug1'], counts);
    const json = JSON.parse(run.stdout) as CaptureJson;
    assert.equal(json.file, 'dump');
    assert.deepEqual(
      json.profiles.map(({ name, debug, file, bytes }) => [name, debug, file, bytes]),
      [
        ['goroutine', 2, 'dump', stacksOf(5).length],
        ['goroutine', 1, 'dump.debug1', counts.length],
        ['goroutineleak', 1, 'dump.leak', files['dump.leak']?.length],
      ],
    );
    assert.deepEqual(
      json.skipped.map(({ name }) => name),
      ['goroutine?debug=0'],
    );
    assert.deepEqual(json.problems, []);
  });

  it('names the file by host and time, and says what was taken and why the rest was not', async () => {
    const server = await start(pprof(undefined, { goroutines: 20_000 }));
    const dir = temporaryFolder();
    const run = await program.run(['capture', `http://localhost:${server.port}`], { cwd: dir });
    assert.equal(run.code, 0);
    const names = fs.readdirSync(dir).sort();
    assert.match(names[0] ?? '', /^goroutines-localhost-\d+-\d{8}T\d{6}Z\.pb\.gz$/);
    assert.deepEqual(names, [names[0], `${names[0]}.debug1`]);
    assert.match(run.stdout, /20,000 goroutines/);
    assert.match(
      run.stdout,
      /goroutine\?debug=2 +Full stacks were not taken: 20,000 goroutines would pause/,
    );
    const chinese = await program.run(
      ['capture', `http://localhost:${server.port}`, '--lang', 'zh-cn', '-o', 'x'],
      { cwd: dir },
    );
    assert.match(chinese.stdout, /20,000 个 goroutine/);
  });

  it('overwrites neither another capture of the same second, nor what a link in its way points to', async () => {
    const server = await start(pprof());
    const dir = temporaryFolder();
    const url = `http://localhost:${server.port}`;
    for (let run = 0; run < 3; run++)
      assert.equal((await program.run(['capture', url], { cwd: dir })).code, 0);
    assert.equal(fs.readdirSync(dir).filter(name => name.endsWith('.txt')).length, 3);
    const mine = path.join(dir, 'mine');
    fs.writeFileSync(mine, 'keep');
    fs.symlinkSync(mine, path.join(dir, 'dump.debug1.partial'));
    assert.equal((await program.run(['capture', url, '-o', 'dump'], { cwd: dir })).code, 0);
    assert.equal(fs.readFileSync(mine, 'utf8'), 'keep');
  });

  it('takes a profile that the URL names, after printing the predicted pause', async () => {
    const server = await start(pprof(undefined, { goroutines: 20_000 }));
    const dir = temporaryFolder();
    const url = `http://localhost:${server.port}/debug/pprof/goroutine?debug=2`;
    const run = await program.run(['capture', url, '-o', 'named'], { cwd: dir });
    assert.equal(run.code, 0);
    assert.match(
      run.stderr,
      /^Full stacks of 20,000 goroutines: the program will pause for about 156 ms\.\n$/,
    );
    assert.deepEqual(contents(dir), { named: stacksOf(5) });
  });

  it('honours NODE_EXTRA_CA_CERTS', async () => {
    const server = await startTls({ key: pem('test-only.key'), cert: pem('server.pem') });
    const url = `https://localhost:${server.port}`;
    const cwd = temporaryFolder();
    const env = { NODE_EXTRA_CA_CERTS: certificate('authority.pem') };
    assert.equal((await program.run(['capture', url, '-o', 'x'], { cwd, env })).code, 0);
    assertFailed(
      await program.run(['capture', url, '-o', 'x'], { cwd }),
      /is not trusted \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/,
    );
  });
});

describe('capture that fails', () => {
  it('keeps what arrived as FILE.partial, names it, and leaves FILE as it was', async () => {
    const server = await start(
      pprof((profile, request, response) => {
        if (profile === '') return false;
        response.write(counts, () => request.socket.resetAndDestroy());
        return true;
      }),
    );
    const dir = temporaryFolder();
    const file = path.join(dir, 'dump.txt');
    fs.writeFileSync(file, 'of yesterday');
    for (const more of [[], ['--json']])
      assertFailed(
        await program.run(['capture', `http://localhost:${server.port}`, '-o', file, ...more]),
        /broke after \d+ B \(ECONNRESET\)\. They are kept: at least 5 goroutines\. What arrived is in .*dump\.txt\.partial\. Try again\.\n/,
      );
    assert.deepEqual(contents(dir), { 'dump.txt': 'of yesterday', 'dump.txt.partial': counts });
  });

  it('keeps whole counts as FILE when full stacks break off', async () => {
    const server = await start(
      pprof((profile, request, response) => {
        if (profile !== 'goroutine?debug=2') return false;
        response.write(stacksOf(3), () => request.socket.resetAndDestroy());
        return true;
      }),
    );
    const dir = temporaryFolder();
    const run = await program.run(['capture', `http://localhost:${server.port}`, '-o', 'dump'], {
      cwd: dir,
    });
    assert.equal(run.code, 0);
    assert.deepEqual(contents(dir), { dump: counts, 'dump.partial': stacksOf(3) });
    assert.match(run.stdout, /dump\.partial/);
    assert.match(run.stdout, /The connection to localhost:\d+ broke/);
  });

  it('leaves nothing behind when nothing came', async () => {
    const server = await start((_, response) => response.writeHead(503).end('sorry'));
    const dir = temporaryFolder();
    const run = await program.run(['capture', `http://localhost:${server.port}`], { cwd: dir });
    assertFailed(run, /answered HTTP 503: the program, or a proxy before it, failed\./);
    assert.deepEqual(contents(dir), {});
  });

  it('never shows a password, in no output, error or file name', async () => {
    const dir = temporaryFolder();
    const server = await start(pprof());
    const url = `http://me:s3cret@localhost:${server.port}`;
    const fine = await program.run(['capture', url, '--json'], { cwd: dir });
    assert.equal(fine.code, 0);
    assert.match(server.headers[0]?.authorization ?? '', /^Basic /);
    const outputs = [fine.stdout + fine.stderr, ...fs.readdirSync(dir)];
    for (const bad of [
      'http://me:s3cret@localhost:1',
      'http://me:s3cret@no-such-host.invalid',
      'http://me:s3cret@',
      'http://me:s3cret@h:99999',
      'HTTP://me:s3cret@localhost',
    ])
      for (const command of ['capture', 'analyze']) {
        const run = await program.run([command, bad], { cwd: dir });
        assertFailed(run, /^goroutine-lens: /);
        outputs.push(run.stderr);
      }
    assert.doesNotMatch(outputs.join('\n'), /s3cret/);
  });

  it('says where it cannot write', async () => {
    const server = await start(pprof());
    const file = path.join(temporaryFolder(), 'missing', 'dump');
    const to = (output: string) =>
      program.run(['capture', `http://localhost:${server.port}`, '-o', output]);
    assertFailed(await to(file), /Nothing can be written to the folder .*missing\./);
    assertFailed(await to(path.dirname(path.dirname(file))), /is not an ordinary file/);
    assertFailed(await to(os.devNull), /is not an ordinary file/);
    assert.deepEqual(server.asked, []);
  });

  it('says what to do, where the failure alone does not tell', async () => {
    const locked = await start((_, response) => response.writeHead(401).end('no'));
    assertFailed(
      await program.run(['capture', `http://localhost:${locked.port}`]),
      /needs credentials \(HTTP 401\)\. Put the right user name and password into the address: https:\/\/user:password@host/,
    );
    const secret = await startTls({ key: pem('test-only.key'), cert: pem('self-signed.pem') });
    assertFailed(
      await program.run(['analyze', `https://localhost:${secret.port}`]),
      /is not trusted .* in NODE_EXTRA_CA_CERTS\./,
    );
  });

  it('ends cleanly on Ctrl-C', async () => {
    let interrupt = (): unknown => undefined;
    const server = await start(
      pprof((profile, _, response) => {
        if (profile !== 'goroutine?debug=1') return false;
        response.write(counts, () => interrupt());
        return true;
      }),
    );
    const dir = temporaryFolder();
    const run = await program.run(['capture', `http://localhost:${server.port}`, '-o', 'dump'], {
      cwd: dir,
      onStart: child => (interrupt = () => child.kill('SIGINT')),
    });
    assertFailed(run, /Stopped; nothing was kept\./);
    assert.deepEqual(contents(dir), {});
  });

  it('is wrong usage without an address, or with one that is none', async () => {
    assert.equal((await program.run(['capture'])).code, 2);
    assertFailed(
      await program.run(['capture', 'ftp://h/']),
      /is not an address: it begins with http:/,
    );
    assertFailed(
      await program.run(['capture', 'http://localhost:1/debug/pprof/heap']),
      /Nothing is listening|not a goroutine profile/,
    );
  });
});
