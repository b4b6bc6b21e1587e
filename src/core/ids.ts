/** Lists of goroutine ids, a million long. Ids of one dump lie close together: marking them is faster than comparing them. */

/** A list whose ids lie further apart than this is sorted by comparing. */
const maxBitsEach = 64;
const none = new Float64Array(0);

/** Every positive id of the lists, ascending. */
export function ascendingIds(lists: readonly Float64Array[]): Float64Array {
  if (lists.length === 0) return none;
  const ids = new Float64Array(sizeOf(lists));
  let size = 0;
  let sorted = true;
  let last = 0;
  for (const list of lists)
    for (let i = 0; i < list.length; i++) {
      const id = list[i] ?? 0;
      if (id <= 0) continue;
      if (id < last) sorted = false;
      ids[size++] = last = id;
    }
  const found = ids.subarray(0, size);
  if (sorted) return found;
  const marks = marksOf(found);
  if (marks === undefined || marks.distinct < size) return found.sort();
  emit(marks, found);
  return found;
}

/** Each positive id of the lists once, ascending. Goroutines of one cluster often have one parent: most repeat the last. */
export function distinctIds(lists: readonly Float64Array[]): Float64Array {
  if (lists.length === 0) return none;
  const ids = new Float64Array(sizeOf(lists));
  let size = 0;
  let sorted = true;
  let last = 0;
  for (const list of lists)
    for (let i = 0; i < list.length; i++) {
      const id = list[i] ?? 0;
      if (id === last || id <= 0) continue;
      if (id < last) sorted = false;
      ids[size++] = last = id;
    }
  // A few ids are not to hold the memory of a million.
  const found = size < ids.length / 2 ? ids.slice(0, size) : ids.subarray(0, size);
  return sorted ? found : distinct(found);
}

function distinct(ids: Float64Array): Float64Array {
  const marks = marksOf(ids);
  if (marks === undefined) return ids.sort().filter((id, i) => id !== ids[i - 1]);
  const once = ids.subarray(0, marks.distinct);
  emit(marks, once);
  return once;
}

/** A bit for each id from `first` on. */
interface Marks {
  readonly first: number;
  readonly words: Uint32Array;
  readonly distinct: number;
}

function marksOf(ids: Float64Array): Marks | undefined {
  let first = Infinity;
  let last = 0;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] ?? 0;
    if (id < first) first = id;
    if (id > last) last = id;
  }
  if (ids.length === 0 || last - first > ids.length * maxBitsEach) return undefined;
  const words = new Uint32Array(Math.floor((last - first) / 32) + 1);
  let distinct = 0;
  for (let i = 0; i < ids.length; i++) {
    const offset = (ids[i] ?? 0) - first;
    const bit = 1 << (offset & 31);
    const word = words[offset >>> 5] ?? 0;
    if ((word & bit) === 0) distinct++;
    words[offset >>> 5] = word | bit;
  }
  return { first, words, distinct };
}

/** Writes the marked ids. */
function emit({ first, words }: Marks, into: Float64Array): void {
  let size = 0;
  for (let i = 0; i < words.length; i++)
    for (let word = words[i] ?? 0; word !== 0; word &= word - 1)
      into[size++] = first + i * 32 + 31 - Math.clz32(word & -word);
}

function sizeOf(lists: readonly Float64Array[]): number {
  return lists.reduce((sum, list) => sum + list.length, 0);
}
