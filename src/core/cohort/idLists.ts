/** Sets of goroutine ids as lists, ascending and without repetition. Linear in their length. */

/** What is in `a` and not in `b`. */
export function difference(a: Float64Array, b: Float64Array): Float64Array {
  const rest = new Float64Array(a.length);
  let size = 0;
  let at = 0;
  for (const id of a) {
    while (at < b.length && (b[at] ?? 0) < id) at++;
    if (b[at] !== id) rest[size++] = id;
  }
  return rest.subarray(0, size);
}

/** What is in either. */
export function union(a: Float64Array, b: Float64Array): Float64Array {
  const more = difference(b, a);
  if (more.length === 0) return a;
  const all = new Float64Array(a.length + more.length);
  all.set(a);
  all.set(more, a.length);
  return all.sort();
}

/** How many are in both. */
export function common(a: Float64Array, b: Float64Array): number {
  return a.length - difference(a, b).length;
}
