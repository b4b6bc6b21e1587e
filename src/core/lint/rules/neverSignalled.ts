import { isNeverCalled } from '../callers';
import { setWithoutWaking } from '../wakers';
import { usesOfObject, type MethodCall } from '../objects';
import { hit, nameOf, type Rule } from '../rule';

/**
 * GL028: nobody wakes the Cond. Its Wait returns after a Signal or a Broadcast only.
 *
 *     for !p.ready() {
 *         p.cond.Wait()               // nothing calls p.cond.Broadcast
 *     }
 */
export const neverSignalled: Rule = {
  id: 'GL028',
  sentence: 'No code calls Signal or Broadcast of the Cond.',
  evaluate({ node, kind, model, pkg, callerOf }) {
    if (kind !== 'cond' || node.kind !== 'call' || node.callee.kind !== 'selector') return [];
    const uses = usesOfObject(node.callee.operand, model, pkg, callerOf);
    if (!uses || uses.hidden) return [];
    const wakers = uses.calls.filter(({ method }) => method === 'Signal' || method === 'Broadcast');
    if (wakers.length === 0) return [hit('GL028', { model, node, certain: true })];
    const dead = wakers.every(waker => isNeverCalled(waker.model, pkg, [model, uses.home?.model]))
      ? wakers[0]
      : undefined;
    if (dead) return [uncalled(dead)];
    const set = setWithoutWaking(node, model, wakers, pkg);
    return set ? [hit('GL028', { ...set, certain: false, variant: 'flag' })] : [];
  },
};

function uncalled({ model, call }: MethodCall) {
  const args = [nameOf(model)];
  return hit('GL028', { model, node: call, certain: false, variant: 'uncalled', args });
}
