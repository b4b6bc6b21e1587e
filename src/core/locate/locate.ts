/** Clusters → the lines of the user's source that they stand for. */
import type { AnchorReason, Cluster, Frame, Place, RelatedPlace, WaitKind } from '../goroutine';
import { cachedPort } from './cachedPort';
import { placeCreation, placeSpawnCall } from './creation';
import { expectationAt } from './fits';
import {
  hiddenPcKey,
  inferCreator,
  inferWrapper,
  isCountsOnly,
  kindOfOperations,
  labelHiddenPcs,
  stateOfKind,
} from './infer';
import { frameOrigin } from './origin';
import { openPackages, type OwnPackages } from './ownPackages';
import { placeFrame, type Placement } from './placement';
import type { SourcePort } from './port';
import { resolveIn } from './resolveFrame';

export { frameOrigin, type FrameOrigin } from './origin';
export { openFrameResolver } from './frameResolver';
export { resolveFrame, type ResolvedFrame } from './resolveFrame';

/** Where one cluster stands in the source, and what the source adds to it. */
export interface Location {
  readonly anchor: Place | undefined;
  readonly anchorReason: AnchorReason;
  /** Index into the cluster's frames; undefined: the creation site, or no anchor. */
  readonly anchorFrame: number | undefined;
  readonly related: readonly RelatedPlace[];
  /** debug=1 only: what the goroutine waits for, by the operation in the source. */
  readonly inferredKind: WaitKind | undefined;
  /** debug=1 only: the words debug=2 would print for it. */
  readonly inferredState: string | undefined;
  /** debug=1 only: the one `go` statement that can start it; file and line of this machine. */
  readonly inferredCreatedBy: Frame | undefined;
}

/**
 * Locates every cluster of one dump; the key is its signature. The clusters are looked at together: frames of one tell
 * where the binary was built, and which hidden PC means which operation. Never throws, asks nothing but the port.
 */
export function locateClusters(
  clusters: readonly Cluster[],
  port: SourcePort,
): ReadonlyMap<string, Location> {
  const locator = openLocator(clusters, cachedPort(port));
  const first = clusters.map(cluster => ({
    cluster,
    placed: placeCluster(cluster, cluster.kind, locator),
  }));
  const labels = labelHiddenPcs(
    first.flatMap(({ cluster, placed }) => {
      const kind = kindBySource(cluster, placed);
      return kind ? [{ hiddenPcs: cluster.hiddenPcs, kind }] : [];
    }),
  );
  return new Map(
    first.map(({ cluster, placed }) => [
      cluster.signature,
      isCountsOnly(cluster)
        ? locateCounts(cluster, placed, labels, locator)
        : describe(cluster, placed, cluster.createdBy, locator),
    ]),
  );
}

/** What all clusters of a dump share. */
interface Locator {
  readonly port: SourcePort;
  readonly packages: OwnPackages;
  isOwn(frame: Frame): boolean;
}

function openLocator(clusters: readonly Cluster[], port: SourcePort): Locator {
  const frames = clusters.flatMap(c => (c.createdBy ? [...c.frames, c.createdBy] : c.frames));
  const own = new Map<string, boolean>();
  return {
    port,
    packages: openPackages(distinctFrames(frames), port),
    isOwn(frame) {
      const key = `${frame.func}\0${frame.file ?? ''}`;
      const known = own.get(key);
      if (known !== undefined) return known;
      const answer = frameOrigin(frame, port) === 'own';
      own.set(key, answer);
      return answer;
    },
  };
}

function distinctFrames(frames: readonly Frame[]): Frame[] {
  return [...new Map(frames.map(f => [`${f.func}\0${f.file ?? ''}`, f])).values()];
}

/** The first own frame of a cluster, placed; `index` undefined: the whole stack is a library's. */
interface PlacedCluster {
  readonly index: number | undefined;
  readonly placement: Placement | undefined;
}

