/** Where the repository lies: bundled tests run from out/test. */
import path from 'node:path';

/** The repository's root folder; `scripts/unit.mjs` sets it. */
export const root = process.env['GOROUTINE_LENS_ROOT'] ?? process.cwd();

export const fixture = (...parts: string[]): string =>
  path.join(root, 'test', 'fixtures', ...parts);
