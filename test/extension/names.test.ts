import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeLabel, plain, shortName } from '../../src/extension/names';

test('a name out of a dump cannot become a link of a notification', () => {
  for (const text of [
    '/build/[click](command:workbench.action.quit)/a.go',
    '[a](https://example.com)',
    '[[a]](file:///etc/passwd "x")',
  ]) {
    // How VS Code finds links in a message (parseLinkedText).
    assert.match(text, /\[([^\]]+)\]+\((?:https?:\/\/|command:|file:)/);
    assert.doesNotMatch(plain(text), /\]\(/);
  }
});

test('characters that reorder, hide or break a line are shown instead', () => {
  assert.equal(shortName('example.com/a.b\u202e\u200bc'), 'a.b\\u202e\\u200bc');
  assert.equal(placeLabel({ file: '/x/a\u202eog.exe', line: 3 }), 'a\\u202eog.exe:3');
  assert.equal(plain('a\nb'), 'a\\u000ab');
  assert.equal(plain('x'.repeat(500)).length, 200);
});
