/** What the command line says to a command that cannot be meant: one message, and exit code 2. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertFailed, builtProgram } from './support';

const program = builtProgram();

describe('wrong usage', () => {
  const cases: readonly [readonly string[], RegExp][] = [
    [[], /give one of analyze, compare, watch, capture, check\. See --help/],
    [['analyze'], /missing required argument 'input'\. See --help\.\n$/],
    [['analyze', ''], /'' does not exist/],
    [['capture', 'http://localhost:1', '-o', ''], /'' is not an ordinary file/],
    [['analyze', 'a', 'b'], /too many arguments/],
    [['analyze', '--jsn', 'a'], /unknown option '--jsn'/],
    [['analyze', 'a', '--lang', 'fr'], /en, zh-cn/],
    [['analyze', 'a', '--source'], /argument missing/],
    [['analyze', 'a', '--source', '/no/such/folder'], /is not a folder/],
    [['analyze', 'a', '--source', ''], /'' is not a folder/],
    [['compare', 'a'], /two inputs/],
    [['compare', '-', '-'], /only once/],
    [['watch', 'http://localhost:1', '--every', 'soon'], /duration/],
    [['watch', 'http://localhost:1', '--every', '0s'], /duration/],
    [['watch', 'http://localhost:1', '--for', '-3s'], /duration/],
    [['watch', 'somewhere'], /address/],
    [['analyze', 'http://user:s3cret word@localhost:1'], /That is not an address\. Examples: http/],
    [['capture', 'user:s3cret@localhost:6060'], /localhost:6060 is not an address/],
    [['analyze', 'user:s3cret@localhost:6060'], /localhost:6060 does not exist/],
    [['watch', 'http://localhost:1/debug/pprof/heap'], /not a goroutine profile/],
    [['http://user:s3cret@localhost:1'], /is no command/],
    [['watch', 'ftp://user:s3cret@localhost:1'], /address/],
  ];
  it('ends with 2 and one message', async () => {
    const runs = cases.map(([args]) => program.run(args));
    for (const [index, run] of (await Promise.all(runs)).entries()) {
      assertFailed(run, cases[index]?.[1] ?? /never/);
      assert.doesNotMatch(run.stderr, /s3cret/);
    }
  });

  it('is not to ask for help or for the version', async () => {
    for (const args of [
      ['--help'],
      ['help'],
      ['help', 'watch'],
      ['watch', '--help'],
      ['compare', '-h'],
    ]) {
      const { code, stdout, stderr } = await program.run(args);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      assert.match(stdout, /Usage: goroutine-lens/);
    }
    for (const args of [['--version'], ['watch', '--version']])
      assert.match((await program.run(args)).stdout, /^\d+\.\d+\.\d+\n$/);
  });
});
