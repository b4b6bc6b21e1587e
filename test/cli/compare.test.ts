/** `goroutine-lens compare` on real captures of the demo service: growth, repair, mixed formats, times. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import zlib from 'node:zlib';
import { removeFolders, temporaryFolder } from '../capture/support';
import { assertConsistent, parseOutput } from '../support/jsonShape';
import type { Output } from '../support/jsonShape';
import { fixture, root } from '../support/repository';
import { assertFailed, builtProgram } from './support';

const program = builtProgram();
const dir = temporaryFolder();
after(removeFolders);

/** `leak-400.2`, `fixed.1`: a recorded capture of the demo in debug=2 or debug=1, a minute after the last one. */
let minute = 0;
function recorded(name: string): string {
  const [recording = '', debug = ''] = name.split('.');
  const packed = fs.readFileSync(
    path.join(root, 'demo', 'recorded', recording, `goroutine.debug${debug}.txt.gz`),
  );
  const file = path.join(dir, `${minute}-${name}`);
  fs.writeFileSync(file, zlib.gunzipSync(packed));
  const time = new Date(Date.UTC(2026, 0, 1, 0, minute++));
  fs.utimesSync(file, time, time);
  return file;
}

async function compared(files: readonly string[], more: readonly string[] = []) {
  const run = await program.run(['compare', ...files, ...more, '--json']);
  assert.equal(run.stderr, '');
  const output = parseOutput(run.stdout);
  assertConsistent(output);
  return { ...output, code: run.code };
}

const change = ({ changes }: Output, func: string) =>
  changes
    ?.filter(({ signature }) => signature.includes(func))
    .map(({ before: old, after: young, kind }) => `${old} → ${young} ${kind}`);

describe('a leak that grows', () => {
  let output: Output & { code: number | null };
  before(async () => {
    output = await compared([recorded('leak-400.2'), recorded('leak-2000.2')]);
  });

  it('is a change of every cluster of both ends', () => {
    assert.deepEqual(change(output, 'handleTask'), ['400 → 2000 grown']);
    const sum = (side: 'before' | 'after') =>
      output.changes?.reduce((total, one) => total + one[side], 0);
    assert.deepEqual([sum('before'), sum('after')], [427, 2027]);
    assert.equal(output.total, 2027);
    assert.equal(output.changes?.[0]?.before, 400, 'the largest difference comes first');
  });

  it('is a finding on the newest, with the counts of both', () => {
    const [worst] = output.findings;
    assert.match(worst?.clusterSignature ?? '', /handleTask/);
    assert.equal(worst?.count, 2000);
  });
});

describe('a repair', () => {
  it('is told as fixed, with the two counts', async () => {
    const { code, stdout } = await program.run([
      'compare',
      recorded('leak-2000.2'),
      recorded('fixed.2'),
    ]);
    assert.equal(code, 0);
    assert.match(stdout, /^FIXED {2}2,000 → 0 · 2,000 goroutines blocked here in chan send/m);
    assert.match(stdout, /^Changes: /m);
  });

  it('that is none is told as still there', async () => {
    const { stdout } = await program.run([
      'compare',
      recorded('leak-2000.2'),
      recorded('leak-400.2'),
    ]);
    assert.match(stdout, /^ {2}still there: 2,000 → 400$/m);
  });
});

describe('captures of several forms', () => {
  it('are matched by their stacks', async () => {
    const up = await compared([recorded('leak-400.1'), recorded('leak-2000.2')]);
    assert.deepEqual(change(up, 'handleTask'), ['400 → 2000 grown']);
    assert.deepEqual(change(up, 'main.main'), ['1 → 1 same']);
    const down = await compared([recorded('leak-2000.2'), recorded('leak-400.1')]);
    assert.deepEqual(change(down, 'handleTask'), ['2000 → 400 shrunk']);
  });

  it('keep a match when the source tells the wait of one of them', async () => {
    const output = await compared(
      [recorded('leak-400.1'), recorded('leak-2000.1')],
      ['--source', path.join(root, 'demo')],
    );
    assert.deepEqual(change(output, 'handleTask'), ['400 → 2000 grown']);
    assert.ok(
      output.clusters.some(({ signature }) => signature === output.changes?.[0]?.signature),
    );
    assert.equal(output.clusters[0]?.state, 'chan send');
    assert.equal(output.findings[0]?.anchor?.file, 'processor.go');
  });
});

describe('the order of the inputs', () => {
  it('wins over file times, and the contradiction is a problem', async () => {
    const [first, second] = [recorded('leak-400.2'), recorded('leak-2000.2')];
    const { changes, problems } = await compared([second, first]);
    assert.equal(changes?.[0]?.before, 2000);
    assert.ok(problems.some(({ line, reason }) => line === 0 && /by file time/.test(reason)));
    const inOrder = await compared([first, second]);
    assert.ok(!inOrder.problems.some(({ reason }) => /file time/.test(reason)));
  });
});

describe('a profile of leaks among full captures', () => {
  const of = (form: string) => fixture('dumps', 'go1.27.4', `leaked.${form}`);
  const [full, leaks] = [of('debug2.txt.gz'), of('goroutineleak.debug1.txt.gz')];

  it('is not compared with them: it is to be given as what it is', async () => {
    for (const inputs of [
      [full, leaks],
      [leaks, full],
    ])
      assertFailed(
        await program.run(['compare', ...inputs]),
        /leaked\.goroutineleak\.debug1\.txt\.gz lists leaked goroutines alone: give it with --leak\./,
      );
    assert.notEqual((await program.run(['compare', full, full, '--leak', leaks])).code, 2);
  });

  it('is compared with its like', async () => {
    const { changes } = await compared([leaks, leaks]);
    assert.ok(changes?.length && changes.every(({ kind }) => kind === 'same'));
  });
});