function placeCluster(cluster: Cluster, kind: WaitKind, locator: Locator): PlacedCluster {
  const index = cluster.frames.findIndex(frame => locator.isOwn(frame));
  const frame = cluster.frames[index];
  if (!frame) return { index: undefined, placement: undefined };
  const expected = expectationAt(cluster.frames, index, kind);
  return { index, placement: placeFrame(frame, expected, locator.packages, locator.port) };
}

/** debug=1: once more, with what the hidden PCs and the source tell. */
function locateCounts(
  cluster: Cluster,
  placed: PlacedCluster,
  labels: ReadonlyMap<string, WaitKind>,
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
    const expected = expectationAt(cluster.frames, last, kind);
    const outermost = placeFrame(entry, expected, packages, port);
    return inferCreator(cluster.frames, outermost, packages, port);
  }
  // Only what own code was handed to: reading a library's source is not free.
  if (!cluster.frames.some(frame => locator.isOwn(frame))) return undefined;
  const resolved = resolveIn(entry, packages, port);
  if (resolved.kind !== 'found' || resolved.how !== 'exact') return undefined;
  return inferWrapper(entry, resolved.place.file, port);
}

function describe(
  cluster: Cluster,
  { index, placement }: PlacedCluster,
  createdBy: Frame | undefined,
  locator: Locator,
): Location {
  const creation = createdBy && locateCreation(createdBy, cluster, locator);
  const standing = placement ?? creation?.placement;
  const anchor = standing && 'place' in standing ? standing.place : undefined;
  const anchorFrame = anchor && placement ? index : undefined;
  return {
    anchor,
    anchorReason: standing?.status ?? 'not your code',
    anchorFrame,
    related: [
      ...(createdBy && creation?.place
        ? [{ role: 'createdBy' as const, ...creation.place, func: createdBy.func }]
        : []),
      ...blockedIn(cluster, anchor, anchorFrame, locator),
    ],
    inferredKind: undefined,
    inferredState: undefined,
    inferredCreatedBy: undefined,
  };
}

/** Where the goroutine was started: `placement` for own code (it may carry an anchor), `place` for the person to look at. */
function locateCreation(
  createdBy: Frame,
  cluster: Cluster,
  locator: Locator,
): { placement: Placement | undefined; place: Place | undefined } {
  const { packages, port } = locator;
  const start = { createdBy, frames: cluster.frames };
  if (locator.isOwn(createdBy)) {
    const placement = placeCreation(start, packages, port);
    return { placement, place: 'place' in placement ? placement.place : undefined };
  }
  const place = spawnCall(createdBy, cluster, locator) ?? placeOf(createdBy, locator);
  return { placement: undefined, place };
}

/** The own call of the library function that ran the `go` statement, around the outermost own frame. */
function spawnCall(createdBy: Frame, cluster: Cluster, locator: Locator): Place | undefined {
  const { frames } = cluster;
  const { packages, port } = locator;
  const index = frames.map(frame => locator.isOwn(frame)).lastIndexOf(true);
  const outermost = frames[index];
  if (!outermost) return undefined;
  const expected = expectationAt(frames, index, cluster.kind);
  const placement = placeFrame(outermost, expected, packages, port);
  return 'place' in placement ? placeSpawnCall(createdBy, outermost, placement) : undefined;
}

/** The line of a library in which the goroutine waits, when the anchor is a caller of it or its creation site. */
function blockedIn(
  cluster: Cluster,
  anchor: Place | undefined,
  anchorFrame: number | undefined,
  locator: Locator,
): RelatedPlace[] {
  const site = cluster.siteIndex === undefined ? undefined : cluster.frames[cluster.siteIndex];
  if (!anchor || !site || cluster.siteIndex === anchorFrame) return [];
  const place = placeOf(site, locator);
  return place ? [{ role: 'blockedIn', ...place, func: site.func }] : [];
}

function placeOf(frame: Frame, { packages, port }: Locator): Place | undefined {
  const resolved = resolveIn(frame, packages, port);
  return resolved.kind === 'found' ? resolved.place : undefined;
}
