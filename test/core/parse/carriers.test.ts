/**
 * Recorded dumps in all that carries them to whoever has to read them: logs, terminals, pages, mails. What is read has to be
 * what is read of the dump itself; a carrier that cannot be undone is not in this list.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { clusterSamples } from '../../../src/core/cluster';
import type { Snapshot } from '../../../src/core/goroutine';
import { readSnapshot } from '../../../src/core/parse/parse';
import { assertAccounted } from './account';
import { bytesOf, contents } from './support';

const dumps = path.resolve('test/fixtures/dumps');

/** Recordings of each format, and of the oldest, a middle and the newest Go. */
const recordings = [
  'go1.18.10/shapes.debug2.txt.gz',
  'go1.18.10/waits-crash.sigquit.txt.gz',
  'go1.20.14/crash-panic.txt.gz',
  'go1.22.12/shapes.sigquit.txt.gz',
  'go1.26.8/labels-shown.debug2.txt.gz',
  'go1.27.4/healthy.debug2.txt.gz',
  'go1.27.4/waits.debug2.txt.gz',
  'go1.27.4/cgo.sigquit.txt.gz',
  'go1.27.4/labels-shown.sigquit.txt.gz',
  'go1.27.4/shapes.debug1.txt.gz',
  'go1.27.4/labels.debug1.txt.gz',
  'go1.27.4/leaked.goroutineleak.debug1.txt.gz',
  'go1.27.4/crash-panic.txt.gz',
  'go1.27.4/fatal-errors.txt.gz',
  'go1.27.4/fatal-maps.txt.gz',
  'go1.27.4/timeout.txt.gz',
  'go1.27.4/panics.sigquit.txt.gz',
  'go1.27.4/races.txt.gz',
  'go1.27.4/goleak.txt.gz',
  'go1.27.4/delve-list.txt.gz',
  'go1.27.4/delve-stacks.txt.gz',
];

const each = (write: (line: string, index: number) => string) => (text: string) =>
  text.replace(/\n$/, '').split('\n').map(write).join('\n') + '\n';
