/**
 * Call paths of a dump. Goroutines that came along the same path and stand at a later line of the function that blocks
 * others have passed the blocking line: a semaphore or a queue that moves, not a channel that nobody serves.
 */
import type { Cluster, Frame } from '../goroutine';

export interface Paths {
  readonly passed: (cluster: Cluster) => boolean;
}

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
  const latest = new Map<number, number>();
  for (const { frames } of clusters)
    for (const { at, line } of stepsOf(frames, numberOf))
      latest.set(at, Math.max(latest.get(at) ?? 0, line));
  return {
    passed: ({ frames, siteIndex }) =>
      siteIndex !== undefined &&
      stepsOf(frames, numberOf).some(
        ({ at, line, index }) =>
          (index === siteIndex || index === siteIndex + 1) && (latest.get(at) ?? 0) > line,
      ),
  };
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
