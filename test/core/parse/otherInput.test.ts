/** What holds no goroutine is refused by name, so that whoever gives it learns what to give instead. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainEnglish } from '../../../src/core/report/english';
import { read, readInChunks } from './support';
import { readSnapshot } from '../../../src/core/parse/parse';

const latin1 = (text: string) => Uint8Array.from(text, char => char.charCodeAt(0));

const inputs: Readonly<Record<string, readonly [text: string, reason: RegExp]>> = {
  'a zip archive': ['PK\x03\x04\x14\0\0\0dump.txt', /zip archive.*Unpack/],
  'an xz archive': ['\xfd7zXZ\0\0\x04', /not read here.*gzip or zstd/],
  'a bzip2 archive': ['BZh91AY&SY\x12', /not read here/],
  'a picture of a dump': ['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', /picture.*text/],
  'a printed page': ['%PDF-1.7\n%\xe2\xe3', /printed page/],
  'an execution trace': ['go 1.26 trace\0\0\0', /execution trace/],
  'a core dump': ['\x7fELF\x02\x01\x01\0', /dlv core/],
  'the top list of pprof': [
    'File: shop\nType: goroutine\nShowing nodes accounting for 31, 100% of 31 total\n',
    /report of go tool pprof.*made of/,
  ],
  'the raw listing of pprof': ['PeriodType: goroutine count\nPeriod: 1\n', /report of go tool/],
  'what panicparse prints': [
    '10: chan receive [5 minutes] [Created by main.main @ main.go:12]\n    main    main.go:41    wait(#3)\n',
    /panicparse/,
  ],
  'the index page': [
    '<html>\n<title>/debug/pprof/</title>\n<body>\n/debug/pprof/<br>\n<p>Types of profiles available:\n',
    /index page.*goroutine\?debug=2/,
  ],
  'a heap profile as text': ['heap profile: 3: 100 [5: 200] @ heap/1048576\n', /heap profile/],
  'a mutex profile as text': ['--- mutex:\ncycles/second=2494255279\n', /block or mutex/],
};

for (const [name, [text, reason]] of Object.entries(inputs))
  test(`${name} is refused by name`, () => {
    const bytes = latin1(text);
    for (const snapshot of [readSnapshot(bytes), readInChunks(bytes, [1])]) {
      assert.equal(snapshot.format, undefined);
      assert.match(snapshot.refused ? plainEnglish(snapshot.refused) : '', reason);
    }
  });

test('goroutines below such a text are read', () => {
  const dump = 'goroutine 7 [select]:\nmain.f()\n\t/app/main.go:3 +0x1d\n';
  const snapshot = read(`heap profile: 3: 100 [5: 200] @ heap/1048576\n\n${dump}`);
  assert.deepEqual([snapshot.read, snapshot.refused], [1, undefined]);
});
