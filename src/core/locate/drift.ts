/** How far the code of a file has moved since the dump: evidence against lines that fit by accident. */
import type { Frame } from '../goroutine';
import type { Placement } from './placement';

/** A recorded line of which it is sure where it is now, because nothing else can be meant. */
interface Point {
  readonly recorded: number;
  /** Lines further down; 0: where it was. */
  readonly by: number;
}

/** By file, in the order of the recorded lines. */
export type Drift = ReadonlyMap<string, readonly Point[]>;

export function driftOf(
  points: readonly { readonly frame: Frame; readonly placement: Placement }[],
): Drift {
  const drift = new Map<string, Point[]>();
  for (const { frame, placement } of points) {
    if (!('place' in placement) || placement.rivals.length > 0 || frame.line === undefined)
      continue;
    const { file, line } = placement.place;
    const point = { recorded: frame.line, by: line - frame.line };
    const known = drift.get(file);
    if (known) known.push(point);
    else drift.set(file, [point]);
  }
  for (const list of drift.values()) list.sort((a, b) => a.recorded - b.recorded || a.by - b.by);
  return drift;
}

/**
 * Refuses an exact line when the code above or below it has moved, and another operation that fits stands where that leads:
 * the recorded line then holds its neighbour. Everything else stays as it is.
 */
export function doubt(placement: Placement, frame: Frame, drift: Drift): Placement {
  if (placement.status !== 'exact' || !('place' in placement) || frame.line === undefined)
    return placement;
  const { place, rivals } = placement;
  const recorded = frame.line;
  const points = rivals.length > 0 ? (drift.get(place.file) ?? []) : [];
  const behind = points.findIndex(point => point.recorded > recorded);
  const near = behind < 0 ? points.slice(-1) : points.slice(Math.max(behind - 1, 0), behind + 1);
  const doubtful = near.some(({ by }) => by !== 0 && rivals.includes(recorded + by));
  return doubtful ? { status: 'source differs' } : placement;
}
