/** Real Go programs, built in every way that changes the paths of a dump, against source that has moved on since. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { clusterSamples } from '../../src/core/cluster';
import type { Cluster } from '../../src/core/goroutine';
import { locateClusters, type Location } from '../../src/core/locate/locate';
import { readSnapshot } from '../../src/core/parse/parse';
import type { GoSource } from '../../src/source/goSource';
import { fixture } from '../support/repository';
import { go, openSource, realOutput, recorded, separator, temporaryFolder } from './support';

/** What each leak of the fixture is marked with, and its own function. */
const leaks = {
  send: '(*Processor).handleTask',
  select: '(*Processor).Watch',
  range: 'drain',
  mutex: '(*Ledger).Add',
  park: 'orders.Park',
  variable: 'orders.Collect',
  spawned: 'main.spawn',
  waitgroup: 'main.waitAll',
} as const;
type Leak = keyof typeof leaks;
const names = Object.keys(leaks) as Leak[];

interface Dumps {
  readonly debug1: readonly Cluster[];
  readonly debug2: readonly Cluster[];
}

/** Copies the fixture to a folder of its own. */
function copyShop(): string {
  const dir = temporaryFolder();
  fs.cpSync(fixture('source', 'shop'), dir, { recursive: true });
  return dir;
}

/** Builds the shop in `dir`, runs it, reads both text forms of its goroutine profile. */
function run(
  name: string,
  dir: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Dumps {
  const output = realOutput(name, dir, () => {
    const out = temporaryFolder();
    if (args.includes('-mod=vendor')) go(dir, ['mod', 'vendor'], env);
    go(dir, ['build', ...args, '-o', path.join(out, 'shop'), './cmd/shop'], env);
    const ran = spawnSync(path.join(out, 'shop'), [out], { encoding: 'utf8' });
    assert.equal(ran.status, 0, ran.stderr);
    const read = (file: string): string => fs.readFileSync(path.join(out, file), 'utf8');
    return read('debug2.txt') + separator + read('debug1.txt');
  });
  return dumpsOf(output);
}

function dumpsOf(output: string): Dumps {
  const [debug2 = '', debug1 = ''] = output
    .split(separator)
    .map(text => clusterSamples(readSnapshot(Buffer.from(text)).samples));
  assert.ok(debug1 && debug2);
  return { debug1, debug2 };
}

/** Where a mark stands in the workspace: `relative file:line`, or `-`. */
function marked(dir: string, mark: string): string {
  for (const file of goFilesBelow(dir)) {
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    const line = lines.findIndex(l => l.endsWith(`// ${mark}`)) + 1;
    if (line > 0) return `${path.relative(dir, file)}:${line}`;
  }
  return '-';
}

function goFilesBelow(dir: string): string[] {
  return fs
    .readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter(f => f.endsWith('.go') && !f.includes('vendor'))
    .map(f => path.join(dir, f));
}

/** The location of each leak. */
function located(clusters: readonly Cluster[], source: GoSource): Map<Leak, Location> {
  const locations = locateClusters(clusters, source);
  return new Map(
    names.map(name => {
      const mine = clusters.filter(c => c.frames.some(f => f.func.includes(leaks[name])));
      assert.equal(mine.length, 1, `one cluster for ${name}`);
      return [name, locations.get(mine[0]?.signature ?? '') as Location];
    }),
  );
}

function relative(dir: string, place: { file: string; line: number } | undefined): string {
  return place ? `${path.relative(dir, place.file)}:${place.line}` : '-';
}

/** Every leak is anchored at its mark, and its creation too. */
function assertLines(
  dir: string,
  locations: ReadonlyMap<Leak, Location>,
  reason: (leak: Leak) => string,
): void {
  for (const [leak, location] of locations) {
    const createdBy = location.related.find(r => r.role === 'createdBy');
    assert.deepEqual(
      [leak, relative(dir, location.anchor), location.anchorReason, relative(dir, createdBy)],
      [leak, marked(dir, `blocks: ${leak}`), reason(leak), marked(dir, `starts: ${leak}`)],
    );
  }
}

let original: string;
let plain: Dumps;
before(() => {
  original = copyShop();
  plain = run('plain', original, []);
});

/** A checkout that has been edited since the binary was built. */
function edited(edit: (dir: string) => void): string {
  const dir = copyShop();
  edit(dir);
  return dir;
}

function replaceIn(dir: string, file: string, from: string, to: string): void {
  const full = path.join(dir, file);
  const text = fs.readFileSync(full, 'utf8');
  assert.ok(text.includes(from), `${file} holds ${from}`);
  fs.writeFileSync(full, text.replace(from, to));
}

/** Thirty lines behind the package clause, so above everything that can wait. */
function insertLines(dir: string): void {
  for (const file of goFilesBelow(dir)) {
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, text.replace(/^package \w+$/m, '$&\n' + '\n// a new line'.repeat(30)));
  }
}

