/** Loops that start senders, and how often a loop runs. */
import { capacityOf, sitesOf, type ChannelSite, type FollowedChannel } from './channel';
import { numberOf } from './expressions';
import { isInside, loopAround, type FunctionModel } from './model';
import type { GoPackage } from './package';
import type { Syntax } from './syntax';

export interface FoundLoop {
  readonly model: FunctionModel;
  readonly node: Extract<Syntax, { readonly kind: 'for' | 'range' }>;
}

/**
 * The loop that makes many sends of one statement: around the `go` statement, or around the send in its goroutine. A loop
 * in which the channel is made anew does not count.
 */
export function sendingLoop(
  home: FunctionModel,
  site: ChannelSite,
  channel: FollowedChannel,
): FoundLoop | undefined {
  const own = loopAround(site.model, site.node);
  if (own && !makesInside(site.model, own, channel)) return { model: site.model, node: own };
  const around = site.start && site.startModel === home ? loopAround(home, site.start) : undefined;
  return around && !makesInside(home, around, channel) ? { model: home, node: around } : undefined;
}

/** The buffer takes every send there is: nobody has to receive. */
export function hasRoom(channel: FollowedChannel): boolean {
  const { home } = channel;
  const sends = sitesOf(channel, 'send');
  if (!home || sends.length > (capacityOf(channel) ?? 0)) return false;
  return sends.every(send => !sendingLoop(home, send, channel) && !loopAround(home, send.at));
}

function makesInside(model: FunctionModel, loop: Syntax, channel: FollowedChannel): boolean {
  return channel.makes.some(
    ({ model: m, call }) => m === model && call !== undefined && isInside(model, call, loop),
  );
}

/** `for i := 0; i < n; i++`, `for i := range 8`: the number of rounds where the text gives it as a constant. */
export function loopBoundOf(
  model: FunctionModel,
  loop: FoundLoop['node'],
  pkg: GoPackage,
): number | undefined {
  const constant = (name: string): number | undefined => localConstant(model, name, pkg);
  if (loop.kind === 'range') return numberOf(loop.over, constant);
  const { condition, initial } = loop;
  if (condition?.kind !== 'binary' || !/^<=?$/.test(condition.operator)) return undefined;
  const [from] = initial?.kind === 'define' ? initial.values : [];
  const first = from && numberOf(from, constant);
  const last = numberOf(condition.right, constant);
  if (first === undefined || last === undefined) return undefined;
  return last - first + (condition.operator === '<=' ? 1 : 0);
}

/** A constant of the function or of the package; a variable that is set once to a number and never again counts. */
function localConstant(model: FunctionModel, name: string, pkg: GoPackage): number | undefined {
  for (const node of model.nodes) {
    if (node.kind !== 'define' || !node.constant) continue;
    const index = node.names.findIndex(n => n.name === name);
    const value = index < 0 ? undefined : node.values[index];
    if (value) return numberOf(value, pkg.constant);
  }
  return pkg.constant(name);
}
