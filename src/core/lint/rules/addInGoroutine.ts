import { runnerOf, startAround } from '../model';
import { usesOfObject, type MethodCall } from '../objects';
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
    const inHome = uses?.calls.filter(use => use.model === uses.home?.model) ?? [];
    const adds = inHome.filter(({ method }) => method === 'Add');
    const dones = inHome.filter(({ method }) => method === 'Done');
    const isInside = (add: MethodCall): boolean => {
      const runner = runnerOf(add.model, add.call);
      const start = startAround(add.model, add.call);
      return (
        start !== undefined &&
        start !== startAround(model, node) &&
        dones.some(done => runnerOf(done.model, done.call) === runner)
      );
    };
    // One that is called before may count the goroutine, and those inside others that it starts.
    const [add] = adds.every(isInside) ? adds : [];
    return add ? [hit('GL010', { model: add.model, node: add.call, certain: false })] : [];
  },
};
