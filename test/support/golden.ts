/** Golden files: whole results, written only when asked to. */
import assert from 'node:assert/strict';
import fs from 'node:fs';

/**
 * Compares `value`, as JSON, with the file `base + '.golden.json'`. `UPDATE_GOLDEN=1` writes it; a missing file fails, so
 * that a mistyped name cannot pass.
 */
export function expectGolden(base: string, value: unknown): void {
  const file = `${base}.golden.json`;
  const actual = JSON.stringify(value, undefined, 1) + '\n';
  if (process.env['UPDATE_GOLDEN'] === '1') {
    fs.writeFileSync(file, actual);
    return;
  }
  assert.ok(fs.existsSync(file), `${file} is missing: run with UPDATE_GOLDEN=1 and read it`);
  assert.deepEqual(JSON.parse(actual), JSON.parse(fs.readFileSync(file, 'utf8')));
}
