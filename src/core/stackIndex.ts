/**
 * Finds the clusters of full stacks that a stack of a counting profile belongs to. The two print the same stack
 * differently: debug=1 and debug=0 record at most 32 (Go ≤ 1.22) or 128 calls, debug=2 leaves out the middle (Go ≥ 1.21:
 * 50 + 50 calls) or the outermost calls (Go ≤ 1.20), and each hides other frames of the runtime.
 */
import type { Cluster, Frame } from './goroutine';
import { normaliseSymbol } from './symbol';

/** Calls that debug=2 prints before and after the ones it leaves out. */
const printedEnds = 50;
/** The shortest stack that may be cut: 32 calls less what the runtime has in them. */
const deep = 20;

/** A stack without what only one of the formats prints. */
type Comparable = readonly string[];

interface DeepCluster {
  readonly cluster: Cluster;
  /** The innermost calls, without a gap. */
  readonly head: Comparable;
  /** The outermost calls; empty when nothing is left out in between. */
  readonly tail: Comparable;
}

export class StackIndex {
  private readonly exact = new Map<string, Cluster[]>();
  private readonly deepOnes = new Map<string, DeepCluster[]>();

  constructor(clusters: readonly Cluster[]) {
    for (const cluster of clusters) {
      const frames = comparable(cluster.frames);
      push(this.exact, frames.join('\x01'), cluster);
      if (frames.length >= deep) push(this.deepOnes, beginOf(frames), deepCluster(cluster, frames));
    }
  }

  /** The clusters that may have this stack: several where they differ in wait or creator, or in what a profile leaves out. */
  find(frames: readonly Frame[]): readonly Cluster[] {
    const wanted = comparable(frames);
    const same = this.exact.get(wanted.join('\x01'));
    if (same) return same;
    if (wanted.length < deep) return [];
    const alike = this.deepOnes.get(beginOf(wanted)) ?? [];
    return alike.filter(one => continues(one, wanted)).map(one => one.cluster);
  }
}

function deepCluster(cluster: Cluster, frames: Comparable): DeepCluster {
  const gap = cluster.framesElided > 0 && cluster.frames.length > printedEnds;
  if (!gap) return { cluster, head: frames, tail: [] };
  const head = comparable(cluster.frames.slice(0, printedEnds));
  return { cluster, head, tail: comparable(cluster.frames.slice(printedEnds)) };
}

/** Whether the two can be one stack: what both print is the same, from the leaf on, and at the outer end if both have it. */
function continues({ head, tail }: DeepCluster, wanted: Comparable): boolean {
  const common = Math.min(head.length, wanted.length);
  if (!equalRange(head, 0, wanted, 0, common)) return false;
  const rest = wanted.length - common;
  if (rest === 0 || tail.length === 0) return true;
  // More than both ends of the full stack: it has its outer end only if it was not cut itself.
  if (rest < tail.length) return true;
  return equalRange(tail, 0, wanted, wanted.length - tail.length, tail.length) || isCapped(wanted);
}

/** debug=1 and debug=0 of Go 1.23 and newer end after 128 calls, of which a few are hidden. */
function isCapped(frames: Comparable): boolean {
  return frames.length >= 120;
}

function equalRange(
  a: Comparable,
  fromA: number,
  b: Comparable,
  fromB: number,
  n: number,
): boolean {
  for (let i = 0; i < n; i++) if (a[fromA + i] !== b[fromB + i]) return false;
  return true;
}

function beginOf(frames: Comparable): string {
  return frames.slice(0, deep).join('\x01');
}

/** `panic` is how debug=2 prints `runtime.gopanic`. */
function comparable(frames: readonly Frame[]): Comparable {
  return frames.flatMap(({ func, file, line }) =>
    /^(?:runtime\.|internal\/runtime\/)|^panic$/.test(func)
      ? []
      : [`${normaliseSymbol(func)}\x00${file ?? ''}:${line ?? 0}`],
  );
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
