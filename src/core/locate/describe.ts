/** A placed cluster → its location: anchor, reason and the places worth looking at. */
import type { AnchorReason, Cluster, Frame, Place, RelatedPlace, WaitKind } from '../goroutine';
import { placeCreation, placeSpawnCall } from './creation';
import { expectationAt } from './fits';
import type { Locator } from './locator';
import type { Placement } from './placement';
import { resolveIn } from './resolveFrame';

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

/** The first own frame of a cluster, placed; `index` undefined: the whole stack is a library's. */
export interface PlacedCluster {
  readonly index: number | undefined;
  readonly placement: Placement | undefined;
}

/** Places the first own frame. One that cannot be placed is not replaced by its caller. */
export function placeCluster(cluster: Cluster, kind: WaitKind, locator: Locator): PlacedCluster {
  const index = cluster.frames.findIndex(locator.isOwn);
  const frame = cluster.frames[index];
  if (!frame) return { index: undefined, placement: undefined };
  return { index, placement: locator.place(frame, expectationAt(cluster.frames, index, kind)) };
}

/** `createdBy` as printed or concluded; a stack without own frames is anchored there. */
export function describe(
  cluster: Cluster,
  { index, placement }: PlacedCluster,
  createdBy: Frame | undefined,
  locator: Locator,
): Location {
  const creation = createdBy && locateCreation(createdBy, cluster, placement, locator);
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
  own: Placement | undefined,
  locator: Locator,
): { placement: Placement | undefined; place: Place | undefined } {
  if (locator.isOwn(createdBy)) {
    const placement = placeCreation({ ...cluster, createdBy }, locator);
    return { placement, place: 'place' in placement ? placement.place : undefined };
  }
  // A library that started its own code is of no use to the reader, and its source is not free to read.
  if (!own) return { placement: undefined, place: undefined };
  const place = spawnCall(createdBy, cluster, locator) ?? placeOf(createdBy, locator);
  return { placement: undefined, place };
}

/** The own call of the library function that ran the `go` statement, around the outermost own frame. */
function spawnCall(createdBy: Frame, cluster: Cluster, locator: Locator): Place | undefined {
  const { frames, kind } = cluster;
  const index = frames.map(locator.isOwn).lastIndexOf(true);
  const outermost = frames[index];
  if (!outermost) return undefined;
  const placement = locator.place(outermost, expectationAt(frames, index, kind));
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
