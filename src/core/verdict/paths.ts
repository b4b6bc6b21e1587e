/**
 * Call paths of a dump. Goroutines that came along the same path and stand at a later line of the function that blocks
 * others have passed the blocking line: a semaphore or a queue that moves, not a channel that nobody serves.
 */
import type { Cluster, Frame } from '../goroutine';

export interface Paths {
  /** Goroutines that came along the same path and are further on, as far as they are few. */
  readonly passers: (cluster: Cluster) => readonly Cluster[];
}

/** Of one place so many others are kept. */
const mostPassers = 16;

/** Deeper than this from the entry, paths are not followed. */
const deepest = 200;

/** Indexes the paths of all clusters; linear in the number of frames. */
export function openPaths(clusters: readonly Cluster[]): Paths {
  const numbers = new Map<string, number>();
  const numberOf = (path: number, text: string): number => {
    const key = `${path}\0${text}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size + 1);
    return numbers.size;
  };
  const standing = new Map<number, Standing[]>();
  for (const cluster of clusters)
    for (const { at, line } of stepsOf(cluster.frames, numberOf))
      keep(standing, at, { cluster, line });
  return {
    passers: ({ frames, siteIndex }) =>
      siteIndex === undefined
        ? []
        : stepsOf(frames, numberOf)
            .filter(({ index }) => index === siteIndex || index === siteIndex + 1)
            .flatMap(({ at, line }) =>
              (standing.get(at) ?? []).filter(other => other.line > line).map(one => one.cluster),
            ),
  };
}

interface Standing {
  readonly cluster: Cluster;
  readonly line: number;
}

/** Keeps those that are furthest on. */
function keep(standing: Map<number, Standing[]>, at: number, one: Standing): void {
  const others = standing.get(at);
  if (!others) {
    standing.set(at, [one]);
    return;
  }
  if (others.length < mostPassers) {
    others.push(one);
    return;
  }
  const least = others.reduce(
    (low, other, n) => (other.line < (others[low]?.line ?? 0) ? n : low),
    0,
  );
  if ((others[least]?.line ?? 0) < one.line) others[least] = one;
}

/** For each frame: the number of the path to it with its function, and the line on which it stands there. */
function stepsOf(
  frames: readonly Frame[],
  numberOf: (path: number, text: string) => number,
): { at: number; line: number; index: number }[] {
  const steps: { at: number; line: number; index: number }[] = [];
  let path = 0;
  for (let index = frames.length - 1; index >= 0 && steps.length < deepest; index--) {
    const frame = frames[index];
    if (!frame) break;
    const line = frame.line ?? 0;
    const at = numberOf(path, `${frame.func}\0${frame.file ?? ''}`);
    steps.push({ at, line, index });
    path = numberOf(at, String(line));
  }
  return steps;
}
