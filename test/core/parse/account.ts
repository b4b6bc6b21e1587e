/** What holds for every snapshot of every input. */
import assert from 'node:assert/strict';
import { clusterSamples } from '../../../src/core/cluster';
import type { Snapshot } from '../../../src/core/goroutine';
import { plainEnglish } from '../../../src/core/report/english';

/** Read and skipped make the total, samples and clusters make what was read, and columns are as long as the counts. */
export function assertAccounted(snapshot: Snapshot): void {
  const { total, read, samples, problems } = snapshot;
  const skipped = problems.reduce((sum, problem) => sum + problem.skipped, 0);
  assert.equal(read + skipped, total, 'read + skipped = total');
  assert.equal(sum(samples), read, 'the samples hold what was read');
  assert.equal(sum(clusterSamples(samples)), read, 'so do the clusters');
  for (const { members, count } of samples) {
    if (!members) continue;
    const rows = members.reduce((total, { ids }) => total + ids.length, 0);
    assert.equal(rows, count, 'one row for each goroutine');
    for (const page of members) {
      const columns: readonly ArrayLike<number>[] = Object.values(page);
      for (const column of columns) assert.equal(column.length, page.ids.length);
    }
  }
  for (const { line, reason, text } of problems) {
    assert.ok(Number.isInteger(line) && line >= 0 && plainEnglish(reason) !== '');
    assert.ok((text ?? '').length <= 200);
  }
}

function sum(parts: readonly { readonly count: number }[]): number {
  return parts.reduce((total, part) => total + part.count, 0);
}
