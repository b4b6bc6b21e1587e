/** The text of a debug=2 dump, changed in what says nothing about its goroutines. */

/** The goroutines in another order. */
export function shuffled(text: string): string {
  return text
    .split('\n\n')
    .map((one, n) => ({ one: one.trim(), key: (n * 7919) % 1009 }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => one)
    .join('\n\n');
}

/** Goroutines that were made later in the life of the process; `main` is goroutine 1 in every process. */
export function withLaterIds(text: string): string {
  return text.replace(/goroutine (\d+)/g, (whole, id: string) =>
    id === '1' ? whole : `goroutine ${Number(id) + 7_000_000}`,
  );
}

/** Another heap: every address of it moved by the same distance. */
export function withOtherAddresses(text: string): string {
  return text.replace(
    /0x[0-9a-f]{9,12}\b/g,
    address => `0x${(BigInt(address) + 0x1_2345_0000n).toString(16)}`,
  );
}
