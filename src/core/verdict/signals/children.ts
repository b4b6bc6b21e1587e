import { common } from '../../cohort/idLists';
import type { Cluster } from '../../goroutine';
import { parseSymbol } from '../../symbol';
import { isLockAtWork } from '../abandoned';
import { pilingKinds, workingKinds } from '../waits';
import { weight } from '../weights';
import type { Signal, SignalOf } from '../facts';

const w = weight.children;
const mostWaiters = 1000;

/** J: what a WaitGroup waits for are mostly the goroutines that the waiter started: are they there, and do they move? */
export const children: SignalOf = facts => {
  const { cluster, around } = facts;
  const { kind, ids, count } = cluster;
  if (kind !== 'waitgroup' || ids.length !== count || count > mostWaiters) return [];
  const started = around.childrenOf(cluster);
  const [first] = started;
  if (!first) {
    // What others started for it, beside it, may be what it waits for.
    const beside = around.siblingsOf(cluster).some(({ kind: wait }) => !pilingKinds.has(wait));
    const known = around.parentsGone(cluster) !== undefined;
    return known && !beside ? [signal('J.childless', [], w.none)] : [];
  }
  // One call's child at work does not speak for the other calls.
  const working = started.filter(child => workingKinds.has(child.kind));
  const helped = working.reduce((sum, { parentIds }) => sum + common(parentIds, ids), 0);
  if (2 * helped >= count) return [signal('J.children', [], w.working)];
  const stuck = started.find(child => pilingKinds.has(child.kind) && !isLockAtWork(facts, child));
  return stuck ? [signal('J.children.stuck', [nameOf(stuck)], w.stuck)] : [];
};

function nameOf({ frames, siteIndex }: Cluster): string {
  const site = frames[siteIndex ?? 0];
  return site ? parseSymbol(site.func).name : '';
}

function signal(id: string, args: readonly (string | number)[], points: number): Signal {
  return { kind: 'J', text: { id, args }, points };
}
