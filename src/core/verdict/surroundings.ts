/** What the other goroutines of a dump say about one cluster. Everything is worked out at the first question. */
import type { Cluster, WaitKind } from '../goroutine';
import { distinctIds } from '../ids';
import { normaliseSymbol } from '../symbol';
import { openPaths, type Paths } from './paths';

export interface Surroundings {
  /** Formats that list goroutines one by one. */
  readonly printsIds: boolean;
  /** Is there a goroutine of this id in the dump? */
  readonly isPresent: (id: number) => boolean;
  /** Share of the distinct parents that are not in the dump, 0 to 1; `undefined` where none is printed. */
  readonly parentsGone: (cluster: Cluster) => number | undefined;
  /**
   * Share of the parents that wait for the network themselves, or started a goroutine that does; 0 for fewer than three
   * parents.
   */
  readonly besideNetwork: (cluster: Cluster) => number;
  /** Others that came along the same path and are further on in the function that blocks, or in its caller. */
  readonly passers: (cluster: Cluster) => readonly Cluster[];
  /** Clusters with members that a member of this cluster started. */
  readonly childrenOf: (cluster: Cluster) => readonly Cluster[];
  /** Other clusters with members of the same parents. */
  readonly siblingsOf: (cluster: Cluster) => readonly Cluster[];
  /** Clusters with a frame of this function (as `normaliseSymbol` names it). */
  readonly inFunction: (name: string) => readonly Cluster[];
  /** The longest wait that any goroutine of the dump prints, in minutes; 0 where none prints any. */
  readonly longestWaitMinutes: () => number;
  readonly clusters: readonly Cluster[];
}

/** One parent that also serves a port says nothing about connections. */
const fewestParents = 3;

const networkKinds: ReadonlySet<WaitKind> = new Set(['io']);

/** Opens the index over all clusters of one dump. */
export function surroundingsOf(clusters: readonly Cluster[]): Surroundings {
  const all = lazy(() => distinctIds(clusters.map(({ ids }) => ids)));
  const network = lazy(() => networkIds(clusters));
  const paths = lazy((): Paths => openPaths(clusters));
  const functions = lazy(() => functionsOf(clusters));
  const isPresent = (id: number) => holds(all(), id);
  return {
    clusters,
    printsIds: clusters.some(({ ids }) => ids.length > 0),
    isPresent,
    parentsGone: ({ parentIds }) =>
      parentIds.length === 0 ? undefined : shareOf(parentIds, id => !isPresent(id)),
    besideNetwork: ({ parentIds, ids }) =>
      parentIds.length < fewestParents
        ? 0
        : Math.max(
            shareOf(parentIds, id => holds(network(), id)),
            ids.length === 0 ? 0 : shareOf(ids, id => holds(network(), id)),
          ),
    passers: cluster => paths().passers(cluster),
    childrenOf: ({ ids }) =>
      clusters.filter(({ parentIds }) => parentIds.some(id => holds(ids, id))),
    siblingsOf: cluster =>
      clusters.filter(
        other => other !== cluster && other.parentIds.some(id => holds(cluster.parentIds, id)),
      ),
    inFunction: name => functions().get(name) ?? [],
    longestWaitMinutes: lazy(() =>
      clusters.reduce((longest, { waitMinutes }) => Math.max(longest, waitMinutes?.max ?? 0), 0),
    ),
  };
}

/** Parents of goroutines that wait for the network, and these goroutines themselves. */
function networkIds(clusters: readonly Cluster[]): Float64Array {
  const waiting = clusters.filter(({ kind }) => networkKinds.has(kind));
  return distinctIds(waiting.flatMap(({ ids, parentIds }) => [ids, parentIds]));
}

function functionsOf(clusters: readonly Cluster[]): Map<string, Cluster[]> {
  const functions = new Map<string, Cluster[]>();
  for (const cluster of clusters)
    for (const name of new Set(cluster.frames.map(frame => normaliseSymbol(frame.func)))) {
      const known = functions.get(name);
      if (known) known.push(cluster);
      else functions.set(name, [cluster]);
    }
  return functions;
}

function shareOf(ids: Float64Array, fits: (id: number) => boolean): number {
  let fitting = 0;
  for (const id of ids) if (fits(id)) fitting++;
  return fitting / ids.length;
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Binary search in an ascending list. */
function holds(sorted: Float64Array, id: number): boolean {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle] ?? 0;
    if (value === id) return true;
    if (value < id) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
