/**
 * Call paths of a dump. Goroutines that came along the same path and stand at a later line of the function that blocks
 * others have passed the blocking line: a semaphore or a queue that moves, not a channel that nobody serves.
 */
import type { Cluster, Frame } from '../goroutine';

export interface Paths {
  /** Goroutines that came along the same path and are further on; of each place only the furthest, where they are many. */
  readonly passers: (cluster: Cluster) => readonly Cluster[];
}

/** Of one place so many are kept. */
const mostPassers = 16;

/** Deeper than this from the entry, paths are not followed. */
const deepest = 200;

/** Indexes the paths of all clusters; linear in the number of frames. */
export function openPaths(clusters: readonly Cluster[]): Paths {
  const steps = new PathNumbers();
  const latest = new Map<number, number>();
  for (const { frames } of clusters)
    for (const { at, line } of steps.of(frames))
      latest.set(at, Math.max(latest.get(at) ?? 0, line));
  let standing: ReadonlyMap<number, readonly Standing[]> | undefined;
  return {
    passers: ({ frames, siteIndex }) => {
      if (siteIndex === undefined) return [];
      const passed = steps
        .of(frames)
        .filter(({ index }) => index === siteIndex || index === siteIndex + 1)
        .filter(({ at, line }) => (latest.get(at) ?? 0) > line);
      // Most clusters are passed by nobody: who stands where is looked up for the others only.
      if (passed.length === 0) return [];
      const others = (standing ??= standingOf(clusters, steps));
      return passed.flatMap(({ at, line }) =>
        (others.get(at) ?? []).filter(one => one.line > line).map(one => one.cluster),
      );
    },
  };
}

interface Standing {
  readonly cluster: Cluster;
  readonly line: number;
}

function standingOf(
  clusters: readonly Cluster[],
  steps: PathNumbers,
): ReadonlyMap<number, readonly Standing[]> {
  const standing = new Map<number, Standing[]>();
  for (const cluster of clusters)
    for (const { at, line } of steps.of(cluster.frames)) {
      const others = standing.get(at);
      if (others) keep(others, { cluster, line });
      else standing.set(at, [{ cluster, line }]);
    }
  return standing;
}

/** Those that are furthest on stay. */
function keep(others: Standing[], one: Standing): void {
  if (others.length < mostPassers) {
    others.push(one);
    return;
  }
  const lines = others.map(({ line }) => line);
  const least = Math.min(...lines);
  if (least < one.line) others[lines.indexOf(least)] = one;
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
