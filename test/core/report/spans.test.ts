import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatText } from '../../../src/core/report/english';
import { spanText } from '../../../src/core/report/spans';

test('from two hours on hours are told, from two days on days', () => {
  const told = (minutes: number) => formatText(spanText(minutes));
  assert.deepEqual([0, 47, 119].map(told), ['0 min', '47 min', '119 min']);
  assert.deepEqual([120, 1_119, 2_879].map(told), ['2 h', '18 h 39 min', '47 h 59 min']);
  assert.deepEqual([2_880, 10_000, 1_000_000].map(told), ['2 d', '6 d 22 h', '694 d 10 h']);
});
