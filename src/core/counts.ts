/** Counting what a million goroutines print: small numbers in a table, large ones in a bounded map. */

const firstTable = 64;
const largestTable = 1 << 16;
const noTable = new Uint32Array(0);
/** Addresses differ in every goroutine of some dumps: those that come first are counted, and memory stays bounded. */
const maxLarge = 1 << 12;

export class NumberCounts {
  /** Most clusters of a large profile count nothing: tables come with the first value. */
  private table = noTable;
  private large: Map<number, number> | undefined;

  /** Counts each value; those below `least` are none. */
  add(values: Int32Array | Float64Array, least: number): void {
    for (let i = 0; i < values.length;) {
      const value = values[i] ?? 0;
      const begin = i++;
      // Neighbours are mostly equal: the run is followed in a loop that does nothing else.
      while (i < values.length && values[i] === value) i++;
      if (value >= least) this.count(value, i - begin);
    }
  }

  /** `[value, count]`, by value. */
  ascending(): [value: number, count: number][] {
    const entries: [number, number][] = [];
    this.table.forEach((count, value) => {
      if (count > 0) entries.push([value, count]);
    });
    return [...entries, ...[...(this.large ?? [])].sort((a, b) => a[0] - b[0])];
  }

  /** `[value, count]` of the most frequent values, most first, at most `limit`; ties by value. */
  mostFirst(limit: number): [value: number, count: number][] {
    return this.ascending()
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, limit);
  }

  private count(value: number, times: number): void {
    if (value < largestTable) {
      if (value >= this.table.length) this.grow(value);
      this.table[value] = (this.table[value] ?? 0) + times;
      return;
    }
    this.large ??= new Map();
    if (this.large.size < maxLarge || this.large.has(value))
      this.large.set(value, (this.large.get(value) ?? 0) + times);
  }

  private grow(value: number): void {
    let size = firstTable;
    while (size <= value) size *= 2;
    const table = new Uint32Array(size);
    table.set(this.table);
    this.table = table;
  }
}
