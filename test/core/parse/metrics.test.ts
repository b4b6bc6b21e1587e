/** What a process says of its memory and its start, in both forms that Go programs serve. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readMetrics } from '../../../src/core/parse/metrics';

const exporter = `# HELP go_memstats_heap_inuse_bytes Number of heap bytes that are in use.
# TYPE go_memstats_heap_inuse_bytes gauge
go_memstats_heap_inuse_bytes 3.1588352e+07
go_memstats_heap_inuse_bytes_total 7
go_memstats_stack_inuse_bytes{instance="a b} c"} 1.212416e+06 1700000000000\r
process_start_time_seconds 1.76401234567e+09
go_goroutines 127843
`;

describe('metrics', () => {
  it('of a Prometheus exporter give stacks, heap and start', () => {
    assert.deepEqual(readMetrics(exporter), {
      heapInUseBytes: 31_588_352,
      stackInUseBytes: 1_212_416,
      processStartMs: 1_764_012_345_670,
    });
  });

  it('of expvar give stacks and heap', () => {
    const text = JSON.stringify({
      cmdline: ['x'],
      memstats: { StackInuse: 4096, HeapInuse: 8192 },
    });
    assert.deepEqual(readMetrics(text), { stackInUseBytes: 4096, heapInUseBytes: 8192 });
  });

  it('are none where the figures are missing, or are no numbers', () => {
    for (const text of [
      '',
      '{"memstats": null}',
      '{"memstats": {"HeapInuse": "many"}}',
      '{"memstats"',
      'go_memstats_heap_inuse_bytes NaN',
      'go_memstats_heap_inuse_bytes',
      '<html>',
    ])
      assert.equal(readMetrics(text), undefined, text);
  });

  it('never throw', () => {
    fc.assert(
      fc.property(fc.string(), text => void readMetrics(`go_memstats_heap_inuse_bytes${text}`)),
    );
  });
});
