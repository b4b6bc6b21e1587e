import { exitsOfLoop } from '../flow';
import { wakesOf } from '../wakes';
import { hit, type Rule } from '../rule';

/**
 * GL013: a loop over a ticker's channel. Stop does not close it: the loop never ends.
 *
 *     go func() {
 *         for range ticker.C {        // ticker.Stop() leaves it here
 *             report()
 *         }
 *     }()
 */
export const tickerRange: Rule = {
  id: 'GL013',
  sentence: 'A loop ranges over the channel of a ticker, which Stop does not close.',
  evaluate(blocked) {
    const { node, model } = blocked;
    if (node.kind !== 'range' || node.over.kind !== 'selector' || node.over.field !== 'C')
      return [];
    const isTicker = wakesOf(blocked).some(({ kind }) => kind === 'ticker');
    if (!isTicker || exitsOfLoop(model, node).length > 0) return [];
    return [hit('GL013', { model, node, certain: false })];
  },
};
