/** `--metrics`: what the process says of its memory, beside its goroutines. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pprof, removeFolders, serve, stacksOf, temporaryFolder } from '../capture/support';
import type { Running } from '../capture/support';
import { parseOutput } from '../support/jsonShape';
import { assertFailed, builtProgram, signalAfter } from './support';

const program = builtProgram();
const dir = temporaryFolder();
after(removeFolders);

const written = (name: string, content: string): string => {
  const file = path.join(dir, name);
  fs.writeFileSync(file, content);
  return file;
};
const exporter = (stacks: number, heap: number) =>
  `go_memstats_stack_inuse_bytes ${stacks}\ngo_memstats_heap_inuse_bytes ${heap}\n`;
const dump = written('dump.txt', stacksOf(500));
const analyzed = async (...args: readonly string[]) => {
  const { stdout, stderr } = await program.run([...args, '--json']);
  assert.equal(stderr, '');
  return parseOutput(stdout);
};

describe('metrics in files', () => {
  it('say how much stack the goroutines keep at most', async () => {
    const metrics = written('one.prom', exporter(500 * 8192, 1));
    const { findings } = await analyzed('analyze', dump, '--metrics', metrics);
    assert.equal(findings[0]?.retained?.mostBytes, 500 * 8192);
    const { stdout } = await program.run(['analyze', dump, '--metrics', metrics]);
    assert.match(stdout, /1\.3 MB to 4\.1 MB of memory · About 8,192 bytes of stack each/);
  });

  it('of two captures say how the heap grew with each goroutine that came', async () => {
    const [few, many] = [
      written('few.prom', exporter(1, 1e6)),
      written('many.prom', exporter(1, 9e6)),
    ];
    const earlier = written('earlier.txt', stacksOf(100));
    const given = ['compare', earlier, dump, '--metrics', few, '--metrics', many];
    const { findings } = await analyzed(...given);
    assert.equal(findings[0]?.retained?.observedBytesEach, 20_000);
    const { stdout } = await program.run(given);
    assert.match(
      stdout.replaceAll(/\s+/g, ' '),
      /The heap grew by about 20,000 bytes for each that came/,
    );
  });

  it('are refused when they are missing, or more than the inputs', async () => {
    assertFailed(
      await program.run(['analyze', dump, '--metrics', path.join(dir, 'none')]),
      /The metrics in .*none cannot be read \(ENOENT\)\./,
    );
    const one = written('two.prom', exporter(1, 1));
    assertFailed(
      await program.run(['analyze', dump, '--metrics', one, '--metrics', one]),
      /Give --metrics one input, for the newest, or as many as there are\./,
    );
  });

  it('that hold no figures are a problem entry', async () => {
    const { problems, findings } = await analyzed('analyze', dump, '--metrics', dump);
    assert.match(problems.at(-1)?.reason ?? '', /dump\.txt holds no figures of a Go program\./);
    assert.equal(findings[0]?.retained?.mostBytes, null);
  });
});

describe('metrics of a running program', () => {
  let server: Running;
  before(async () => {
    const answer = pprof();
    server = await serve((request, response) => {
      if (request.url !== '/metrics') answer(request, response);
      else if (request.headers.authorization === undefined) response.writeHead(401).end();
      else response.end(exporter(5 * 65_536, 1e6));
    });
  });
  after(() => server.stop());

  const address = () => `127.0.0.1:${server.port}`;

  it('are asked for with the login of their address, which nothing shows', async () => {
    const metrics = `http://who:s3cret@${address()}/metrics`;
    const output = await analyzed('analyze', `http://${address()}`, '--metrics', metrics);
    assert.equal(output.findings[0]?.retained?.mostBytes, output.clusters[0]!.count * 65_536);
    assert.doesNotMatch(JSON.stringify(output), /s3cret/);
  });

  it('are a problem entry when they cannot be had', async () => {
    const metrics = `http://${address()}/metrics`;
    const { problems } = await analyzed('analyze', `http://${address()}`, '--metrics', metrics);
    assert.match(problems.at(-1)?.reason ?? '', /failed \(HTTP 401\)\./);
  });

  it('that cannot be had are told in English in JSON, whatever the language', async () => {
    const given = ['analyze', dump, '--metrics', `http://${address()}/metrics`, '--lang', 'zh-cn'];
    assert.match((await program.run(given)).stdout, /\p{Script=Han}/u);
    assert.doesNotMatch(JSON.stringify(await analyzed(...given)), /\p{Script=Han}/u);
  });

  it('that never come leave what was captured to the one who stops a watch', async () => {
    const answer = pprof();
    const hanging = await serve((request, response) => {
      if (request.url !== '/metrics') answer(request, response);
    });
    const url = `http://127.0.0.1:${hanging.port}`;
    const { stdout } = await program.run(
      ['watch', url, '--for', '1h', '--metrics', `${url}/metrics`, '--json'],
      {
        onStart: child => {
          // The first while the metrics beside the first capture are asked for, the second beside the last.
          signalAfter(4, hanging, 'SIGINT')(child);
          signalAfter(8, hanging, 'SIGINT')(child);
        },
      },
    );
    await hanging.stop();
    assert.equal(parseOutput(stdout).captures?.length, 2);
  });

  it('are taken at both ends of a watch', async () => {
    const metrics = `http://who:s3cret@${address()}/metrics`;
    const output = await analyzed(
      'watch',
      `http://${address()}`,
      '--every',
      '200ms',
      '--for',
      '500ms',
      '--metrics',
      metrics,
    );
    assert.equal(output.findings[0]?.retained?.mostBytes, output.clusters[0]!.count * 65_536);
  });
});
