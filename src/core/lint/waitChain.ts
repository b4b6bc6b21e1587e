/**
 * GL030: the goroutine waits for others that are stuck themselves, for a reason that is known. Not the place to repair; it says
 * where that is.
 *
 *     go func() { plugin.wait(); close(done) }()     // stuck: nobody wakes the plugin's Cond
 *     <-done
 */
import { isBehind, type Position } from './behind';
import { sitesOf } from './channel';
import type { RuleHit } from './facts';
import { callOutside } from './home';
import { usesOfObject } from './objects';
import { hit, type Blocked } from './rule';

/** A goroutine that is stuck: where it stands, innermost first. */
export type Stuck = readonly Position[];

/** Calls looked at outwards. */
const maxCallers = 6;

/** Where the goroutine stands, and the calls that led there. */
export function positionsOf({ model, node, callerOf }: Blocked): Stuck {
  const positions: Position[] = [{ model, node }];
  for (let i = 0; i < maxCallers; i++) {
    const last = positions[i];
    const site = last && callOutside(last.model, last.node, callerOf);
    if (!site) break;
    positions.push({ model: site.model, node: site.call });
  }
  return positions;
}

/** The hit when everybody who could end the wait is stuck in front of doing so. */
export function waitChainHit(blocked: Blocked, stuck: readonly Stuck[]): RuleHit | undefined {
  const helpers = helpersOf(blocked);
  const others = stuck.filter(([innermost]) => innermost?.node !== blocked.node);
  const found = helpers.map(helper =>
    others.find(positions => positions.some(position => isBehind(helper, position))),
  );
  const [first] = found;
  const at = first?.[0];
  if (!at || found.some(one => !one)) return undefined;
  return hit('GL030', { ...at, certain: false });
}

/** What would end the wait: the other side of the channel, or the calls of Done. Empty: not known, or nothing would. */
function helpersOf({ channel, site, node, kind, model, pkg, callerOf }: Blocked): Position[] {
  if (channel && site) {
    const hidden = site.kind === 'send' ? channel.hidden.receivers : channel.hidden.senders;
    if (hidden) return [];
    if (site.kind === 'send') return [...sitesOf(channel, 'recv')];
    return channel.sites.filter(other => other.kind !== 'recv');
  }
  const isWait = (kind === 'waitgroup' || kind === 'sema') && node.kind === 'call';
  if (!isWait || node.callee.kind !== 'selector') return [];
  const uses = usesOfObject(node.callee.operand, model, pkg, callerOf);
  if (!uses || uses.hidden) return [];
  return uses.calls
    .filter(({ method }) => method === 'Done')
    .map(({ model: at, call }) => ({ model: at, node: call }));
}
