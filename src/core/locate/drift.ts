/** How far the code of a file has moved since the dump: evidence against lines that fit by accident. */
import type { Frame } from '../goroutine';
import type { Placement } from './placement';

/** A line that has surely moved: its operation is the only one of its function. */
interface Move {
  /** Where it is now. */
  readonly line: number;
  readonly by: number;
}

export type Moves = ReadonlyMap<string, readonly Move[]>;

export function movesOf(
  points: readonly { readonly frame: Frame; readonly placement: Placement }[],
): Moves {
  const moves = new Map<string, Move[]>();
  for (const { frame, placement } of points) {
    if (placement.status !== 'moved' || !('place' in placement) || frame.line === undefined)
      continue;
    const { file, line } = placement.place;
    const list = moves.get(file) ?? [];
    moves.set(file, [...list, { line, by: line - frame.line }]);
  }
  return moves;
}

/**
 * Refuses an exact line when code above it has moved, and another operation that fits stands where that move leads: the
 * recorded line then holds its neighbour. Everything else stays as it is.
 */
export function doubt(placement: Placement, frame: Frame, moves: Moves): Placement {
  if (placement.status !== 'exact' || !('place' in placement) || frame.line === undefined)
    return placement;
  const { place, rivals } = placement;
  const recorded = frame.line;
  const doubtful = (moves.get(place.file) ?? []).some(
    move => move.line < place.line && rivals.includes(recorded + move.by),
  );
  return doubtful ? { status: 'source differs' } : placement;
}
