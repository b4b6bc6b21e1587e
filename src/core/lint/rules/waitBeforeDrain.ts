import { capacityOf, knowsPartners, sitesOf, type FollowedChannel } from '../channel';
import { followChannel } from '../channels';
import { mayFollow, textOf } from '../flow';
import { hasRoom } from '../loops';
import {
  isInside,
  loopAround,
  runnerOf,
  selectCaseOf,
  startOfLiteral,
  type FunctionModel,
} from '../model';
import { hit, type Blocked, type Rule } from '../rule';
import type { RuleHit } from '../facts';
import type { Call, Literal, Syntax } from '../syntax';

/**
 * GL011: the WaitGroup is waited for before the channel is drained. The workers cannot finish until somebody receives, and
 * nobody receives until they have finished.
 *
 *     for _, job := range jobs {
 *         wg.Add(1)
 *         go func() { defer wg.Done(); results <- job.run() }()
 *     }
 *     wg.Wait()
 *     for r := range results { … }
 */
export const waitBeforeDrain: Rule = {
  id: 'GL011',
  sentence: 'WaitGroup.Wait stands before the receives that the waited-for goroutines need.',
  evaluate(blocked) {
    const { node, model, kind } = blocked;
    if (node.kind === 'call' && (kind === 'waitgroup' || kind === 'sema'))
      return [...ofWait(node, model, blocked), ...ofWaitInLoop(node, model)].slice(0, 1);
    return node.kind === 'send' ? ofSend(blocked) : [];
  },
};

/** The blocked sender: the first `Wait` that stands between its start and every receive. */
function ofSend({ channel, site, model }: Blocked): RuleHit[] {
  const home = channel?.home;
  if (!channel || !home || !site?.start || model !== home || site.startModel !== home) return [];
  if (hasRoom(channel)) return [];
  const wait = waits(home).find(call => comesFirst(call, channel, site.node, home));
  const certain = capacityOf(channel) === 0 && knowsPartners(channel, site);
  return wait ? [hit('GL011', { model: home, node: wait, certain })] : [];
}

/** The blocked `Wait`: a goroutine of this function that must send first. */
function ofWait(wait: Call, model: FunctionModel, { pkg, callerOf }: Blocked): RuleHit[] {
  for (const node of model.nodes) {
    if (node.kind !== 'send' || !marksDone(model, node, wait) || selectCaseOf(model, node))
      continue;
    const channel = followChannel(node.channel, model, pkg, callerOf);
    const site = channel?.sites.find(s => s.node === node);
    if (channel?.home !== model || !site || !comesFirst(wait, channel, node, model)) continue;
    if (hasRoom(channel)) continue;
    const certain = capacityOf(channel) === 0 && knowsPartners(channel, site);
    return [hit('GL011', { model, node, certain, variant: 'wait' })];
  }
  return [];
}

/** `wg.Wait()` in the loop that starts the goroutines, while `wg.Add(n)` stands before it. */
function ofWaitInLoop(wait: Call, model: FunctionModel): RuleHit[] {
  const loop = loopAround(model, wait);
  const group = groupOf(wait);
  if (!loop || group === '') return [];
  const adds = model.nodes.filter(n => isCallOf(n, group, 'Add'));
  const outside = adds.find(add => !isInside(model, add, loop) && mayFollow(model, add, loop));
  const inside = model.nodes.some(
    n =>
      isInside(model, n, loop) &&
      (isCallOf(n, group, 'Add') || isCallOf(n, group, 'Go')) &&
      runnerOf(model, n) === runnerOf(model, wait),
  );
  const done = model.nodes.some(n => isInside(model, n, loop) && isCallOf(n, group, 'Done'));
  if (!outside || inside || !done || isOne(outside)) return [];
  return [hit('GL011', { model, node: outside, certain: true, variant: 'loop' })];
}

/** In the function that makes the channel, after the sender was started and before anybody receives. */
function comesFirst(
  wait: Call,
  channel: FollowedChannel,
  send: Syntax,
  home: FunctionModel,
): boolean {
  const receives = sitesOf(channel, 'recv');
  const runner = runnerOf(home, wait);
  return (
    marksDone(home, send, wait) &&
    receives.length > 0 &&
    receives.every(
      r => r.model === home && runnerOf(home, r.node) === runner && mayFollow(home, wait, r.node),
    )
  );
}

/** The literal that sends also calls `Done` of the same group, deferred or after the send. */
function marksDone(model: FunctionModel, send: Syntax, wait: Call): boolean {
  const literal = runnerOf(model, send);
  const start = literal && startOfLiteral(model, literal);
  if (!literal || !start || runnerOf(model, start) !== runnerOf(model, wait)) return false;
  const group = groupOf(wait);
  return (
    model.orderOf(start) < model.orderOf(wait) &&
    (isCallOf(start, group, 'Go') ||
      dones(model, literal, group).some(d => isLater(model, d, send)))
  );
}

function dones(model: FunctionModel, literal: Literal, group: string): Syntax[] {
  return model.nodes.filter(n => isCallOf(n, group, 'Done') && isInside(model, n, literal));
}

function isLater(model: FunctionModel, done: Syntax, send: Syntax): boolean {
  return model.parentOf(done)?.kind === 'defer' || model.orderOf(done) > model.orderOf(send);
}

function waits(model: FunctionModel): Call[] {
  return model.nodes.filter(
    (n): n is Call => n.kind === 'call' && n.args.length === 0 && isMethod(n, 'Wait'),
  );
}

function isMethod({ callee }: Call, name: string): boolean {
  return callee.kind === 'selector' && callee.field === name;
}

function isCallOf(node: Syntax, group: string, name: string): boolean {
  return group !== '' && node.kind === 'call' && isMethod(node, name) && groupOf(node) === group;
}

function groupOf({ callee }: Call): string {
  return callee.kind === 'selector' ? textOf(callee.operand) : '';
}

function isOne(add: Syntax): boolean {
  const [count] = add.kind === 'call' ? add.args : [];
  return count?.kind === 'constant' && count.text === '1';
}
