/** `goroutine-lens analyze` as people and scripts run it: inputs, JSON, exit codes, and what it never prints. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import zlib from 'node:zlib';
import { counts, removeFolders, stacksOf, temporaryFolder } from '../capture/support';
import { assertConsistent, parseOutput } from '../support/jsonShape';
import { fixture } from '../support/repository';
import { assertFailed, builtProgram } from './support';

const program = builtProgram();
const dir = temporaryFolder();
after(removeFolders);

const written = (name: string, content: string | Uint8Array): string => {
  const file = path.join(dir, name);
  fs.writeFileSync(file, content);
  return file;
};

/** A program that leaks: an old one, so that it is proven by the language. */
const nilChannels = Array.from(
  { length: 3 },
  (_, i) =>
    `goroutine ${i + 10} [chan send (nil chan), 12 minutes]:\nmain.send(0x1)\n\t/src/main.go:6 +0x1d\ncreated by main.start in goroutine 9\n\t/src/main.go:16 +0x2f\n`,
).join('\n');

describe('analyze of a file', () => {
  it('says in its first line how many goroutines were read, of what', async () => {
    const { code, stdout, stderr } = await program.run(['analyze', written('ok.txt', stacksOf(5))]);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.equal(stdout.split('\n')[0], '5 goroutines (5 read) · debug=2 · go ≥1.21 · 1 cluster');
  });

  it('ends with 1 when something is proven, in text and in JSON', async () => {
    const file = written('nil.txt', nilChannels);
    assert.equal((await program.run(['analyze', file])).code, 1);
    const { code, stdout } = await program.run(['analyze', file, '--json']);
    assert.equal(code, 1);
    const output = parseOutput(stdout);
    assertConsistent(output);
    assert.equal(output.findings[0]?.verdict, 'proven');
    assert.deepEqual(output.clusters[0]?.ids, [10, 11, 12]);
    assert.deepEqual(output.clusters[0]?.parents, [9]);
  });

  it('reads standard input, gzip, and a name with strange characters', async () => {
    const lines: string[] = [];
    const read = async (args: readonly string[], input?: Uint8Array) => {
      const run = await program.run(['analyze', ...args], input === undefined ? {} : { input });
      lines.push(run.stdout.split('\n')[0] ?? run.stderr);
    };
    await read(['-'], Buffer.from(stacksOf(5)));
    await read(['-'], zlib.gzipSync(stacksOf(5)));
    await read([written('dump.txt.gz', zlib.gzipSync(stacksOf(5)))]);
    await read([written('ein Dump\u202e é.txt', stacksOf(5))]);
    assert.deepEqual(new Set(lines).size, 1, lines.join('\n'));
  });

  it('reads a profile that honestly says total 0', async () => {
    const file = written('empty-profile.txt', 'goroutine profile: total 0\n');
    const { code, stdout } = await program.run(['analyze', file, '--json']);
    assert.equal(code, 0);
    assert.deepEqual(parseOutput(stdout).clusters, []);
  });

  it('counts "at least" when the input is cut, and does not let that change the code', async () => {
    const file = written('cut.txt', stacksOf(5).slice(0, -40));
    const text = await program.run(['analyze', file]);
    assert.match(text.stdout, /^at least 5 goroutines/);
    const { code, stdout } = await program.run(['analyze', file, '--json']);
    assert.equal(code, 0);
    const output = parseOutput(stdout);
    assert.equal(output.truncated, true);
    assertConsistent(output);
  });

  it('speaks Chinese when asked to, and English in JSON', async () => {
    const file = written('nil.txt', nilChannels);
    const { stdout } = await program.run(['analyze', file, '--lang', 'zh-cn']);
    assert.match(stdout, /已证实/);
    assert.doesNotMatch(stdout, /goroutines are|started at/);
    const json = await program.run(['analyze', file, '--lang', 'zh-cn', '--json']);
    assert.doesNotMatch(json.stdout, /\p{Script=Han}/u);
  });

  it('shows escape sequences and reversed text of a dump as text', async () => {
    const hostile = stacksOf(2).replaceAll('main.send', 'main.\u001b[31msend\u202e\u0007');
    const { stdout } = await program.run(['analyze', written('hostile.txt', hostile)]);
    assert.doesNotMatch(stdout.replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
  });

  it('takes what a colleague stored: a folder with all profiles of one moment', async () => {
    const folder = path.join(dir, 'stored');
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'a'), counts);
    fs.writeFileSync(path.join(folder, 'b'), stacksOf(5));
    const body = (file: string, debug: number) => ({
      name: 'goroutine',
      debug,
      file,
      bytes: 9,
      complete: true,
    });
    const meta = { takenAt: 1, source: 'x', bodies: [body('a', 1), body('b', 2)] };
    fs.writeFileSync(path.join(folder, 'meta.json'), JSON.stringify(meta));
    const { stdout } = await program.run(['analyze', folder, '--json']);
    const output = parseOutput(stdout);
    assertConsistent(output);
    assert.deepEqual([output.format, output.total], ['debug=2', 5]);
  });
});

