import { numberOf } from '../expressions';
import { loopAround, runnerOf, startAround, type FunctionModel } from '../model';
import { usesOfObject, type MethodCall } from '../objects';
import type { GoPackage } from '../package';
import { hit, type Rule } from '../rule';
import { skippedBy } from '../skipped';
import type { Syntax } from '../syntax';

/**
 * GL029: more is added to the WaitGroup than will be done: no call of Done at all, fewer than were added, or a return that
 * leaves a goroutine before its Done.
 *
 *     wg.Add(1)
 *     go func() {
 *         if err := work(); err != nil {
 *             return                  // Done is not called
 *         }
 *         wg.Done()
 *     }()
 *     wg.Wait()
 */
export const waitGroup: Rule = {
  id: 'GL029',
  sentence: 'The WaitGroup is told to wait for more than will be done.',
  evaluate({ node, kind, model, pkg, callerOf }) {
    if ((kind !== 'waitgroup' && kind !== 'sema') || node.kind !== 'call') return [];
    if (node.callee.kind !== 'selector' || node.callee.field !== 'Wait') return [];
    const uses = usesOfObject(node.callee.operand, model, pkg, callerOf);
    if (!uses || uses.hidden) return [];
    const adds = uses.calls.filter(({ method }) => method === 'Add');
    const dones = uses.calls.filter(({ method }) => method === 'Done');
    const [add] = adds;
    if (!add || uses.calls.some(({ method }) => method === 'Go')) return [];
    // Add(-1) is a Done by another name.
    if (adds.some(one => (countOf(one, pkg) ?? 1) < 1)) return [];
    if (dones.length === 0)
      return [hit('GL029', { model: add.model, node: add.call, certain: true, variant: 'none' })];
    const skipped = dones.flatMap(done => skippedAt(done) ?? [])[0];
    if (skipped) return [hit('GL029', { ...skipped, certain: true, variant: 'return' })];
    const fewer = uses.home && isFewer(adds, dones, pkg);
    return fewer ? [hit('GL029', { model: add.model, node: add.call, certain: true })] : [];
  },
};

function countOf({ call }: MethodCall, pkg: GoPackage): number | undefined {
  const [count] = call.args;
  if (count?.kind === 'unary' && count.operator === '-') return -1;
  return count && numberOf(count, pkg.constant);
}

/** Each call runs once: the numbers speak for themselves. */
function isFewer(
  adds: readonly MethodCall[],
  dones: readonly MethodCall[],
  pkg: GoPackage,
): boolean {
  const once = [...adds, ...dones].every(one => runsOnce(one));
  const counts = adds.map(one => countOf(one, pkg));
  if (!once || counts.some(count => count === undefined)) return false;
  return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0) > dones.length;
}

/** Not in a loop, nor in a literal or function that may run several times. */
function runsOnce({ model, call }: MethodCall): boolean {
  let at: Syntax | undefined = call;
  while (at) {
    if (loopAround(model, at)) return false;
    const runner = runnerOf(model, at);
    if (!runner) return true;
    const start = startAround(model, at);
    if (!start) return false;
    at = start;
  }
  return true;
}

/** A return of the goroutine's literal that leaves it before a Done which is not deferred. */
function skippedAt({
  model,
  call,
}: MethodCall): { model: FunctionModel; node: Syntax } | undefined {
  const node = skippedBy(model, call, isDone);
  return node && { model, node };
}

function isDone(node: Syntax): boolean {
  return node.kind === 'call' && node.callee.kind === 'selector' && node.callee.field === 'Done';
}
