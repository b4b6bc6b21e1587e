/** The channel of a blocked operation: a local one is followed from its make, a field or global through its package. */
import {
  allHidden,
  either,
  isComplete,
  nothingHidden,
  placeOf,
  siteHere,
  type ChannelSite,
  type FollowedChannel,
  type MadeChannel,
} from './channel';
import { chainOf, element, makeOf, roleOf, type Chain } from './expressions';
import { usesOfField, usesOfGlobal } from './fieldUses';
import { textOf } from './flow';
import { traceVariable, type Trace } from './follow';
import type { FunctionModel, Variable } from './model';
import type { CallSite, GoPackage } from './package';
import type { Call, Expression, Name } from './syntax';

/** Answers which call has led into a function, when the stack of the goroutine tells. */
export type CallerOf = (model: FunctionModel) => CallSite | undefined;

/**
 * Follows the channel that an expression means. Undefined when nothing can be said about it: a call's result, a value out
 * of a map of interfaces, a parameter whose caller is not known.
 */
export function followChannel(
  expression: Expression,
  model: FunctionModel,
  pkg: GoPackage,
  callerOf: CallerOf,
): FollowedChannel | undefined {
  const text = textOf(expression);
  if (expression.kind === 'call')
    return madeInPlace(expression, model, pkg) ?? accessed(expression, model, pkg);
  const chain = chainOf(expression);
  if (!chain) return undefined;
  const home = homeOf(chain, model, pkg, callerOf);
  const local = localChannel(text, home, pkg);
  if (local && isComplete(local)) return local;
  const origin: Home = { ...chain, model, variable: model.variableOf(chain.root) };
  return fieldChannel(text, home, pkg) ?? fieldChannel(text, origin, pkg) ?? local;
}

/** `<-make(chan int)`: nobody else will ever see it. */
function madeInPlace(
  call: Call,
  model: FunctionModel,
  pkg: GoPackage,
): FollowedChannel | undefined {
  const make = makeOf(call, pkg.constant);
  const role = roleOf(model, call);
  if (!make || (role.what !== 'send' && role.what !== 'recv' && role.what !== 'ranged'))
    return undefined;
  const kind = role.what === 'ranged' ? 'recv' : role.what;
  return {
    expression: textOf(call),
    scope: 'local',
    home: model,
    field: undefined,
    makes: [made(model, call, make.capacity)],
    sites: [siteHere(kind, model, role.node)],
    hidden: nothingHidden,
  };
}

/** `s.Done()`: a method of the package whose every return is nil or one and the same field of its receiver. */
function accessed(call: Call, model: FunctionModel, pkg: GoPackage): FollowedChannel | undefined {
  const callee = call.args.length === 0 ? pkg.calleeOf(model, call) : undefined;
  if (!callee) return undefined;
  const returned = callee.nodes.flatMap(node => (node.kind === 'return' ? node.values : []));
  const values = returned.filter(value => value.kind !== 'constant');
  const [first] = values;
  const chain = first && chainOf(first);
  if (!chain || callee.variableOf(chain.root)?.role !== 'receiver') return undefined;
  if (values.some(value => textOf(value) !== textOf(first))) return undefined;
  const home = { ...chain, model: callee, variable: callee.variableOf(chain.root) };
  const field = fieldChannel(textOf(first), home, pkg);
  // Seen from here the operation is on the result of the call: it is one more use of the field.
  const use = roleOf(model, call);
  if (!field || (use.what !== 'recv' && use.what !== 'send' && use.what !== 'ranged')) return field;
  const kind = use.what === 'ranged' ? 'recv' : use.what;
  return {
    ...field,
    expression: textOf(call),
    sites: [...field.sites, siteHere(kind, model, use.node)],
  };
}

/** A chain, and the function in which its root is declared. */
interface Home extends Chain {
  readonly model: FunctionModel;
  readonly variable: Variable | undefined;
}

/** A parameter is looked up at the caller, at most this many calls up. */
const maxCallers = 3;

