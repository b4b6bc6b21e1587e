/** Comments that excuse a wait: `//nolint:goroutineleak`, `//leak:ignore reason`. */
import type { LineNumber, Place } from '../goroutine';
import { isInside, modelOf, statementAround } from './model';
import type { SyntaxPort } from './port';
import type { SourceFacts } from './facts';
import type { Excuse, FunctionSyntax } from './syntax';

/** The excuse at the first of the places that has one. */
export function excuseAt(
  places: readonly (Place | undefined)[],
  port: SyntaxPort,
): SourceFacts['excused'] {
  for (const place of places) {
    if (!place) continue;
    const { file, line } = place;
    const function_ = port.functionAt(file, line);
    const excuse = function_ && excuseIn(function_, line);
    if (excuse) {
      const { comment, reason } = excuse;
      return { comment, reason, place: { file, line } };
    }
  }
  return undefined;
}

/** At the line, at the first line of its statement, or at the function as a whole. */
function excuseIn(function_: FunctionSyntax, line: LineNumber): Excuse | undefined {
  const { excuses } = function_;
  if (excuses.length === 0) return undefined;
  const model = modelOf(function_);
  const node = model.nodes.find(n => n.line === line);
  const statement = node && statementAround(model, node);
  const lines = model.nodes.filter(n => statement && isInside(model, n, statement));
  // A send has the line of its operator; what is sent on may begin above.
  const first = lines.reduce((least, n) => Math.min(least, n.line), line);
  return excuses.find(e => (first <= e.line && e.line <= line) || e.line === function_.line);
}
