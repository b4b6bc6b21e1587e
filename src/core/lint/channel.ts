/** A channel as far as the text can follow it: where it is made, who sends, who receives, who closes. */
import type { Place } from '../goroutine';
import { runsLater, startAround, type FunctionModel } from './model';
import type { Call, Literal, Start, Syntax } from './syntax';

export interface ChannelSite {
  readonly kind: 'send' | 'recv' | 'close';
  readonly model: FunctionModel;
  /** Send statement, receive expression, range loop or call of close. */
  readonly node: Syntax;
  /**
   * The same place seen from the function that makes the channel: the operation itself, or the call that leads to it.
   */
  readonly at: Syntax;
  /** Starts the goroutine that runs it: a `go` statement or the call of a spawn method. */
  readonly start: Start | Call | undefined;
  readonly startModel: FunctionModel;
  /** See `runsLater`; also for a call that leads to it. */
  readonly later: boolean;
}

export interface MadeChannel {
  readonly place: Place;
  readonly capacity: number | undefined;
  readonly model: FunctionModel | undefined;
  readonly call: Call | undefined;
}

export interface FollowedChannel {
  readonly expression: string;
  readonly scope: 'local' | 'field' | 'package';
  /** The function that makes a local channel; the sites' `at` are its parts. */
  readonly home: FunctionModel | undefined;
  readonly field: string | undefined;
  readonly makes: readonly MadeChannel[];
  readonly sites: readonly ChannelSite[];
  /** Operations that `sites` may not show: in other packages, or behind a value that could not be followed. */
  readonly hidden: Hidden;
}

export interface Hidden {
  readonly receivers: boolean;
  /** Senders, and code that closes. */
  readonly senders: boolean;
}

export const nothingHidden: Hidden = { receivers: false, senders: false };
export const allHidden: Hidden = { receivers: true, senders: true };

export function either(a: Hidden, b: Hidden): Hidden {
  return { receivers: a.receivers || b.receivers, senders: a.senders || b.senders };
}

/** No other code can use the channel. */
export function isComplete({ hidden }: FollowedChannel): boolean {
  return !hidden.receivers && !hidden.senders;
}

/** Everybody who could end the wait of an operation is among the sites. */
export function knowsPartners({ hidden }: FollowedChannel, { kind }: ChannelSite): boolean {
  return kind === 'send' ? !hidden.receivers : !hidden.senders;
}

/** The capacity that every make gives; undefined: not constant, not equal, or no make was found. */
export function capacityOf(channel: FollowedChannel): number | undefined {
  const capacities = new Set(channel.makes.map(make => make.capacity));
  const [capacity] = capacities;
  return capacities.size === 1 ? capacity : undefined;
}

export const sitesOf = (
  channel: FollowedChannel,
  kind: ChannelSite['kind'],
): readonly ChannelSite[] => channel.sites.filter(site => site.kind === kind);

export function placeOf(model: FunctionModel, node: Syntax): Place {
  return { file: model.syntax.file, line: node.line };
}

/** A site in the function at hand. */
export function siteHere(
  kind: ChannelSite['kind'],
  model: FunctionModel,
  node: Syntax,
  declaredIn?: Literal,
): ChannelSite {
  return {
    kind,
    model,
    node,
    at: node,
    start: startAround(model, node),
    startModel: model,
    later: runsLater(model, node, declaredIn),
  };
}
