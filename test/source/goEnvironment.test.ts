import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { findGoEnvironment } from '../../src/source/goEnvironment';
import { temporaryFolder, writeFiles } from './support';

function goroot(): string {
  const dir = temporaryFolder();
  writeFiles(dir, { 'src/runtime/proc.go': 'package runtime\n', 'bin/go': '' });
  return dir;
}

describe('GOROOT and the module cache', () => {
  it('are what the environment says', () => {
    const root = goroot();
    const cache = temporaryFolder();
    const found = findGoEnvironment({ GOROOT: root, GOMODCACHE: cache, PATH: '' });
    assert.deepEqual(found, { goroot: root, moduleCache: cache });
  });

  it('are found behind the go on PATH, links resolved, and below GOPATH', () => {
    const root = goroot();
    const bin = temporaryFolder();
    fs.symlinkSync(path.join(root, 'bin/go'), path.join(bin, 'go'));
    const gopath = temporaryFolder();
    fs.mkdirSync(path.join(gopath, 'pkg/mod'), { recursive: true });
    const found = findGoEnvironment({ PATH: `relative:${bin}`, GOPATH: gopath, GOENV: 'off' });
    assert.deepEqual(found, { goroot: root, moduleCache: path.join(gopath, 'pkg/mod') });
  });

  it('are what go env -w has written', () => {
    const root = goroot();
    const cache = temporaryFolder();
    const file = path.join(temporaryFolder(), 'env');
    fs.writeFileSync(file, `GOROOT=${root}\nGOMODCACHE=${cache}\n`);
    assert.deepEqual(findGoEnvironment({ PATH: '', GOENV: file }), {
      goroot: root,
      moduleCache: cache,
    });
  });

  it('are passed over when they do not exist', () => {
    const found = findGoEnvironment({
      GOROOT: '/no/such',
      PATH: '/no/such',
      GOMODCACHE: '/no/such',
    });
    assert.notEqual(found.goroot, '/no/such');
    assert.notEqual(found.moduleCache, '/no/such');
  });
});
