/** The sentences of core, with their numbers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatText } from '../../../src/core/report/english';

test('numbers are written as the language writes them, also those of a series over time', () => {
  const text = { id: 'growing', args: [[335, '…', 127_843], 9] };
  assert.equal(
    formatText(text),
    'Goroutines blocked here grew 335 → … → 127,843 over 9 snapshots.',
  );
  assert.match(
    formatText(text, english => english, 'de'),
    /335 → … → 127\.843 over 9/,
  );
});
