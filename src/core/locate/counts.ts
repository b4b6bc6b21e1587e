/** Clusters of debug=1, which prints neither state nor creator: located with what hidden PCs and the source tell. */
import type { Cluster, Frame, WaitKind } from '../goroutine';
import { describe, placeCluster, type Location, type PlacedCluster } from './describe';
import { expectationAt } from './fits';
import { isLiteral } from './functionMatch';
import {
  hiddenPcKey,
  inferCreator,
  inferWrapper,
  kindOfOperations,
  labelHiddenPcs,
  stateOfKind,
} from './infer';
import type { Locator } from './locator';
import { resolveIn } from './resolveFrame';

/** Hidden PC → wait kind, learnt from every cluster whose line says what it does. */
export type KindLabels = ReadonlyMap<string, WaitKind>;

export function learnLabels(
  placed: readonly (readonly [cluster: Cluster, placed: PlacedCluster])[],
): KindLabels {
  return labelHiddenPcs(
    placed.flatMap(([cluster, at]) => {
      const kind = kindBySource(cluster, at);
      return kind ? [{ hiddenPcs: cluster.hiddenPcs, kind }] : [];
    }),
  );
}

/** Locates a cluster once more, now that its kind may be known from others. */
export function locateCounts(
  cluster: Cluster,
  placed: PlacedCluster,
  labels: KindLabels,
  locator: Locator,
): Location {
  const label = isOpen(cluster.kind) ? labels.get(hiddenPcKey(cluster.hiddenPcs) ?? '') : undefined;
  const again = label ? placeCluster(cluster, label, locator) : placed;
  const kind = label ?? kindBySource(cluster, again);
  const createdBy = creatorBySource(cluster, kind ?? cluster.kind, locator);
  return {
    ...describe(cluster, again, createdBy, locator),
    inferredKind: kind,
    inferredState: stateOfKind(kind),
    inferredCreatedBy: createdBy,
  };
}

/** Kinds that hidden PCs leave open. */
function isOpen(kind: WaitKind): boolean {
  return kind === 'chan' || kind === 'select-any';
}

function kindBySource(cluster: Cluster, { placement }: PlacedCluster): WaitKind | undefined {
  if (!isOpen(cluster.kind) || !placement || !('place' in placement)) return undefined;
  return kindOfOperations(placement.operations);
}

function creatorBySource(cluster: Cluster, kind: WaitKind, locator: Locator): Frame | undefined {
  const last = cluster.frames.length - 1;
  const entry = cluster.frames[last];
  if (!entry) return undefined;
  const { packages, port } = locator;
  if (locator.isOwn(entry)) {
    const outermost = locator.place(entry, expectationAt(cluster.frames, last, kind));
    return inferCreator(cluster.frames, outermost, packages, port);
  }
  // Only what own code was handed to: reading a library's source is not free.
  if (!isLiteral(entry.func) || !cluster.frames.some(locator.isOwn)) return undefined;
  const resolved = resolveIn(entry, packages, port);
  if (resolved.kind !== 'found' || resolved.how !== 'exact') return undefined;
  return inferWrapper(entry, resolved.place.file, port);
}