describe('analyze of what is no dump', () => {
  const cases: readonly [string, string | Uint8Array, RegExp][] = [
    ['an empty file', '', /Nothing in .* is a goroutine dump/],
    ['text', 'hello\n', /Nothing in .* is a goroutine dump/],
    ['bytes', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256)), /dump/],
    ['an endless line', 'a'.repeat(5_000_000), /Nothing in/],
    ['damaged gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), /cannot be read/],
  ];
  for (const [name, content, message] of cases)
    it(`ends with 2 and says so: ${name}`, async () => {
      const file = written('input', content);
      assertFailed(await program.run(['analyze', file]), message);
      assertFailed(await program.run(['analyze', file, '--json']), message);
    });

  it('ends with 2 for files that are not there, folders, and folders as a part of a path', async () => {
    assertFailed(await program.run(['analyze', path.join(dir, 'none')]), /does not exist/);
    assertFailed(await program.run(['analyze', dir]), /is a folder/);
    const below = path.join(written('file', 'x'), 'below');
    assertFailed(await program.run(['analyze', below]), /cannot be read: a part of its path/);
  });

  it('does not obey control characters of a file name', async () => {
    const run = await program.run(['analyze', 'no\u001b[31msuch\u0007file\u202e']);
    assertFailed(run, /does not exist/);
    assert.doesNotMatch(run.stderr.trimEnd(), /[\p{Cc}\u202e]/u);
  });
});

describe('a leak profile', () => {
  const leak = `goroutineleak profile: total 3\n3 @ 0x1\n#\t0x1\tmain.send+0x1d\t/src/main.go:6\n\n`;

  it('proves what it lists, joined by stack', async () => {
    const { code, stdout } = await program.run([
      'analyze',
      written('dump', stacksOf(5)),
      '--leak',
      written('leak', leak),
      '--json',
    ]);
    assert.equal(code, 1);
    const output = parseOutput(stdout);
    assertConsistent(output);
    assert.equal(output.clusters[0]?.leaked, 3);
    assert.deepEqual(
      output.findings.map(({ verdict, rule, evidence }) => [verdict, rule, evidence[0]?.kind]),
      [['proven', 'leak-confirmed', 'P1']],
    );
  });

  it('of debug=2 proves only what is marked', async () => {
    const all = stacksOf(5).replace('[chan send]', '[chan send (leaked)]');
    const { stdout } = await program.run([
      'analyze',
      written('dump', stacksOf(5)),
      '--leak',
      written('leak2', all),
      '--json',
    ]);
    assert.equal(parseOutput(stdout).clusters[0]?.leaked, 1);
    const none = await program.run([
      'analyze',
      written('dump', stacksOf(5)),
      '--leak',
      written('leak3', stacksOf(5)),
      '--json',
    ]);
    assert.deepEqual([none.code, parseOutput(none.stdout).clusters[0]?.leaked], [0, 0]);
  });

  it('must be one: another profile is refused', async () => {
    const run = await program.run([
      'analyze',
      written('dump', stacksOf(5)),
      '--leak',
      written('counts', counts),
    ]);
    assertFailed(run, /is not a goroutineleak profile/);
  });
});