const orders = 'internal/orders/orders.go';

describe('a dump of a real program leads to the right lines', () => {
  it('when it was built where its source lies', async () => {
    const source = await openSource({ roots: [original] });
    assertLines(original, located(plain.debug2, source), () => 'exact');
  });

  it('when it was built in another folder', async () => {
    const dir = copyShop();
    const source = await openSource({ roots: [dir] });
    assertLines(dir, located(plain.debug2, source), () => 'exact');
  });

  it('when it was built on another machine', async () => {
    const dir = copyShop();
    const source = await openSource({ roots: [dir] });
    assertLines(dir, located(dumpsOf(recorded('plain')).debug2, source), () => 'exact');
  });

  it('when it was built with -trimpath', async () => {
    const dumps = run('trimpath', original, ['-trimpath']);
    const dir = copyShop();
    const source = await openSource({ roots: [dir] });
    assertLines(dir, located(dumps.debug2, source), () => 'exact');
  });

  it('when its module was vendored, though vendored code is not your own', async () => {
    const build = copyShop();
    const dumps = run('vendored', build, ['-mod=vendor'], { GOWORK: 'off' });
    const source = await openSource({ roots: [build] });
    // The queue was compiled from vendor/, but a replaced module of the workspace is where it is worked on.
    assertLines(build, located(dumps.debug2, source), () => 'exact');
  });

  it('when 30 lines were inserted above', async () => {
    const dir = edited(insertLines);
    const source = await openSource({ roots: [dir] });
    assertLines(dir, located(plain.debug2, source), () => 'moved');
  });

  it('when its files were renamed', async () => {
    const dir = edited(d => {
      fs.renameSync(path.join(d, orders), path.join(d, 'internal/orders/processor.go'));
      fs.renameSync(path.join(d, 'lib/queue/queue.go'), path.join(d, 'lib/queue/worker.go'));
    });
    const source = await openSource({ roots: [dir] });
    assertLines(dir, located(plain.debug2, source), () => 'exact');
  });

  it('when the send was moved inside its function', async () => {
    const dir = edited(d => {
      replaceIn(d, orders, '\ttask.result <- total // blocks: send\n', '');
      replaceIn(
        d,
        orders,
        '\ttotal := 0\n',
        '\ttotal := 0\n\tdefer func() {\n\t\ttask.result <- total // blocks: send\n\t}()\n',
      );
    });
    const source = await openSource({ roots: [dir] });
    const location = located(plain.debug2, source).get('send');
    assert.equal(relative(dir, location?.anchor), marked(dir, 'blocks: send'));
    assert.equal(location?.anchorReason, 'moved');
  });

  it('when an editor holds text that is not saved', async () => {
    const dir = copyShop();
    const file = path.join(dir, orders);
    const typed = '// typed\n// and typed\n' + fs.readFileSync(file, 'utf8');
    const source = await openSource({
      roots: [dir],
      openText: f => (f === file ? typed : undefined),
    });
    const location = located(plain.debug2, source).get('send');
    assert.equal(location?.anchorReason, 'moved');
    assert.match(
      typed.split('\n')[(location?.anchor?.line ?? 0) - 1] ?? '',
      /task\.result <- total/,
    );
  });

  it('when the source holds a syntax error', async () => {
    const dir = edited(d => replaceIn(d, orders, '\tl.total += n\n', '\tif l.total += ( {\n'));
    const source = await openSource({ roots: [dir] });
    assertLines(dir, located(plain.debug2, source), () => 'exact');
  });

  it('when only one folder of the repository is open', async () => {
    const dir = copyShop();
    const source = await openSource({ roots: [path.join(dir, 'internal')] });
    const location = located(plain.debug2, source).get('send');
    assert.equal(relative(dir, location?.anchor), marked(dir, 'blocks: send'));
  });
});

