import { startAround } from '../model';
import { usesOfObject } from '../objects';
import { hit, type Rule } from '../rule';

/**
 * GL010: Add is called in the goroutine that it counts. Wait may run first and see a zero, and a group that is used again
 * then counts wrong.
 *
 *     go func() {
 *         wg.Add(1)                   // belongs before the go statement
 *         defer wg.Done()
 *     }()
 *     wg.Wait()
 */
export const addInGoroutine: Rule = {
  id: 'GL010',
  sentence: 'WaitGroup.Add is called inside the goroutine that it counts.',
  evaluate({ node, kind, model, pkg, callerOf }) {
    if ((kind !== 'waitgroup' && kind !== 'sema') || node.kind !== 'call') return [];
    if (node.callee.kind !== 'selector' || node.callee.field !== 'Wait') return [];
    const uses = usesOfObject(node.callee.operand, model, pkg, callerOf);
    const { home } = uses ?? {};
    const add = uses?.calls.find(
      use =>
        use.method === 'Add' &&
        use.model === home?.model &&
        startAround(use.model, use.call) !== startAround(model, node),
    );
    return add ? [hit('GL010', { model: add.model, node: add.call, certain: false })] : [];
  },
};
