import { isComplete, type ChannelSite, type FollowedChannel } from '../channel';
import { chainOf } from '../expressions';
import { mayFollow, returnsOf } from '../flow';
import { dominates } from '../locks';
import { ancestorsOf, isInside, literalUse, runnerOf, type FunctionModel } from '../model';
import { hit, type Rule } from '../rule';
import type { Expression, Syntax } from '../syntax';
import type { Variable } from '../scopes';

/**
 * GL033: somebody waits for an answer, and the function that gives it can return before. The channel belongs to one request, so
 * nobody else will.
 *
 *     v, err := g.load(key)
 *     if err != nil {
 *         return err                  // who waits for c.done waits for ever
 *     }
 *     c.value = v
 *     close(c.done)
 */
export const answerSkipped: Rule = {
  id: 'GL033',
  sentence: 'The function that answers on the channel can return before it does.',
  evaluate({ channel, site, model, node }) {
    if (channel?.scope !== 'field' || site?.kind !== 'recv' || node.kind !== 'unary') return [];
    if (!isComplete(channel)) return [];
    const answers = channel.sites.filter(({ kind }) => kind !== 'recv');
    const [first, ...others] = answers.map(answer => skippedAt(answer, channel));
    if (!first || others.some(one => !one)) return [];
    // Who waits in the function that answers has its own way out of it.
    const certain = first.certain && others.length === 0 && runnerOf(model, node) === undefined;
    return [hit('GL033', { ...first, certain, args: [channel.expression] })];
  },
};

interface Skip {
  readonly model: FunctionModel;
  readonly node: Syntax;
  readonly certain: boolean;
}

/** A return in front of the answer that has the request in hand: made before it, or given to the function. */
function skippedAt(answer: ChannelSite, channel: FollowedChannel): Skip | undefined {
  const { model, node } = answer;
  const runner = runnerOf(model, node);
  if (isDeferred(model, node)) return undefined;
  const request = requestOf(answer);
  if (!request) return undefined;
  const make = channel.makes.find(
    one => one.model === model && one.call && runnerOf(model, one.call) === runner,
  )?.call;
  if (make === undefined && request.variable.role === 'local' && !request.listed) return undefined;
  const end = returnsOf(model, node).find(
    one =>
      model.orderOf(one) < model.orderOf(node) &&
      (make === undefined || dominates(model, make, one)) &&
      !asksFor(model, one, request.variable) &&
      !answersBefore(answer, channel, one) &&
      !isHandedTo(model, one, request.variable),
  );
  return (
    end && { model, node: end, certain: make !== undefined && isKept(model, request, make, end) }
  );
}

interface Request {
  readonly variable: Variable;
  /** One of a list that the function is given: `for _, r := range batch`. */
  readonly listed: boolean;
}

/** The variable that the answered channel is a field of. */
function requestOf({ model, node }: ChannelSite): Request | undefined {
  const channel =
    node.kind === 'send' ? node.channel : node.kind === 'call' ? node.args[0] : undefined;
  const variable = variableOf(model, channel);
  if (!variable) return undefined;
  const { declaration } = variable;
  if (declaration?.kind !== 'range') return { variable, listed: false };
  const list = variableOf(model, declaration.over);
  return list?.role === 'parameter' ? { variable: list, listed: true } : undefined;
}

function variableOf(
  model: FunctionModel,
  expression: Expression | undefined,
): Variable | undefined {
  const chain = expression && chainOf(expression);
  return chain && model.variableOf(chain.root);
}

function isDeferred(model: FunctionModel, node: Syntax): boolean {
  if (model.parentOf(node)?.kind === 'defer') return true;
  const runner = runnerOf(model, node);
  return runner !== undefined && literalUse(model, runner) !== 'goroutine';
}

/** `if len(batch) == 0 { return }`, `if r.resp == nil { return }`: nobody asked. */
function asksFor(model: FunctionModel, end: Syntax, variable: Variable): boolean {
  for (const up of ancestorsOf(model, end)) {
    if (up.kind === 'func') return false;
    if (up.kind === 'if' && variable.names.some(name => isInside(model, name, up.condition)))
      return true;
    if (up.kind === 'switch' || up.kind === 'select') return true;
  }
  return false;
}

function answersBefore({ model }: ChannelSite, { sites }: FollowedChannel, end: Syntax): boolean {
  return sites.some(
    other => other.kind !== 'recv' && other.model === model && mayFollow(model, other.node, end),
  );
}

/** The block that returns, or the return itself, gives the request to somebody: `return s.fail(r, err)`. */
function isHandedTo(model: FunctionModel, end: Syntax, variable: Variable): boolean {
  const block = model.parentOf(end);
  if (!block || block === model.syntax.body) return false;
  return variable.names.some(name => isInside(model, name, block) && !isMeasured(model, name));
}

/** `len(batch)`. */
function isMeasured(model: FunctionModel, name: Syntax): boolean {
  const call = model.parentOf(name);
  return call?.kind === 'call' && call.callee.kind === 'name' && call.callee.name === 'len';
}

/** Others can see the request by then: it was stored, sent or passed on. */
function isKept(model: FunctionModel, { variable }: Request, make: Syntax, end: Syntax): boolean {
  return variable.names.some(name => {
    const order = model.orderOf(name);
    const parent = model.parentOf(name);
    if (order <= model.orderOf(make) || order >= model.orderOf(end)) return false;
    return (
      (parent?.kind === 'assign' && parent.values.includes(name)) ||
      (parent?.kind === 'call' && parent.args.includes(name)) ||
      (parent?.kind === 'send' && parent.value === name)
    );
  });
}
