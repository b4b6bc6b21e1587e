import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ruleTexts } from '../../src/core/report/ruleTexts';
import { root } from '../support/repository';

test('the page of rules names every pattern that a finding can name', () => {
  const page = fs.readFileSync(path.join(root, 'docs', 'rules.md'), 'utf8');
  const named = new Set(page.match(/\bGL\d{3}b?\b/g));
  const said = new Set(Object.keys(ruleTexts).map(id => id.split('.')[0] ?? ''));
  assert.deepEqual([...named].sort(), [...said].sort());
});
