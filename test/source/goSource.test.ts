import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { openGoSource } from '../../src/source/goSource';
import { openSource, temporaryFolder, writeFiles } from './support';

describe('the modules of a workspace', () => {
  it('are those of its folders, nested ones too, the longest path first', async () => {
    const dir = temporaryFolder();
    writeFiles(dir, {
      'go.mod': '// a comment\nmodule example.com/shop // the shop\n\ngo 1.25\n',
      'lib/queue/go.mod': 'module "example.com/shop/lib/queue"\n',
      'vendor/example.org/lib/go.mod': 'module example.org/lib\n',
      'node_modules/x/go.mod': 'module example.org/x\n',
    });
    const source = await openSource({ roots: [dir] });
    assert.deepEqual(source.modules, [
      {
        path: 'example.com/shop/lib/queue',
        dir: path.join(dir, 'lib/queue'),
        own: true,
        named: false,
      },
      { path: 'example.com/shop', dir, own: true, named: true },
    ]);
  });

  it('are also those that go.work uses and replace names, by the path they replace', async () => {
    const dir = temporaryFolder();
    writeFiles(dir, {
      'go.work': 'go 1.25\n\nuse (\n\t./shop\n\t../outside // not here\n)\n',
      'shop/go.mod':
        'module example.com/shop\n\nreplace (\n\texample.org/fork v1.0.0 => ./fork\n\texample.org/b => example.org/c v1.0.0\n)\n',
      'shop/fork/go.mod': 'module example.org/original\n',
    });
    const source = await openSource({ roots: [path.join(dir, 'shop')] });
    const found = source.modules.map(m => `${m.path} ${path.relative(dir, m.dir)} ${m.named}`);
    assert.deepEqual(found, [
      'example.org/original shop/fork false',
      'example.com/shop shop true',
      'example.org/fork shop/fork false',
    ]);
  });

  it('include the one around an opened folder', async () => {
    const dir = temporaryFolder();
    writeFiles(dir, {
      'go.mod': 'module example.com/shop\n',
      'orders/orders.go': 'package orders\n',
    });
    const source = await openSource({ roots: [path.join(dir, 'orders')] });
    assert.deepEqual(
      source.modules.map(m => [m.path, m.dir, m.named]),
      [['example.com/shop', dir, true]],
    );
  });
});

