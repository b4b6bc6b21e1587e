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
import { chainOf, element, makeOf, roleOf } from './expressions';
import { usesOfField, usesOfGlobal } from './fieldUses';
import { textOf } from './flow';
import { traceVariable, type Trace } from './follow';
import { expressionOf, homeOf, type CallerOf, type Home } from './home';
import type { FunctionModel, Variable } from './model';
import type { GoPackage } from './package';
import type { Call, Expression } from './syntax';

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
    expression: `make(${typeTextOf(call)})`,
    scope: 'local',
    home: model,
    field: undefined,
    makes: [made(model, call, make.capacity)],
    sites: [siteHere(kind, model, role.node)],
    hidden: nothingHidden,
  };
}

function typeTextOf({ args }: Call): string {
  const [type] = args;
  return type?.kind === 'type' ? type.text : 'chan';
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