describe('a dump of a real program gets no line', () => {
  it('when the function is gone', async () => {
    const dir = edited(d => {
      const text = fs.readFileSync(path.join(d, orders), 'utf8');
      const gone = text.replace(/func \(p \*Processor\) handleTask[^]*?\n\}\n/, '');
      assert.notEqual(gone, text);
      fs.writeFileSync(path.join(d, orders), gone);
    });
    const source = await openSource({ roots: [dir] });
    const location = located(plain.debug2, source).get('send');
    assert.deepEqual([location?.anchor, location?.anchorReason], [undefined, 'source differs']);
    // The go statement is still there to look at.
    assert.equal(relative(dir, location?.related[0]), marked(dir, 'starts: send'));
  });

  it('when a second send makes it a guess', async () => {
    const dir = edited(d => {
      insertLines(d);
      replaceIn(d, orders, '\ttotal := 0\n', '\ttotal := 0\n\ttask.result <- total\n');
    });
    const source = await openSource({ roots: [dir] });
    const location = located(plain.debug2, source).get('send');
    assert.deepEqual([location?.anchor, location?.anchorReason], [undefined, 'source differs']);
  });

  it('when the package is gone', async () => {
    const dir = edited(d => fs.rmSync(path.join(d, 'internal'), { recursive: true }));
    const source = await openSource({ roots: [dir] });
    const location = located(plain.debug2, source).get('send');
    assert.deepEqual([location?.anchor, location?.anchorReason], [undefined, 'no file']);
  });

  it('when the workspace is another project', async () => {
    const dir = temporaryFolder();
    fs.writeFileSync(path.join(dir, 'go.mod'), 'module example.org/other\n');
    const source = await openSource({ roots: [dir] });
    for (const [leak, location] of located(plain.debug2, source)) {
      assert.equal(location.anchor, undefined, leak);
      assert.equal(location.anchorReason, 'not your code', leak);
    }
  });
});

describe('a debug=1 profile of a real program', () => {
  const kinds: Readonly<
    Record<Leak, readonly [kind: string | undefined, state: string | undefined]>
  > = {
    // Locks and wait groups are told by the names of their frames.
    send: ['send', 'chan send'],
    select: ['select', 'select'],
    range: ['recv', 'chan receive'],
    mutex: [undefined, undefined],
    park: ['select-none', 'select (no cases)'],
    variable: ['recv', 'chan receive'],
    spawned: ['recv', 'chan receive'],
    waitgroup: [undefined, undefined],
  };

  for (const [how, edit, reason] of [
    ['as it was built', () => {}, 'exact'],
    ['after 30 lines were inserted above', insertLines, 'moved'],
  ] as const) {
    it(`leads to the same lines, kinds and creators as debug=2, ${how}`, async () => {
      const dir = edited(edit);
      const source = await openSource({ roots: [dir] });
      for (const [leak, location] of located(plain.debug1, source)) {
        assert.deepEqual(
          [leak, relative(dir, location.anchor), location.anchorReason],
          [leak, marked(dir, `blocks: ${leak}`), reason],
        );
        assert.deepEqual(
          [leak, location.inferredKind, location.inferredState],
          [leak, ...kinds[leak]],
        );
        // What a variable holds the syntax cannot tell; what a library started stands in its source.
        const known = leak !== 'variable' && (leak !== 'spawned' || source.goroot);
        assert.equal(
          relative(
            dir,
            location.related.find(r => r.role === 'createdBy'),
          ),
          known ? marked(dir, `starts: ${leak}`) : '-',
          leak,
        );
      }
    });
  }

  it('names the creator as debug=2 does', async () => {
    const source = await openSource({ roots: [original] });
    const printed = located(plain.debug2, source);
    const concluded = located(plain.debug1, source);
    for (const leak of ['send', 'select', 'mutex', 'park', 'waitgroup'] as const) {
      const frame = concluded.get(leak)?.inferredCreatedBy;
      const created = printed.get(leak)?.related.find(r => r.role === 'createdBy');
      assert.deepEqual(
        [frame?.func, frame?.file, frame?.line],
        [created?.func, created?.file, created?.line],
        leak,
      );
    }
  });
});