describe('Go files', () => {
  it('are found by name outside vendor and hidden folders', async () => {
    const dir = temporaryFolder();
    writeFiles(dir, {
      'b/main.go': 'package main\n',
      'a/main.go': 'package main\n',
      'vendor/x/main.go': 'package main\n',
      '.git/main.go': 'package main\n',
    });
    const source = await openSource({ roots: [dir] });
    assert.deepEqual(source.filesNamed('main.go'), [
      path.join(dir, 'a/main.go'),
      path.join(dir, 'b/main.go'),
    ]);
    assert.deepEqual(source.goFiles(path.join(dir, 'vendor/x')), [
      path.join(dir, 'vendor/x/main.go'),
    ]);
    assert.deepEqual(source.goFiles(path.join(dir, 'missing')), []);
  });

  it('are read again when they change on disk', async () => {
    const dir = temporaryFolder();
    const file = path.join(dir, 'a.go');
    writeFiles(dir, { 'a.go': 'package a\n\nfunc F() {}\n' });
    const source = await openSource({ roots: [dir] });
    assert.equal(source.facts(file)?.functions[0]?.name, 'F');
    assert.equal(source.facts(file), source.facts(file));
    writeFiles(dir, { 'a.go': 'package a\n\nfunc Other() {}\n' });
    assert.equal(source.facts(file)?.functions[0]?.name, 'Other');
    fs.rmSync(file);
    assert.equal(source.facts(file), undefined);
  });

  it('are read from an editor with unsaved changes, and from the disk once it is closed', async () => {
    const dir = temporaryFolder();
    const file = path.join(dir, 'a.go');
    writeFiles(dir, { 'a.go': 'package a\n\nfunc Saved() {}\n' });
    const open = new Map([[file, 'package a\n\n\n\nfunc Typed() {}\n']]);
    const source = await openSource({ roots: [dir], openText: f => open.get(f) });
    assert.deepEqual(
      source.facts(file)?.functions.map(f => [f.name, f.startLine]),
      [['Typed', 5]],
    );
    open.delete(file);
    assert.equal(source.facts(file)?.functions[0]?.name, 'Saved');
  });

  it('that appear are found after the change is announced', async () => {
    const dir = temporaryFolder();
    writeFiles(dir, { 'a.go': 'package a\n' });
    const source = await openSource({ roots: [dir] });
    assert.deepEqual(source.filesNamed('b.go'), []);
    assert.deepEqual(source.modules, []);
    writeFiles(dir, { 'b.go': 'package a\n', 'go.mod': 'module example.com/a\n' });
    source.invalidate(path.join(dir, 'b.go'));
    assert.equal(source.filesNamed('b.go').length, 1);
    source.invalidate();
    assert.equal(source.modules.length, 1);
  });

  it('that mention a name are listed', async () => {
    const dir = temporaryFolder();
    writeFiles(dir, { 'a.go': 'package a // Needle\n', 'b.go': 'package a\n' });
    const source = await openSource({ roots: [dir] });
    assert.deepEqual(source.filesMentioning?.('Needle'), [path.join(dir, 'a.go')]);
    writeFiles(dir, { 'b.go': 'package a // Needle\n' });
    source.invalidate(path.join(dir, 'b.go'));
    assert.equal(source.filesMentioning?.('Needle')?.length, 2);
  });

  it('of absurd size, folders with their name and binary files have no facts or empty ones', async () => {
    const dir = temporaryFolder();
    writeFiles(dir, { 'big.go': 'package a\n' + '// x\n'.repeat(1_000_000) });
    fs.mkdirSync(path.join(dir, 'folder.go'));
    fs.writeFileSync(path.join(dir, 'binary.go'), Buffer.from([0, 255, 254, 1, 2, 3]));
    const source = await openSource({ roots: [dir] });
    assert.equal(source.facts(path.join(dir, 'big.go')), undefined);
    assert.equal(source.facts(path.join(dir, 'folder.go')), undefined);
    assert.deepEqual(source.facts(path.join(dir, 'binary.go'))?.functions, []);
  });
});

describe('what may be opened', () => {
  it('lies inside the workspace, links resolved', async () => {
    const dir = temporaryFolder();
    const outside = temporaryFolder();
    writeFiles(outside, { 'secret.go': 'package s\n' });
    writeFiles(dir, { 'a.go': 'package a\n' });
    fs.symlinkSync(path.join(outside, 'secret.go'), path.join(dir, 'link.go'));
    fs.symlinkSync(outside, path.join(dir, 'linked'));
    fs.symlinkSync(path.join(dir, 'a.go'), path.join(dir, 'inner.go'));
    const source = await openSource({ roots: [dir] });
    const may = (file: string): boolean => source.mayOpen(file);
    assert.equal(may(path.join(dir, 'a.go')), true);
    assert.equal(may(path.join(dir, 'inner.go')), true);
    assert.equal(may(path.join(dir, 'link.go')), false);
    assert.equal(may(path.join(dir, 'linked/secret.go')), false);
    assert.equal(may(path.join(outside, 'secret.go')), false);
    assert.equal(may(path.join(dir, '..', path.basename(outside), 'secret.go')), false);
    assert.equal(may(dir), false);
    await source.refresh({ pathMappings: [{ from: '/x', to: outside }] });
    assert.equal(may(path.join(outside, 'secret.go')), true);
  });

  it('is no network share, no relative path and nothing with a NUL', async () => {
    const dir = temporaryFolder();
    const source = await openSource({ roots: [dir] });
    for (const file of ['//host/share/a.go', '\\\\host\\share\\a.go', 'a.go', '', `${dir}/a\0.go`])
      assert.equal(source.mayOpen(file), false, file);
  });
});

describe('a workspace without the grammar', () => {
  it('has modules and files, and no facts', async () => {
    const dir = temporaryFolder();
    writeFiles(dir, { 'go.mod': 'module example.com/a\n', 'a.go': 'package a\n' });
    const source = await openGoSource({ roots: [dir], wasmDir: path.join(dir, 'nowhere') });
    assert.equal(source.modules.length, 1);
    assert.equal(source.facts(path.join(dir, 'a.go')), undefined);
  });
});
