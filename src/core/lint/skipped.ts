/** Steps at the end of a goroutine's literal that a return in front of them leaves out. */
import { mayFollow, returnsOf } from './flow';
import { runnerOf, startAround, type FunctionModel } from './model';
import type { Syntax } from './syntax';

/**
 * The return by which a literal that runs as a goroutine leaves before `step`, a call or receive that stands in it as a
 * statement of its own. `isAlike`: the same step elsewhere, which may stand on that path. Undefined when none leaves, or when the
 * step is in a branch: others may stand on the other paths.
 */
export function skippedBy(
  model: FunctionModel,
  step: Syntax,
  isAlike: (node: Syntax) => boolean,
): Syntax | undefined {
  const runner = runnerOf(model, step);
  const parent = model.parentOf(step);
  if (!runner || parent?.kind !== 'expression' || !startAround(model, step)) return undefined;
  if (model.parentOf(parent) !== runner.body) return undefined;
  const others = model.nodes.filter(n => n !== step && isAlike(n) && runnerOf(model, n) === runner);
  return returnsOf(model, step).find(
    end => model.orderOf(end) < model.orderOf(step) && !others.some(o => mayFollow(model, o, end)),
  );
}
