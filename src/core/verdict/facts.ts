/** What a signal looks at, and what it answers. */
import type { Cluster, Evidence, Frame, Verdict } from '../goroutine';

export interface Facts {
  readonly cluster: Cluster;
  /** Goroutines of the whole dump. */
  readonly total: number;
  readonly site: Frame | undefined;
  /** Locating found that no frame is the user's own. */
  readonly libraryOnly: boolean;
  /** Is there a goroutine of this id in the dump? */
  readonly isPresent: (id: number) => boolean;
}

export interface Signal extends Evidence {
  /** Decisive: `likely` needs at least one. */
  readonly strong?: boolean;
  /** No better verdict than this while the signal stands. */
  readonly cap?: Verdict;
}

/** One look at one aspect; nothing to say is an empty list. */
export type SignalOf = (facts: Facts) => readonly Signal[];

/** Only goroutine 1: `main`. debug=1 prints no ids; there its outermost function tells. */
export function isMain(cluster: Cluster): boolean {
  if (cluster.count !== 1) return false;
  if (cluster.ids.length > 0) return cluster.ids[0] === 1;
  const outermost = cluster.frames.filter(frame => frame.func !== 'runtime.main').at(-1);
  return outermost?.func === 'main.main';
}
