/** `goroutine-lens check`: what a use of a program leaves behind. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { start, stopAll } from '../capture/outcome';
import { pprof } from '../capture/support';
import type { Running } from '../capture/support';
import { assertConsistent, parseOutput } from '../support/jsonShape';
import { assertFailed, builtProgram, signalAfter } from './support';

const program = builtProgram();
after(stopAll);

const quick = ['--settle', '100ms'];
const block = (id: number, func: string): string =>
  `goroutine ${id} [chan send]:\nmain.${func}(0xc000012345)\n\t/src/main.go:6 +0x1d\ncreated by main.main in goroutine 1\n\t/src/main.go:16 +0x2f\n`;

/** A program that is asked for full stacks three times: before, after the use, and when it has settled. */
function used(captures: readonly (readonly number[])[]): Promise<Running> {
  let asked = 0;
  return start(
    pprof((profile, _, response) => {
      if (profile !== 'goroutine?debug=2') return false;
      const ids = captures[asked++] ?? [];
      response.end(ids.map(id => block(id, 'send')).join('\n'));
      return true;
    }),
  );
}

describe('a leak check', () => {
  it('waits for Enter and names who was started by the use and stayed', async () => {
    const server = await used([[1], [1, 40, 41, 42], [1, 40, 42, 90]]);
    const run = await program.run(['check', `http://localhost:${server.port}`, ...quick], {
      input: '\n',
    });
    assert.match(run.stderr, /Use the feature now, then press Enter/);
    assert.match(
      run.stdout,
      /2 goroutines were started by the use and are still here:\n {2}2 × chan send main\.send/,
    );
  });

  it('uses the feature with a command, whose words stay out of the output', async () => {
    const server = await used([[1], [1, 40, 41], [1, 40, 41]]);
    const run = await program.run([
      'check',
      `http://localhost:${server.port}`,
      '--run',
      'echo used',
      '--json',
      ...quick,
    ]);
    assert.equal(run.stderr, 'used\n');
    const output = parseOutput(run.stdout);
    assertConsistent(output);
    assert.deepEqual(
      output.survivors?.map(({ count, by }) => [count, by]),
      [[2, 'ids']],
    );
    assert.equal(output.survivors?.[0]?.signature, output.clusters[0]?.signature);
    assert.equal(output.captures?.length, 3);
  });

  it('does not take a restarted program for the same one', async () => {
    const ids = Array.from({ length: 40 }, (_, i) => 2 * i + 5);
    const others = ids.map(id => id + 1);
    const server = await used([
      [1, ...ids],
      [1, ...others],
      [1, ...others],
    ]);
    const url = `http://localhost:${server.port}`;
    const run = await program.run(['check', url, '--run', 'true', '--json', ...quick]);
    const output = parseOutput(run.stdout);
    assert.equal(output.survivors, undefined);
    const reasons = output.problems.map(({ reason }) => reason).join('\n');
    assert.match(reasons, /The program was restarted in between: who stayed cannot be told/);
  });

  it('says that nothing stayed', async () => {
    const server = await used([[1], [1, 40, 41], [1]]);
    const run = await program.run([
      'check',
      `http://localhost:${server.port}`,
      '--run',
      'true',
      ...quick,
    ]);
    assert.match(run.stdout, /No goroutine outlived its use/);
    assert.equal(run.code, 0);
  });

  it('ends with 2 when the command fails, when nothing answers, and when it is interrupted', async () => {
    const server = await used([[1]]);
    const url = `http://localhost:${server.port}`;
    assertFailed(
      await program.run(['check', url, '--run', 'exit 3', ...quick]),
      /The command that uses the feature failed with 3: exit 3/,
    );
    assertFailed(await program.run(['check', 'http://localhost:1']), /Nothing is listening/);
    const interrupted = await program.run(['check', url, '--run', 'sleep 60', ...quick], {
      onStart: signalAfter(3, server, 'SIGINT'),
    });
    assertFailed(interrupted, /Stopped/);
  });
});
