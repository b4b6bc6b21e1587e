import { isDrained } from '../drained';
import { hit, type Rule } from '../rule';

/**
 * GL032: the channel of a timer is drained though its value was received before. Stop answers false then, too.
 *
 *     <-t.C
 *     if !t.Stop() {
 *         <-t.C                       // nothing comes any more
 *     }
 */
export const drainedTimer: Rule = {
  id: 'GL032',
  sentence: "A timer's channel is drained after its value was received.",
  evaluate({ node, model }) {
    return isDrained(model, node) ? [hit('GL032', { model, node, certain: true })] : [];
  },
};
