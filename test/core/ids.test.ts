/** Lists and counts of what a million goroutines print: fast ways that must say what the plain ones say. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NumberCounts } from '../../src/core/counts';
import { ascendingIds, distinctIds } from '../../src/core/ids';

const id = fc.oneof(fc.nat(40), fc.nat(1000), fc.nat(2 ** 31), fc.nat(2 ** 50));
const lists = fc.oneof(
  fc.array(fc.array(id, { maxLength: 30 }), { maxLength: 4 }),
  fc.array(fc.array(fc.nat(60), { maxLength: 40 }), { maxLength: 4 }),
);
const columns = (values: readonly (readonly number[])[]): Float64Array[] =>
  values.map(list => Float64Array.from(list));
const byNumber = (a: number, b: number): number => a - b;

test('ids are listed ascending, repeated ones as often as they come, unknown ones not', () => {
  fc.assert(
    fc.property(lists, values => {
      const expected = values
        .flat()
        .filter(one => one > 0)
        .sort(byNumber);
      assert.deepEqual([...ascendingIds(columns(values))], expected);
    }),
  );
});

test('distinct ids are listed ascending, each once', () => {
  fc.assert(
    fc.property(lists, values => {
      const expected = [...new Set(values.flat().filter(one => one > 0))].sort(byNumber);
      assert.deepEqual([...distinctIds(columns(values))], expected);
    }),
  );
});

test('numbers are counted, small and large, over several columns', () => {
  fc.assert(
    fc.property(lists, fc.nat(3), (values, least) => {
      const counts = new NumberCounts();
      columns(values).forEach(column => counts.add(column, least));
      const expected = new Map<number, number>();
      for (const value of values.flat())
        if (value >= least) expected.set(value, (expected.get(value) ?? 0) + 1);
      const entries = [...expected].sort((a, b) => a[0] - b[0]);
      assert.deepEqual(counts.ascending(), entries);
      const most = [...entries].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 3);
      assert.deepEqual(counts.mostFirst(3), most);
    }),
  );
});
