/** Lines that no text but a dump has: where several lines were made one, they tell that it is one. */
import { isTitle } from './counts';
import { isListed } from './delve';
import { findHeader } from './header';
import { isBanner } from './race';

/** A header, the title of a profile, a report of the race detector, a goroutine in a listing of the debugger. */
export function isDumpBegin(line: string): boolean {
  return (
    findHeader(line, undefined) !== undefined || isTitle(line) || isBanner(line) || isListed(line)
  );
}