describe('analyze with --source', () => {
  it('prints places relative to the folder, with slashes, also when the folder is given relatively', async () => {
    const source = path.join(dir, 'checkout');
    fs.mkdirSync(path.join(source, 'sub'), { recursive: true });
    fs.writeFileSync(path.join(source, 'go.mod'), 'module example.com/shop\n\ngo 1.26\n');
    fs.writeFileSync(
      path.join(source, 'sub', 'send.go'),
      'package sub\n\nfunc Send(c chan int) {\n\tc <- 1\n}\n\nfunc Start(c chan int) {\n\tgo Send(c)\n}\n',
    );
    const dump = Array.from(
      { length: 50 },
      (_, i) =>
        `goroutine ${i + 10} [chan send]:\nexample.com/shop/sub.Send(0x1)\n\t/build/sub/send.go:4 +0x1d\ncreated by example.com/shop/sub.Start in goroutine 9\n\t/build/sub/send.go:8 +0x2f\n`,
    ).join('\n');
    const file = written('shop.txt', dump);
    const { stdout } = await program.run(['analyze', file, '--source', 'checkout', '--json'], {
      cwd: dir,
    });
    const [finding] = parseOutput(stdout).findings;
    assert.deepEqual(
      [finding?.anchor, finding?.anchorReason],
      [{ file: 'sub/send.go', line: 4 }, 'exact'],
    );
    assert.ok(
      finding?.related.some(
        ({ role, file: place, line }) =>
          role === 'createdBy' && place === 'sub/send.go' && line === 8,
      ),
    );
  });
});

describe('what the tests of the project expect', () => {
  it('is hidden, counted, and does not set the exit code', async () => {
    const source = path.join(dir, 'expected');
    fs.mkdirSync(source);
    fs.writeFileSync(path.join(source, 'go.mod'), 'module example.com/shop\n');
    fs.writeFileSync(
      path.join(source, 'main_test.go'),
      'package main\n\nvar _ = goleak.IgnoreTopFunction("main.send")\n',
    );
    const args = ['analyze', written('nil.txt', nilChannels), '--source', source];
    const text = await program.run(args);
    assert.equal(text.code, 0);
    assert.match(
      text.stdout,
      /^hid 3 in 1 clusters: goleak\.IgnoreTopFunction in main_test\.go:3$/m,
    );
    const { code, stdout } = await program.run([...args, '--json']);
    assert.equal(code, 0);
    const [finding] = parseOutput(stdout).findings;
    assert.deepEqual(
      [finding?.verdict, Object.keys(finding?.hidden ?? {})],
      ['proven', ['by', 'reason']],
    );
  });
});

describe('output to a pipe', () => {
  it('is whole when it is large', async () => {
    const many = Array.from({ length: 4000 }, (_, i) =>
      stacksOf(1)
        .replace('goroutine 1', `goroutine ${i + 1}`)
        .replace('main.go:6', `main.go:${i + 6}`),
    ).join('\n');
    const { stdout } = await program.run(['analyze', written('many.txt', many), '--json']);
    assert.equal(parseOutput(stdout).clusters.length, 4000);
  });

  it('may be closed early: no error, and the code stays', async () => {
    const file = written('nil.txt', nilChannels);
    const child = spawn(process.execPath, [program.file, 'analyze', file, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.destroy();
    const code = await new Promise(resolve => child.once('close', resolve));
    assert.deepEqual({ code, stderr }, { code: 1, stderr: '' });
  });

  it('holds no colours', async () => {
    const file = fixture('dumps', 'go1.26.8', 'waits.debug2.txt.gz');
    const { stdout } = await program.run(['analyze', file], { env: { FORCE_COLOR: '1' } });
    assert.ok(!stdout.includes('\u001b'));
  });
});
