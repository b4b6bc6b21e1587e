import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { panelStrings } from '../../src/panel/strings';
import { root } from '../support/repository';

const panel = path.join(root, 'src/panel');
const sources = (fs.readdirSync(panel, { recursive: true }) as string[])
  .filter(name => /\.tsx?$/.test(name) && name !== 'strings.ts')
  .map(name => ({ name, text: fs.readFileSync(path.join(panel, name), 'utf8') }));

test('every sentence of the panel is used, and listed once', () => {
  const all = sources.map(({ text }) => text).join('\n');
  assert.deepEqual(
    panelStrings.filter(key => !all.includes(`'${key}'`) && !all.includes(`"${key}"`)),
    [],
  );
  assert.equal(new Set(panelStrings).size, panelStrings.length);
});

test("no text reaches the page as HTML, and no colour is the panel's own", () => {
  for (const { name, text } of sources)
    assert.doesNotMatch(
      text,
      /innerHTML|insertAdjacentHTML|document\.write|['"`]#[0-9a-f]{3,8}['"`]/i,
      name,
    );
  const css = fs.readFileSync(path.join(root, 'media/panel.css'), 'utf8');
  assert.doesNotMatch(css, /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/i);
});