function homeOf(
  chain: Chain,
  model: FunctionModel,
  pkg: GoPackage,
  callerOf: CallerOf,
  rounds = maxCallers,
): Home {
  const variable = model.variableOf(chain.root);
  const here: Home = { ...chain, model, variable };
  if (!variable || rounds === 0) return here;
  const source = variable.position === undefined ? aliasOf(variable) : undefined;
  if (source) {
    const from = chainOf(source);
    const longer = from && { root: from.root, fields: [...from.fields, ...chain.fields] };
    return longer ? homeOf(longer, model, pkg, callerOf, rounds - 1) : here;
  }
  if (variable.position === undefined) return here;
  const site = callerOf(model) ?? onlyCall(model, pkg);
  const argument = site && argumentAt(site, variable.position);
  const up = argument && chainOf(argument);
  if (!site || !up) return here;
  const longer = { root: up.root, fields: [...up.fields, ...chain.fields] };
  const found = homeOf(longer, site.model, pkg, callerOf, rounds - 1);
  return found.variable?.role === 'local' || !found.variable ? found : here;
}

/** The chain that a local variable is another name of: `ch := s.events`, `for _, ch := range chs`. */
function aliasOf(variable: Variable): Expression | undefined {
  const { value, declaration } = variable;
  if (declaration?.kind === 'range' && declaration.names[1] === variable.names[0])
    return { kind: 'index', operand: declaration.over, index: undefined, line: declaration.line };
  return value?.kind === 'selector' || value?.kind === 'name' || value?.kind === 'index'
    ? value
    : undefined;
}

function onlyCall(model: FunctionModel, pkg: GoPackage): CallSite | undefined {
  const { name, receiver } = model.syntax;
  if (/^\p{Lu}/u.test(name) && receiver !== undefined) return undefined;
  const calls = pkg.callsOf(model.syntax);
  return calls?.length === 1 ? calls[0] : undefined;
}

/** The argument of a parameter; position -1 is the receiver. */
export function argumentAt({ call }: CallSite, position: number): Expression | undefined {
  if (position >= 0) return call.args[position];
  return call.callee.kind === 'selector' ? call.callee.operand : undefined;
}

function localChannel(text: string, home: Home, pkg: GoPackage): FollowedChannel | undefined {
  const { model, variable, fields } = home;
  if (!variable || variable.role !== 'local') return undefined;
  const trace = traceVariable(model, variable, fields, pkg);
  const makes = trace.makes.map(({ model: m, make }) => made(m, make.call, make.capacity));
  const known = makes.length > 0 || isNilVariable(variable, fields);
  return {
    expression: text,
    scope: 'local',
    home: model,
    field: undefined,
    makes,
    sites: inOrder(trace, model),
    hidden: known ? trace.hidden : either(trace.hidden, allHidden),
  };
}

/** `var ch chan T`: nil until it is set. */
function isNilVariable({ value, type, declaration }: Variable, fields: readonly string[]): boolean {
  const bare = declaration?.kind === 'define' && declaration.values.length === 0;
  return bare && fields.length === 0 && value === undefined && /\bchan\b/.test(type ?? '');
}

function inOrder(trace: Trace, model: FunctionModel): ChannelSite[] {
  return [...trace.sites].sort((a, b) => model.orderOf(a.at) - model.orderOf(b.at));
}

function made(model: FunctionModel, call: Call, capacity: number | undefined): MadeChannel {
  return { place: placeOf(model, call), capacity, model, call };
}

/** A struct's field, or a variable of the package: every use in the package, whatever object it belongs to. */
function fieldChannel(
  text: string,
  { root, fields, model, variable }: Home,
  pkg: GoPackage,
): FollowedChannel | undefined {
  const field = fields.filter(step => step !== element).at(-1);
  if (field !== undefined) {
    const holder = expressionOf(root, fields.slice(0, fields.lastIndexOf(field)));
    return usesOfField(text, field, pkg.typeOf(holder, model), pkg);
  }
  const declared = variable ? undefined : pkg.variableNamed(root.name);
  return declared && usesOfGlobal(text, declared.name, pkg);
}

/** A chain as an expression again. */
function expressionOf(root: Name, fields: readonly string[]): Expression {
  const { line } = root;
  return fields.reduce<Expression>(
    (operand, field) =>
      field === element
        ? { kind: 'index', operand, index: undefined, line }
        : { kind: 'selector', operand, field, line },
    root,
  );
}
