import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { sourceFactsOf } from '../../../src/core/lint/sourceFacts';
import { locateClusters } from '../../../src/core/locate/locate';
import { formatText } from '../../../src/core/report/english';
import { openSource } from '../../source/support';
import { root } from '../../support/repository';
import { cluster } from '../locate/support';

test("the demo's finding says that the receiver gives up", async () => {
  const dir = path.join(root, 'demo');
  const text = fs.readFileSync(path.join(dir, 'processor.go'), 'utf8').split('\n');
  const line = (part: string): number => text.findIndex(l => l.includes(part)) + 1;
  const file = path.join(dir, 'processor.go');
  const one = cluster(
    'send',
    [`main.(*Processor).handleTask ${file}:${line('task.ResultChan <- result')}`],
    { by: `main.(*Processor).Process ${file}:${line('go p.handleTask')}` },
  );
  const source = await openSource({ roots: [dir] });
  const location = locateClusters([one], source).get(one.signature);
  assert.ok(location);
  const facts = sourceFactsOf(one, location, source);
  source.dispose();
  assert.equal(facts?.hits.length, 1);
  const [hit] = facts.hits;
  assert.deepEqual(
    { rule: hit?.rule, line: hit?.cause.line, certain: hit?.certain, by: hit?.causeFunction },
    { rule: 'GL001', line: line('select {'), certain: true, by: 'main.(*Processor).Process' },
  );
  assert.equal(
    hit && formatText(hit.text),
    `The select at processor.go:${line('select {')} can leave without receiving, and then nobody receives.`,
  );
  assert.equal(facts.channel?.local, true);
  assert.equal(facts.channel.capacity, 0);
  assert.equal(facts.channel.madeIn?.func, 'main.(*Processor).Process');
});