const second = (index: number) => String(index % 60).padStart(2, '0');
const json = (value: unknown) => JSON.stringify(value);
/** A terminal that is `width` columns wide. */
const cut = (line: string, width: number) => line.match(new RegExp(`.{1,${width}}`, 'g')) ?? [''];
/** A string as Python prints it. */
const python = (text: string) =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\t', '\\t')}'`;
const entities = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const carriers: Readonly<Record<string, (text: string) => string>> = {
  'carriage returns': text => text.replaceAll('\n', '\r\n'),
  'tabs as blanks': text => text.replaceAll('\t', '        '),
  'a byte order mark': text => `\ufeff${text}`,
  'a quoting mail': each(line => `> ${line}`),
  'a Go comment': each(line => `\t// ${line}`.trimEnd()),
  'a shell comment': each(line => `# ${line}`.trimEnd()),
  'an added diff': each(line => `+${line}`),
  'grep -n': each((line, i) => `${i + 1}:${line}`),
  'cat -n': each((line, i) => `${String(i + 1).padStart(6)}\t${line}`),
  'kubectl logs --timestamps': each(
    (line, i) => `2026-01-02T15:04:${second(i)}.123456789Z ${line}`,
  ),
  'a container runtime': each((line, i) => `2026-01-02T15:04:${second(i)}.12Z stderr F ${line}`),
  journald: each((line, i) => `Nov 24 20:13:${second(i)} web1 shopd[812]: ${line}`),
  'docker compose': each(line => `web-1  | ${line}`),
  stern: each(line => `shop-7d9f8 app ${line}`),
  'docker json-file': each((line, i) =>
    json({ log: `${line}\n`, stream: 'stderr', time: `2026-01-02T15:04:${second(i)}Z` }),
  ),
  'structured lines': each(line => json({ level: 'error', msg: line })),
  'a field of JSON': text => `${json({ level: 'error', stack: text })}\n`,
  'a field of JSON, cut by a terminal': text =>
    `${cut(json({ level: 'error', stack: text }), 120).join('\n')}\n`,
  'text of logrus': text => `time="2026-01-02T15:04:05Z" level=error msg=${json(text)}\n`,
  rsyslog: text =>
    `Nov 24 20:13:01 web1 shopd: ${text.replaceAll('\n', '#012').replaceAll('\t', '#011')}\n`,
  'colours around each line': each(line => `\u001b[31m${line}\u001b[0m`),
  'markdown fences': text => `It hangs:\n\n\`\`\`\n${text}\`\`\`\n\nSee above.\n`,
  'a quoted list': text =>
    `[\n${text
      .split('\n')
      .map(line => `  ${json(line)},`)
      .join('\n')}\n]\n`,
  'a page with breaks': text => `<p>${entities(text).replaceAll('\n', '<br>\n')}</p>\n`,
  'a block of YAML': text =>
    `message: |\n${each(line => `    ${line}`.trimEnd())(text)}reason: Error\n`,
  'a string of YAML': text =>
    `    message: ${json(text).replace(/.{80}[^\\ ](?=\S)/g, part => `${part}\\\n      `)}\n    reason: Error\n`,
  'a cell of CSV': text => `time,message\n15:04:05,"${text.replaceAll('"', '""')}"\n`,
  'a JUnit report': text =>
    `<testcase name="TestShop">\n<failure message="Failed">${entities(text)}</failure>\n</testcase>\n`,
  'go test -json': each(line =>
    json({ Time: '2026-01-02T15:04:05Z', Action: 'output', Package: 'shop', Output: `${line}\n` }),
  ),
  'a preformatted page': text => `<html><body><pre>${entities(text)}</pre></body></html>\n`,
  'an indented quotation': each(line => `    ${line}`.trimEnd()),
  'a table of text': each(line => `| ${line.padEnd(100)} |`),
  'a browser console': each(line => `wasm_exec.js:22 ${line}`),
  'a build server': each((line, i) => `[2026-01-02T15:04:${second(i)}.123Z] ${line}`),
  'a ticket': text => `{noformat}\n${text}{noformat}\n`,
  'a list of Python': text => `[${text.split('\n').map(python).join(', ')}]\n`,
  'bytes of Python': text => `b${python(text)}\n`,
  'numbered lines of a page': each((line, i) => `${String(i + 1).padStart(4)} | ${line}`),
  'trailing blanks': each(line => line.padEnd(120)),
  'a terminal of 100 columns': text =>
    text
      .split('\n')
      .flatMap(line => cut(line.replaceAll('\t', '        '), 100))
      .join('\n'),
  'test output': each(line => `    leak_test.go:30: ${line}`),
};

/** What a carrier does to these nobody can undo: where a line was cut in two inside a label or a listing, nothing tells. */
const lossy: Readonly<Record<string, RegExp>> = {
  'a terminal of 100 columns': /delve|labels/,
};

test('what carries a dump does not change what is read of it', async t => {
  for (const recording of recordings) {
    const text = new TextDecoder().decode(contents(path.join(dumps, recording)));
    const bare = read(text);
    assert.ok(bare.read > 0, recording);
    for (const [carrier, carry] of Object.entries(carriers)) {
      if (lossy[carrier]?.test(recording)) continue;
      await t.test(`${recording} in ${carrier}`, () => {
        const carried = read(carry(text));
        assertAccounted(carried);
        assert.deepEqual(said(carried), said(bare));
      });
    }
  }
});

const read = (text: string): Snapshot => readSnapshot(bytesOf(text));

/** Counts, and each cluster by its signature, with its ids. */
function said({ total, read: goroutines, samples }: Snapshot) {
  const clusters = clusterSamples(samples).map(({ signature, count, ids, createdBy }) => ({
    signature,
    count,
    ids: [...ids],
    createdBy,
  }));
  return { total, read: goroutines, clusters };
}
