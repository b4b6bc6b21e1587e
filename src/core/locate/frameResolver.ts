/** Frames of one dump → files to open, with all that the dump tells about them. */
import type { Cluster, Frame } from '../goroutine';
import { placeCreation } from './creation';
import { expectationAt } from './fits';
import { frameOrigin } from './origin';
import { openPackages, type OwnPackages } from './ownPackages';
import { placeFrame, type Placement } from './placement';
import type { SourcePort } from './port';
import { resolveIn, type ResolvedFrame } from './resolveFrame';

/**
 * Answers where the frames of these clusters stand now. It knows more than a frame alone does: what the frame was doing
 * decides which line the code has moved to, and the other frames tell where package main was built. Frames that the
 * clusters do not hold are resolved by themselves.
 */
export function openFrameResolver(
  clusters: readonly Cluster[],
  port: SourcePort,
): (frame: Frame) => ResolvedFrame {
  const uses = usesOf(clusters);
  const packages = openPackages(
    [...uses.values()].map(use => use.frame),
    port,
  );
  return frame => {
    const resolved = resolveIn(frame, packages, port);
    const use = uses.get(keyOf(frame));
    if (!use || frameOrigin(frame, port) !== 'own') return resolved;
    const placement = placeUse(use, packages, port);
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

function placeUse(use: Use, packages: OwnPackages, port: SourcePort): Placement {
  const { frame, cluster, index } = use;
  const { frames, kind } = cluster;
  return index === undefined
    ? placeCreation({ createdBy: frame, frames }, packages, port)
    : placeFrame(frame, expectationAt(frames, index, kind), packages, port);
}

function keyOf(frame: Frame): string {
  return `${frame.func}\0${frame.file ?? ''}\0${frame.line ?? 0}`;
}
