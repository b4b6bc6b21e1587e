/** What a signal looks at, and what it answers. */
import type {
  AnchorReason,
  Cluster,
  Evidence,
  Frame,
  Place,
  RelatedPlace,
  Snapshot,
  Verdict,
} from '../goroutine';
import type { SourceFacts } from '../lint/facts';
import { parseSymbol } from '../symbol';
import type { CohortFacts } from '../cohort/cohorts';
import type { LockGraph } from './lockGraph';
import type { LockPointers } from './lockPointers';
import type { Surroundings } from './surroundings';

export interface Facts {
  readonly cluster: Cluster;
  /** Goroutines of the whole dump. */
  readonly total: number;
  /** The runtime ended the program, or a synctest bubble of it, since nothing could go on. */
  readonly deadlock: Snapshot['deadlock'];
  /** A leak check lists it, which looks at what is still there when a test has ended. */
  readonly afterTest: boolean;
  /** Every goroutine of the process is in the dump: who is not there is gone. */
  readonly complete: boolean;
  readonly site: Frame | undefined;
  /** Locating found that no frame is the user's own. */
  readonly libraryOnly: boolean;
  /** What the other goroutines of the dump say. */
  readonly around: Surroundings;
  /** What syntax says about the blocking line and the `go` statement; `undefined` without source. */
  readonly source: SourceFacts | undefined;
  /** What earlier captures of the same process say. */
  readonly cohort: CohortFacts | undefined;
  /** The same for another cluster of the dump. */
  readonly cohortOf: (other: Cluster) => CohortFacts | undefined;
  /** Who holds which lock, and who waits for it. */
  readonly lockGraph: LockGraph;
  /** The same by what goroutines have in hand. */
  readonly lockPointers: LockPointers;
  /** Another cluster of the dump is a leak already, by what was found for itself. */
  readonly isLeak: (other: Cluster) => boolean;
  /** A leak profile of this moment was read: what it does not list, it found reachable. */
  readonly leakProfileTaken: boolean;
  /** Where the diagnostic goes: the blocked line of the user's own code. */
  readonly anchor: Place | undefined;
  readonly anchorFrame: number | undefined;
  readonly anchorReason: AnchorReason;
}

export interface Signal extends Evidence {
  /** Decisive: `likely` needs at least one. */
  readonly strong?: boolean;
  /** No better verdict than this while the signal stands. */
  readonly cap?: Verdict;
  /** At least this verdict, whatever the points say. */
  readonly floor?: 'suspect';
  /** Places worth looking at that the signal found. */
  readonly related?: readonly RelatedPlace[];
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

/** Started by `main` or an `init` itself: these run once, and what they start lives as long as the process. */
export function startedByMain({ createdBy }: Cluster): boolean {
  if (!createdBy) return false;
  const { closure, name, packageName } = parseSymbol(createdBy.func);
  return !closure && (name === 'init' || (packageName === 'main' && name === 'main'));
}

/** Receivers that `main` started and that nobody serves keep the process from nothing: they may be parked on purpose. */
export function mayBeParked(cluster: Cluster): boolean {
  return cluster.kind === 'recv' && startedByMain(cluster);
}
