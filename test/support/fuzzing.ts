/**
 * How long the fuzz tests run, and from which seed. The unit tests run a fixed seed; `npm run fuzz` sets another one and
 * more runs.
 */
const environment = process.env;

export const seed = Number(environment['GOROUTINE_LENS_FUZZ_SEED'] ?? 20_260_301);

const factor = Number(environment['GOROUTINE_LENS_FUZZ_FACTOR'] ?? 1);

/** True for the long run, where times are compared too. */
export const isLongRun = factor > 1;

/** Options of `fc.assert`: `numRuns` in the unit tests, a multiple of it in the long run. */
export function runs(numRuns: number): { readonly seed: number; readonly numRuns: number } {
  return { seed, numRuns: numRuns * factor };
}
