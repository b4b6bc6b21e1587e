/** Comments that excuse a wait: `//nolint:goroutineleak`, `//leak:ignore reason`. */
import type { Place } from '../goroutine';
import type { SyntaxPort } from './port';
import type { SourceFacts } from './facts';

/** The excuse at the first of the places that has one. */
export function excuseAt(
  places: readonly (Place | undefined)[],
  port: SyntaxPort,
): SourceFacts['excused'] {
  for (const place of places) {
    if (!place) continue;
    const { file, line } = place;
    const excuse = port.functionAt(file, line)?.excuses.find(e => e.line === line);
    if (excuse) {
      const { comment, reason } = excuse;
      return { comment, reason, place: { file, line } };
    }
  }
  return undefined;
}
