/** Every recorded dump as JSON: its keys, and what must hold between them. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { analyze, analyzeSeries } from '../../../src/core/analyze';
import type { Analysis } from '../../../src/core/goroutine';
import { joinProfiles } from '../../../src/core/join';
import { readSnapshot } from '../../../src/core/parse/parse';
import { capturesOf } from '../../../src/core/series';
import { toJson } from '../../../src/core/report/json';
import { assertConsistent, parseOutput } from '../../support/jsonShape';
import type { Output } from '../../support/jsonShape';
import { fixture } from '../../support/repository';
import { contents, dumpsIn, read } from '../parse/support';

const jsonOf = (analysis: Analysis): Output =>
  parseOutput(JSON.stringify(toJson(analysis, { sourceDir: undefined })));

/** As the command line analyses one input. */
function outputOf(bytes: Uint8Array): Output {
  const joined = joinProfiles([readSnapshot(bytes)]);
  const captures = capturesOf(joined, { takenAtMs: undefined, timeFrom: undefined }, 'input');
  const whole = captures.length > 1 ? joined : undefined;
  return jsonOf(
    analyzeSeries(captures, { source: undefined, leak: undefined, ...(whole && { whole }) }),
  );
}

const folders = [
  fixture('text'),
  ...fs
    .readdirSync(fixture('dumps'), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && entry.name.startsWith('go1.'))
    .map(entry => path.join(fixture('dumps'), entry.name)),
];
for (const folder of folders)
  test(`every dump of ${path.basename(folder)} has the documented keys, and adds up`, () => {
    for (const file of dumpsIn(folder)) {
      try {
        assertConsistent(outputOf(contents(file)));
      } catch (error) {
        assert.fail(`${path.basename(file)}: ${(error as Error).message}`);
      }
    }
  });

test('a dump that is cut anywhere, or damaged, still adds up', () => {
  const bytes = contents(fixture('dumps', 'go1.27.4', 'waits.debug2.txt.gz'));
  for (let at = 1; at < bytes.length; at += 397) {
    assertConsistent(outputOf(bytes.subarray(0, at)));
    const damaged = Uint8Array.from(bytes);
    damaged.fill(0x5b, at, at + 40);
    assertConsistent(outputOf(damaged));
  }
});

test('without a source nothing is located, and that is said', () => {
  for (const { anchor, anchorReason, related } of outputOf(
    contents(fixture('dumps', 'go1.26.8', 'waits.debug2.txt.gz')),
  ).findings)
    assert.deepEqual(
      { anchor, anchorReason, related },
      {
        anchor: null,
        anchorReason: 'no file',
        related: [],
      },
    );
});

test('at most fifty values of a label are listed, the others are summed up', () => {
  const groups = Array.from(
    { length: 80 },
    (_, i) =>
      `1 @ 0x10 0x20 0x30\n# labels: {"id":"v${i}"}\n#\t0x2f\tmain.f+0x1\t/a.go:${i % 2 ? 1 : 2}\n`,
  );
  const { clusters } = outputOf(
    new TextEncoder().encode(`goroutine profile: total 80\n${groups.join('\n')}`),
  );
  assert.equal(clusters.length, 2);
  const text = `goroutine profile: total 60\n${groups.filter((_, i) => i % 2).join('\n')}${groups
    .filter((_, i) => i % 2)
    .join('\n')
    .replaceAll('"v', '"w')}`;
  const [largest] = outputOf(new TextEncoder().encode(text)).clusters;
  const values = largest?.labels['id'] ?? {};
  assert.equal(Object.keys(values).length, 51);
  assert.equal(values['…'], 30);
});

test('a label called __proto__ is a label', () => {
  const profile =
    'goroutine profile: total 1\n1 @ 0x10 0x20\n# labels: {"__proto__":"x"}\n#\t0x1f\tmain.f+0x1\t/a.go:1\n';
  const text = JSON.stringify(toJson(analyze(read(profile), undefined), { sourceDir: undefined }));
  assert.match(text, /"labels":\{"__proto__":\{"x":1\}\}/);
});

test('the same dump gives the same text, whatever the order of its goroutines', () => {
  const block = (id: number, line: number) =>
    `goroutine ${id} [select]:\nmain.f(0x1)\n\t/app/a.go:${line} +0x1d\n`;
  const blocks = [block(3, 9), block(4, 9), block(5, 8), block(6, 7)];
  const text = (order: readonly string[]) =>
    JSON.stringify(toJson(analyze(read(order.join('\n')), undefined), { sourceDir: undefined }));
  assert.equal(text(blocks), text([...blocks].reverse()));
});
