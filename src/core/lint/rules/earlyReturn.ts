import { knowsPartners, capacityOf, type ChannelSite } from '../channel';
import { mayFollow, returnsOf } from '../flow';
import {
  isInside,
  listAround,
  runnerOf,
  startAround,
  statementAround,
  type FunctionModel,
} from '../model';
import { endsProcess, hit, type Rule } from '../rule';
import type { Syntax } from '../syntax';

/**
 * GL002: the other side returns first. A goroutine sends (or waits for a value or a close), and the function that started
 * it can return between the `go` statement and its own side of the channel.
 *
 *     ch := make(chan Result)
 *     go func() { ch <- work() }()
 *     if err := prepare(); err != nil {
 *         return err                  // nobody receives
 *     }
 *     r := <-ch
 */
export const earlyReturn: Rule = {
  id: 'GL002',
  sentence: 'The function that started the goroutine can return before its side of the channel.',
  evaluate({ channel, site }) {
    const home = channel?.home;
    if (!channel || !home || !site?.start || site.startModel !== home || site.kind === 'close')
      return [];
    if (site.kind === 'send' && capacityOf(channel) !== 0) return [];
    const partners = channel.sites.filter(other =>
      site.kind === 'send' ? other.kind === 'recv' : other.kind !== 'recv',
    );
    const early = earlyReturnOf(home, statementAround(home, site.start), partners);
    if (!early || endsProcess(home, early)) return [];
    const variant = site.kind === 'recv' ? { variant: 'recv' } : {};
    return [
      hit('GL002', { model: home, node: early, certain: knowsPartners(channel, site), ...variant }),
    ];
  },
};

/**
 * The first return that can run after `start` and before any partner. Undefined when a partner runs elsewhere (another
 * goroutine, a deferred literal): then nothing is known about the order.
 */
function earlyReturnOf(
  home: FunctionModel,
  start: Syntax,
  partners: readonly ChannelSite[],
): Syntax | undefined {
  const runner = runnerOf(home, start);
  const inOrder = partners.every(p => runnerOf(home, p.at) === runner && !startsGoroutine(home, p));
  if (!inOrder || !partners.some(p => mayFollow(home, start, p.at))) return undefined;
  const list = listAround(home, start);
  return returnsOf(home, start).find(
    end =>
      list?.list.some(s => isInside(home, end, s)) === true &&
      mayFollow(home, start, end) &&
      !partners.some(p => home.orderOf(p.at) < home.orderOf(end) || isInside(home, p.at, end)),
  );
}

/** The partner is in a function that the home starts as a goroutine. */
function startsGoroutine(home: FunctionModel, partner: ChannelSite): boolean {
  return partner.start !== undefined && partner.start !== startAround(home, partner.at);
}
