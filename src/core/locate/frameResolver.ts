/** Frames of one dump → files to open, with all that the dump tells about them. */
import type { Cluster, Frame } from '../goroutine';
import { placeCreation } from './creation';
import { expectationAt } from './fits';
import { openLocator, type Locator } from './locator';
import type { Placement } from './placement';
import type { SourcePort } from './port';
import { resolveIn, type ResolvedFrame } from './resolveFrame';

/**
 * Answers where the frames of these clusters stand now. It knows more than a frame alone does: what the frame was doing
 * decides which line the code has moved to, and the other frames tell where package main was built. Frames that the
 * clusters do not hold are resolved by themselves. Open one for each analysis: it keeps what it has read.
 */
export function openFrameResolver(
  clusters: readonly Cluster[],
  port: SourcePort,
): (frame: Frame) => ResolvedFrame {
  const uses = usesOf(clusters);
  const locator = openLocator(clusters, port);
  return frame => {
    const resolved = resolveIn(frame, locator.packages, locator.port);
    const use = uses.get(keyOf(frame));
    if (!use || !locator.isOwn(frame)) return resolved;
    const placement = placeUse(use, locator);
    if ('place' in placement)
      return { kind: 'found', place: placement.place, how: placement.status };
    // The function still spans the recorded line, but what the dump says happened there is not there.
    return resolved.kind === 'found' && resolved.how === 'exact'
      ? { ...resolved, how: 'differs' }
      : resolved;
  };
}

/** A frame where it stands first: in a stack, or as the creator of one (`index` undefined). */
interface Use {
  readonly frame: Frame;
  readonly cluster: Cluster;
  readonly index: number | undefined;
}

function usesOf(clusters: readonly Cluster[]): ReadonlyMap<string, Use> {
  const uses = new Map<string, Use>();
  const add = (use: Use): void => {
    const key = keyOf(use.frame);
    if (!uses.has(key)) uses.set(key, use);
  };
  for (const cluster of clusters) {
    cluster.frames.forEach((frame, index) => add({ frame, cluster, index }));
    if (cluster.createdBy) add({ frame: cluster.createdBy, cluster, index: undefined });
  }
  return uses;
}

function placeUse({ frame, cluster, index }: Use, locator: Locator): Placement {
  const { frames, kind } = cluster;
  return index === undefined
    ? placeCreation({ ...cluster, createdBy: frame }, locator)
    : locator.place(frame, expectationAt(frames, index, kind));
}

function keyOf(frame: Frame): string {
  return `${frame.func}\0${frame.file ?? ''}\0${frame.line ?? 0}`;
}
