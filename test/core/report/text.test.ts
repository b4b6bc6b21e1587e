/** The text report: what an engineer reads first, and what no terminal may obey. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze, analyzeSeries } from '../../../src/core/analyze';
import type { Capture } from '../../../src/core/analyze';
import { clusterSamples } from '../../../src/core/cluster';
import { fixedFindings } from '../../../src/core/fixed';
import { toText } from '../../../src/core/report/text';
import type { TextOptions } from '../../../src/core/report/text';
import { widthOf, wrapped } from '../../../src/core/report/wrap';
import { read } from '../parse/support';

const options: TextOptions = {
  sourceDir: undefined,
  translate: (english, ...args) =>
    english.replace(/\{(\d)\}/g, (hole, index: string) => String(args[Number(index)] ?? hole)),
  locale: 'en',
  paint: (style, text) => (style === 'dim' ? text : `<${style}>${text}</${style}>`),
};

function blocked(count: number, op: string, at = 12): string {
  return Array.from(
    { length: count },
    (_, i) =>
      `goroutine ${i + 40} [${op}]:\nmain.f(0x1)\n\t/app/a.go:${at} +0x1d\ncreated by main.start in goroutine 9\n\t/app/a.go:3 +0x1d\n`,
  ).join('\n');
}

function capture(text: string): Capture {
  const { samples, ...snapshot } = read(text);
  return { snapshot, clusters: clusterSamples(samples), takenAtMs: undefined, timeFrom: undefined };
}

const textOf = (dump: string, more: Partial<TextOptions> = {}) =>
  toText(analyze(read(dump), undefined), { ...options, ...more });

describe('the text report', () => {
  it('names a proven leak first, with its place, reason and creation site', () => {
    assert.equal(
      textOf(blocked(3, 'chan send (nil chan)')),
      [
        '<bold>3 goroutines (3 read) · debug=2 · go ≥1.21 · 1 cluster</bold>',
        '',
        '<red>PROVEN</red>  3 goroutines are permanently blocked sending on a nil channel (started at a.go:3).',
        '  /app/a.go:12 main.f',
        '  - A send on a nil channel blocks forever, by the language.',
        '  started at /app/a.go:3 main.start',
        '',
      ].join('\n'),
    );
  });

  it('does not call harmless what it could not judge', () => {
    const text = textOf(blocked(1, 'select'));
    assert.match(text, /No leak suspects, but 1 goroutine could not be judged/);
    assert.match(text, /unknown {2}1 goroutine · 1 cluster\n {2}1 × select main\.f/);
  });

  it('says what was lost, by line, and counts "at least"', () => {
    const text = textOf(`${blocked(2, 'select')}\ngoroutine 3 [chan send]:\nmain.f(0x1`);
    assert.match(text, /^<bold>at least 3 goroutines/);
    assert.match(text, /^line \d+: /m);
  });

  it('has the two counts of what is still there, new, and fixed', () => {
    const captures = [
      capture(blocked(2000, 'chan send', 1) + '\n' + blocked(1500, 'chan send', 2)),
      capture(blocked(2500, 'chan send', 1) + '\n' + blocked(1200, 'chan send', 3)),
    ];
    const analysis = analyzeSeries(captures, { source: undefined, leak: undefined });
    const text = toText(analysis, { ...options, fixed: fixedFindings(captures) });
    assert.match(text, /^ {2}still there: 2,000 → 2,500$/m);
    assert.match(text, /^ {2}new: 0 → 1,200$/m);
    assert.match(text, /^<green>FIXED<\/green> {2}1,500 → 0 · 1,500 goroutines blocked here/m);
    assert.match(text, /^Changes: 1 new, 1 grown, 1 gone$/m);
  });

  it('shows hostile names as text', () => {
    const text = textOf(
      blocked(3, 'chan send (nil chan)').replaceAll('main.', 'main.\u001b]0;x\u0007\u202e'),
    );
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
  });

  it('puts a watch into one line', () => {
    const captures = Array.from({ length: 20 }, (_, i) => ({
      atMs: i * 1000,
      profile: 'goroutine?debug=1',
      total: 100 + i,
    }));
    assert.match(
      textOf(blocked(1, 'select'), { captures }),
      /^20 captures in 19 s: 100 → 101 → 102 → 103 → … → 116 → 117 → 118 → 119$/m,
    );
  });
});

describe('a wrapped text', () => {
  it('fits into 100 columns and loses nothing', () => {
    const text = 'word '.repeat(60).trim();
    const lines = wrapped(text, '  - ');
    assert.ok(lines.every(line => widthOf(line) <= 100));
    assert.equal(lines.map(line => line.slice(4)).join(' '), text);
  });

  it('fits in Chinese, where a character takes two columns and a line does not begin with a full stop', () => {
    const lines = wrapped('启动它们的协程已不存在。'.repeat(12), '  - ');
    assert.ok(lines.length > 1 && lines.every(line => widthOf(line) <= 100));
    assert.ok(lines.every(line => !/^\s*[。，：；]/.test(line)));
  });

  it('leaves a long path whole', () => {
    const file = `/${'a'.repeat(200)}.go:12`;
    assert.deepEqual(wrapped(file, '  '), [`  ${file}`]);
  });
});
