import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { frameOrigin, openFrameResolver, resolveFrame } from '../../../src/core/locate/locate';
import type { SourcePort } from '../../../src/core/locate/port';
import { temporaryFolder, writeFiles } from '../../source/support';
import { cluster, frame, workspace } from './support';

const mod = 'module example.com/shop\n\ngo 1.25\n';
const own = 'package shop\n\nfunc Run() {\n\tselect {}\n}\n';

/** The port with another GOROOT and module cache than this machine's. */
function withCaches(source: SourcePort, goroot: string, moduleCache: string): SourcePort {
  return new Proxy(source, {
    get(target, key) {
      if (key === 'goroot') return goroot;
      if (key === 'moduleCache') return moduleCache;
      if (key === 'mayOpen')
        return (file: string) =>
          target.mayOpen(file) ||
          (fs.existsSync(file) && (file.startsWith(goroot) || file.startsWith(moduleCache)));
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** `file:line how`, the file below one of the folders. */
function resolved(text: string, port: SourcePort, ...dirs: string[]): string {
  const found = resolveFrame(frame(text), port);
  if (found.kind === 'ambiguous') return `ambiguous ${found.candidates.length}`;
  if (found.kind === 'none') return 'none';
  const dir = dirs.find(d => found.place.file.startsWith(d + path.sep)) ?? '';
  return `${path.relative(dir, found.place.file)}:${found.place.line} ${found.how}`;
}

describe('clicking a frame of own code', () => {
  it('opens the recorded line of its function', async () => {
    const { dir, source } = await workspace({ 'go.mod': mod, 'run.go': own });
    assert.equal(resolved('example.com/shop.Run /src/run.go:4', source, dir), 'run.go:4 exact');
  });

  it('opens the function when it has moved away from the line, wherever the package has it', async () => {
    const text = own.replace('\n\n', '\n\n' + '// a line\n'.repeat(30));
    const { dir, source } = await workspace({ 'go.mod': mod, 'renamed.go': text });
    assert.equal(
      resolved('example.com/shop.Run /src/run.go:4', source, dir),
      'renamed.go:33 moved',
    );
  });

  it('opens the file when the function is gone, at a line that exists', async () => {
    const { dir, source } = await workspace({ 'go.mod': mod, 'run.go': own });
    assert.equal(resolved('example.com/shop.Gone /src/run.go:2', source, dir), 'run.go:2 differs');
    assert.equal(
      resolved('example.com/shop.Gone /src/run.go:999', source, dir),
      'run.go:6 differs',
    );
  });

  it('asks which when two programs have such a main', async () => {
    const main = 'package main\n\nfunc main() {\n\tselect {}\n}\n';
    const { dir, source } = await workspace({
      'go.mod': mod,
      'a/main.go': main,
      'b/main.go': main,
    });
    assert.equal(resolved('main.main /app/main.go:4', source, dir), 'ambiguous 2');
    assert.equal(resolved('main.main /app/b/main.go:4', source, dir), 'b/main.go:4 exact');
  });
});

describe('clicking a frame of a library', () => {
  it('opens the version it was built from in the module cache', async () => {
    const cache = temporaryFolder();
    writeFiles(cache, {
      'github.com/!acme/!lib@v1.2.3/sub/x.go': 'package sub\n\nfunc F() {\n}\n',
      'github.com/!acme/!lib@v1.3.0/sub/x.go': 'package sub\n',
    });
    const { source } = await workspace({ 'go.mod': mod });
    const port = withCaches(source, '/no/goroot', cache);
    const want = 'github.com/!acme/!lib@v1.2.3/sub/x.go:3 exact';
    for (const file of [
      '/home/build/go/pkg/mod/github.com/!acme/!lib@v1.2.3/sub/x.go',
      '/caches/mod/github.com/!acme/!lib@v1.2.3/sub/x.go',
      'github.com/Acme/Lib@v1.2.3/sub/x.go',
      'C:/Users/x/go/pkg/mod/github.com/!acme/!lib@v1.2.3/sub/x.go',
    ])
      assert.equal(resolved(`github.com/Acme/Lib/sub.F ${file}:3`, port, cache), want, file);
    assert.equal(
      resolved('github.com/Acme/Lib/sub.F github.com/Acme/Lib@v9.9.9/sub/x.go:3', port, cache),
      'none',
    );
  });

  it('opens the vendored copy', async () => {
    const { dir, source } = await workspace({
      'go.mod': mod,
      'vendor/example.org/yaml.v3/y.go': 'package yaml\n\nfunc F() {\n}\n',
    });
    const text = 'example.org/yaml%2ev3.F /build/vendor/example.org/yaml.v3/y.go:3';
    assert.equal(resolved(text, source, dir), 'vendor/example.org/yaml.v3/y.go:3 exact');
  });

  it('opens Go itself, also where the symbol names another package than the file', async () => {
    const goroot = temporaryFolder();
    writeFiles(goroot, {
      'src/net/http/server.go': 'package http\n\nfunc (c *conn) serve() {\n}\n',
      'src/sync/mutex.go': 'package sync\n',
      'src/runtime/sema.go': 'package runtime\n\nfunc sync_runtime_Semacquire() {\n}\n',
    });
    const { source } = await workspace({ 'go.mod': mod });
    const port = withCaches(source, goroot, '/no/cache');
    for (const prefix of ['/opt/build/go/src/', '', 'C:/Program Files/Go/src/'])
      assert.equal(
        resolved(`net/http.(*conn).serve ${prefix}net/http/server.go:3`, port, goroot),
        'src/net/http/server.go:3 exact',
      );
    assert.equal(
      resolved('sync.runtime_Semacquire /opt/build/go/src/runtime/sema.go:3', port, goroot),
      'src/runtime/sema.go:3 exact',
    );
  });

  it('opens nothing outside the allowed folders, whatever the dump says', async () => {
    const { dir, source } = await workspace({ 'go.mod': mod, 'run.go': own });
    const outside = temporaryFolder();
    writeFiles(outside, { 'secret.go': own });
    fs.symlinkSync(path.join(outside, 'secret.go'), path.join(dir, 'link.go'));
    for (const text of [
      `example.org/x.F ${outside}/secret.go:3`,
      `example.com/shop.Run /src/link.go:4`,
      `example.com/shop/../../etc.F ${dir}/../secret.go:3`,
      'example.org/x.F /etc/passwd:1',
      'example.org/x.F //host/share/x.go:1',
      'example.org/x.F \\\\host\\share\\x.go:1',
    ]) {
      const found = resolveFrame(frame(text), source);
      if (found.kind === 'found') assert.equal(found.place.file, path.join(dir, 'run.go'), text);
    }
    assert.equal(
      resolveFrame({ func: 'x', file: undefined, line: undefined }, source).kind,
      'none',
    );
  });
});

describe('whose code a frame is', () => {
  it('is told by its import path and its file', async () => {
    const { dir, source } = await workspace({
      'go.mod': mod,
      'run.go': own,
      'cmd/main.go': 'package main\n\nfunc main() {}\n',
      'vendor/example.org/lib/lib.go': 'package lib\n',
    });
    const origin = (text: string): string => frameOrigin(frame(text), source);
    assert.equal(origin('example.com/shop.Run /build/run.go:4'), 'own');
    assert.equal(origin('example.com/shop/sub.(*T[...]).Run.func1 /build/sub/x.go:4'), 'own');
    assert.equal(origin('main.main /build/cmd/main.go:3'), 'own');
    assert.equal(origin('main.main /build/cmd/nowhere.go:3'), 'unknown');
    assert.equal(origin('main._Cfunc_wait _cgo_gotypes.go:46'), 'unknown');
    assert.equal(origin(`example.org/lib.F ${dir}/vendor/example.org/lib/lib.go:1`), 'dependency');
    assert.equal(
      origin('example.org/lib.F /go/pkg/mod/example.org/lib@v1.0.0/lib.go:1'),
      'dependency',
    );
    assert.equal(
      origin('example.com/shop/sdk.F /go/pkg/mod/example.com/shop/sdk@v1.0.0/x.go:1'),
      'dependency',
    );
    assert.equal(origin('net/http.(*conn).serve /usr/local/go/src/net/http/server.go:1'), 'std');
    assert.equal(origin('sync.runtime_Semacquire runtime/sema.go:1'), 'std');
    assert.equal(origin('tool/x.F /build/x/f.go:1'), 'unknown');
  });

  it('is told without a source too, as far as it can be', () => {
    const origin = (text: string): string => frameOrigin(frame(text), undefined);
    assert.equal(origin('net/http.(*conn).serve /usr/local/go/src/net/http/server.go:1'), 'std');
    assert.equal(origin('time.Sleep /usr/local/go/src/runtime/time.go:1'), 'std');
    assert.equal(
      origin('example.org/lib.F /go/pkg/mod/example.org/lib@v1.0.0/lib.go:1'),
      'dependency',
    );
    assert.equal(origin('main.main /build/main.go:3'), 'unknown');
  });
});

describe('clicking a frame of the dump that is shown', () => {
  const text = `package shop

func Start(c chan int) {
	prepare()
	go Run(c)
}

func Run(c chan int) {
	prepare()
	c <- 1
}
`;
  const leak = cluster('send', ['example.com/shop.Run /src/run.go:10'], {
    by: 'example.com/shop.Start /src/run.go:5',
  });
  const shown = async (source: string): Promise<string[]> => {
    const opened = await workspace({ 'go.mod': mod, 'run.go': source });
    const resolve = openFrameResolver([leak], opened.source);
    return [...leak.frames, ...(leak.createdBy ? [leak.createdBy] : [])].map(f => {
      const found = resolve(f);
      return found.kind === 'found' ? `${found.place.line} ${found.how}` : found.kind;
    });
  };

  it('opens the line where its operation stands now', async () => {
    assert.deepEqual(await shown(text), ['10 exact', '5 exact']);
    const moved = text.replaceAll('\tprepare()\n', '');
    assert.deepEqual(await shown(moved), ['8 moved', '4 moved']);
  });

  it('says so when the operation is gone', async () => {
    const gone = text.replace('c <- 1', 'c.Send(1)');
    assert.deepEqual(await shown(gone), ['10 differs', '5 exact']);
  });

  it('resolves other frames by themselves', async () => {
    const { dir, source } = await workspace({ 'go.mod': mod, 'run.go': text });
    const found = openFrameResolver([leak], source)(frame('example.com/shop.Run /src/run.go:9'));
    assert.deepEqual(found, {
      kind: 'found',
      place: { file: path.join(dir, 'run.go'), line: 9 },
      how: 'exact',
    });
  });
});
