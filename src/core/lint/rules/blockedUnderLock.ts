import { callOutside } from '../home';
import { heldAt } from '../locks';
import { hit, type Blocked, type Rule } from '../rule';
import type { RuleHit } from '../facts';
import type { Syntax } from '../syntax';
import type { FunctionModel } from '../model';

/**
 * GL009: the goroutine waits on a channel while it holds a lock. Who needs the lock on the way to the other side of the
 * channel waits as well. Often by design: a possible cause only, and only because somebody does wait here.
 *
 *     s.mu.Lock()
 *     defer s.mu.Unlock()
 *     s.events <- e                   // the receiver calls s.state(), which locks s.mu
 */
export const blockedUnderLock: Rule = {
  id: 'GL009',
  sentence: 'The goroutine waits on a channel while it holds a lock.',
  evaluate(blocked) {
    if (!waits(blocked)) return [];
    let model: FunctionModel = blocked.model;
    let at: Syntax = blocked.node;
    for (let i = 0; i < maxCallers; i++) {
      const held = heldAt(model, at).at(-1);
      if (held) return [hitOf(held)];
      const site = callOutside(model, at, blocked.callerOf);
      if (!site) return [];
      model = site.model;
      at = site.call;
    }
    return [];
  },
};

const maxCallers = 4;

function hitOf({ model, call, text }: ReturnType<typeof heldAt>[number]): RuleHit {
  return hit('GL009', { model, node: call, certain: false, args: [text] });
}

/** A Cond gives its lock back while it waits. */
function waits({ node, kind }: Blocked): boolean {
  return node.kind !== 'call' || kind === 'waitgroup';
}
