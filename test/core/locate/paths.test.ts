import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { escapeModule, versionedFile } from '../../../src/core/locate/imports';
import { baseName, below, commonTail, dirName, segments } from '../../../src/core/locate/paths';

describe('a path out of a dump', () => {
  it('has parts whatever its separators are', () => {
    assert.deepEqual(segments('C:\\a\\b/c.go'), ['C:', 'a', 'b', 'c.go']);
    assert.equal(baseName('C:\\a\\c.go'), 'c.go');
    assert.equal(baseName('./main.go'), 'main.go');
    assert.equal(dirName('/a/b.go'), '/a');
    assert.equal(dirName('b.go'), '');
    assert.equal(commonTail(segments('/x/cmd/a'), segments('C:/y/cmd/a')), 2);
  });

  it('lies below a folder only on a boundary', () => {
    assert.deepEqual(below('/src/app/a.go', '/src/app'), ['a.go']);
    assert.deepEqual(below('/src/app/a.go', '/src/app/'), ['a.go']);
    assert.equal(below('/src/application/a.go', '/src/app'), undefined);
    assert.equal(below('src/app/a.go', '/src/app'), undefined);
    assert.equal(below('/src/App/a.go', '/src/app'), undefined);
    assert.deepEqual(below('c:/Src/App/a.go', 'C:\\src\\app'), ['a.go']);
    assert.deepEqual(below('/a.go', '/'), ['a.go']);
  });

  it('tells the version of its module', () => {
    assert.deepEqual(versionedFile('/go/pkg/mod/github.com/!acme/lib@v1.2.3/sub/x.go'), {
      modulePath: 'github.com/Acme/lib',
      version: '@v1.2.3',
      rel: ['sub'],
    });
    assert.equal(
      versionedFile('github.com/Acme/lib@v1.2.3/x.go')?.modulePath,
      'github.com/Acme/lib',
    );
    assert.equal(versionedFile('/home/me/project@2/x.go'), undefined);
    assert.equal(escapeModule('github.com/Acme/LIB'), 'github.com/!acme/!l!i!b');
  });
});
