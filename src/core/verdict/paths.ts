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
  const steps = new PathNumbers();
  const latest = new Map<number, number>();
  for (const { frames } of clusters)
    for (const { at, line } of steps.of(frames))
      latest.set(at, Math.max(latest.get(at) ?? 0, line));
  return {
    passed: ({ frames, siteIndex }) =>
      siteIndex !== undefined &&
      steps
        .of(frames)
        .some(
          ({ at, line, index }) =>
            (index === siteIndex || index === siteIndex + 1) && (latest.get(at) ?? 0) > line,
        ),
  };
}

interface Step {
  readonly at: number;
  readonly line: number;
  readonly index: number;
}

/** Two numbers below this make one key that a double holds exactly. */
const half = 2 ** 26;

/** Equal paths have equal numbers. Numbers, not texts: a profile may have a million frames. */
class PathNumbers {
  private readonly functions = new Map<string, number>();
  private readonly ofFrame = new Map<Frame, number>();
  private readonly calls = new Map<number, number>();
  private readonly lines = new Map<number, number>();

  /** For each frame, from the entry on: the path to it with its function, and the line on which it stands there. */
  of(frames: readonly Frame[]): Step[] {
    const steps: Step[] = [];
    let path = 0;
    for (let index = frames.length - 1; index >= 0 && steps.length < deepest; index--) {
      const frame = frames[index];
      if (!frame) break;
      const line = frame.line ?? 0;
      const at = numberIn(this.calls, path * half + this.functionOf(frame));
      steps.push({ at, line, index });
      path = numberIn(this.lines, at * half + (line % half));
    }
    return steps;
  }

  /** Frames are shared between stacks: most are known without a look at their names. */
  private functionOf(frame: Frame): number {
    const known = this.ofFrame.get(frame);
    if (known !== undefined) return known;
    const number = numberIn(this.functions, `${frame.func}\0${frame.file ?? ''}`);
    this.ofFrame.set(frame, number);
    return number;
  }
}

/** The number of a key: the first gets 1. */
function numberIn<K>(numbers: Map<K, number>, key: K): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size + 1);
  return numbers.size;
}
