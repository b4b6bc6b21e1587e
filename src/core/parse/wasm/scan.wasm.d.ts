/** `scan.ts` compiled: `scripts/scanner.cjs` does so where a bundle imports it. */
export const scannerCode: Uint8Array;
