import { isNeverCalled } from '../callers';
import { isComplete, sitesOf, type ChannelSite } from '../channel';
import { exitsOfLoop } from '../flow';
import { literalUse, loopAround, runnerOf, type FunctionModel } from '../model';
import type { RuleHit } from '../facts';
import type { GoPackage } from '../package';
import { endsProcess, hit, nameOf, type Rule } from '../rule';
import type { Syntax } from '../syntax';

/**
 * GL005: a loop over a channel that nobody closes. It takes every value and then waits for one more.
 *
 *     jobs := make(chan Job)
 *     for range workers {
 *         go func() { for job := range jobs { job.run() } }()
 *     }
 *     for _, job := range list { jobs <- job }
 *     // close(jobs) is missing
 */
export const neverClosed: Rule = {
  id: 'GL005',
  sentence: 'A loop receives from a channel that nothing closes.',
  evaluate({ channel, site, node, model, pkg }) {
    if (!channel || !isComplete(channel) || site?.kind !== 'recv' || !loops(node, site)) return [];
    const sends = sitesOf(channel, 'send');
    const [first] = sends;
    if (!first) return [];
    const [close, ...others] = sitesOf(channel, 'close');
    if (close) return uncalled([close, ...others], [model, channel.home], pkg);
    const made = channel.makes[0];
    const home = channel.home;
    // Whoever sends for as long as the program runs needs no close.
    const endless = sends.some(send => sendsForEver(send, home));
    const process = home && made?.call && endsProcess(home, made.call);
    const certain =
      home !== undefined && !endless && !process && exitsOfLoop(model, node).length === 0;
    return [hit('GL005', { model: first.model, node: first.node, certain })];
  },
};

/** It is closed, by functions that nothing calls. */
function uncalled(
  closes: readonly [ChannelSite, ...ChannelSite[]],
  running: readonly (FunctionModel | undefined)[],
  pkg: GoPackage,
): RuleHit[] {
  const [{ model, node }] = closes;
  if (!closes.every(close => isNeverCalled(close.model, pkg, running))) return [];
  const args = [nameOf(model)];
  return [hit('GL005', { model, node, certain: false, variant: 'uncalled', args })];
}

/** `for v := range ch`, or a receive without an end in a `for` without a condition. */
function loops(node: Syntax, site: ChannelSite): boolean {
  if (node.kind === 'range') return true;
  const loop = loopAround(site.model, node);
  return (
    loop?.kind === 'for' &&
    loop.condition === undefined &&
    exitsOfLoop(site.model, loop).length === 0
  );
}

/** The send, or the call that leads to it, stands in a loop without an exit, or in a literal that others keep and call. */
function sendsForEver(site: ChannelSite, home: FunctionModel | undefined): boolean {
  return isEndless(site.model, site.node) || (home !== undefined && isEndless(home, site.at));
}

function isEndless(model: FunctionModel, node: Syntax): boolean {
  const loop = loopAround(model, node);
  const endless =
    loop?.kind === 'for' && loop.condition === undefined && exitsOfLoop(model, loop).length === 0;
  const runner = runnerOf(model, node);
  return endless || (runner !== undefined && literalUse(model, runner) === 'unknown');
}
