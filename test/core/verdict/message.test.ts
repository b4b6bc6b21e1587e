import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../../src/core/analyze';
import { readSnapshot } from '../../../src/core/parse/parse';
import { formatText } from '../../../src/core/report/english';

const receiver = (id: number, mark: string) =>
  `goroutine ${id} [chan receive${mark}]:\nmain.subscriber()\n\t/app/main.go:9 +0x1\ncreated by main.serve\n\t/app/main.go:5 +0x2\n`;

test('the sentence of a proof counts what is proven, not who stands beside it', () => {
  const text = [2, 3, 4, 5].map(id => receiver(id, id < 4 ? ' (leaked)' : '')).join('\n');
  const { findings } = analyze(readSnapshot(Buffer.from(text)), undefined);
  const [finding] = findings;
  assert.equal(finding?.verdict, 'proven');
  assert.match(formatText(finding.message), /^2 goroutines are permanently blocked receiving/);
});
