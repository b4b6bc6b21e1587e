/** The channel of a blocked operation: a local one is followed from its make, a field or global through its package. */
import {
  chainOf,
  element,
  fieldValue,
  makeOf,
  roleOf,
  typeOfVariable,
  type Chain,
} from './expressions';
import {
  placeOf,
  siteHere,
  type ChannelSite,
  type FollowedChannel,
  type MadeChannel,
} from './channel';
import { textOf } from './flow';
import { traceVariable, type Trace } from './follow';
import type { FunctionModel, Variable } from './model';
import type { CallSite, GoPackage } from './package';
import type { Expression, Name } from './syntax';

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
  const chain = chainOf(expression);
  if (!chain) return undefined;
  const home = homeOf(chain, model, pkg, callerOf);
  const local = home && localChannel(text, home, pkg);
  if (local?.complete) return local;
  const field = fieldChannel(text, home ?? { ...chain, model, variable: undefined }, pkg);
  return field ?? local;
}

/** A chain, and the function in which its root is declared. */
interface Home {
  readonly model: FunctionModel;
  readonly variable: Variable | undefined;
  readonly fields: readonly string[];
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
  const here: Home = { model, variable, fields: chain.fields };
  if (!variable) return here;
  const source = variable.position === undefined ? aliasOf(variable) : undefined;
  if (source && rounds > 0) {
    const from = chainOf(source);
    const longer = from && { root: from.root, fields: [...from.fields, ...chain.fields] };
    return longer ? homeOf(longer, model, pkg, callerOf, rounds - 1) : here;
  }
  if (variable.position === undefined || rounds === 0) return here;
  const site = callerOf(model) ?? onlyCall(model, pkg);
  const argument = site && argumentAt(site, variable.position);
  const up = argument && chainOf(argument);
  if (!site || !up) return here;
  const longer = { root: up.root, fields: [...up.fields, ...chain.fields] };
  const found = homeOf(longer, site.model, pkg, () => undefined, rounds - 1);
  return found.variable?.role === 'local' ? found : here;
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

function argumentAt({ call }: CallSite, position: number): Expression | undefined {
  if (position >= 0) return call.args[position];
  return call.callee.kind === 'selector' ? call.callee.operand : undefined;
}

function localChannel(text: string, home: Home, pkg: GoPackage): FollowedChannel | undefined {
  const { model, variable, fields } = home;
  if (!variable || variable.role !== 'local') return undefined;
  const trace = traceVariable(model, variable, fields, pkg);
  const makes = trace.makes.map(({ model: m, make }) => made(m, make.call, make.capacity));
  const starts = makes.length > 0 || isNilVariable(variable, fields);
  return {
    expression: text,
    scope: 'local',
    home: model,
    field: undefined,
    makes,
    sites: inOrder(trace, model),
    complete: !trace.escapes && starts,
  };
}

/** `var ch chan T`: nil until it is set. */
function isNilVariable(variable: Variable, fields: readonly string[]): boolean {
  return (
    fields.length === 0 && variable.value === undefined && /\bchan\b/.test(variable.type ?? '')
  );
}

function inOrder(trace: Trace, model: FunctionModel): ChannelSite[] {
  return [...trace.sites].sort((a, b) => model.orderOf(a.at) - model.orderOf(b.at));
}

function made(
  model: FunctionModel,
  call: MadeChannel['call'] & {},
  capacity: number | undefined,
): MadeChannel {
  return { place: placeOf(model, call), capacity, model, call };
}

/** A struct's field, or a variable of the package: every use in the package, whatever object it belongs to. */
function fieldChannel(text: string, home: Home, pkg: GoPackage): FollowedChannel | undefined {
  const named = home.fields.filter(step => step !== element).at(-1);
  if (named !== undefined) return usesOfField(text, named, home, pkg);
  const root = home.variable ? undefined : text.replace(/\[\]$/, '');
  const variable = pkg.declarations.variables.find(v => v.name === root);
  return variable && usesOfGlobal(text, variable.name, pkg);
}

function usesOfField(
  text: string,
  field: string,
  home: Home,
  pkg: GoPackage,
): FollowedChannel | undefined {
  const owners = pkg.structsWith(field);
  const owner =
    home.fields.length === 1 && home.variable ? typeOfVariable(home.variable) : undefined;
  const wanted = owners.length === 1 ? owners[0]?.name : owner;
  if (owners.length === 0 || wanted === undefined) return undefined;
  const uses = new Uses(pkg);
  for (const model of pkg.mentioning(field)) {
    for (const node of model.nodes) {
      if (node.kind === 'selector' && node.field === field) {
        if (mayBelong(node.operand, model, wanted, owners.length > 1)) uses.add(model, node);
      } else uses.addMake(model, fieldValue(node as Expression, field));
    }
  }
  return uses.channel(text, 'field', field, pkg.isClosed(field) && owners.length === 1);
}

/** With namesakes about, only an object whose type is written near counts. */
function mayBelong(
  operand: Expression,
  model: FunctionModel,
  wanted: string,
  ambiguous: boolean,
): boolean {
  if (!ambiguous) return true;
  const variable = operand.kind === 'name' ? model.variableOf(operand) : undefined;
  return variable !== undefined && typeOfVariable(variable) === wanted;
}

function usesOfGlobal(text: string, name: string, pkg: GoPackage): FollowedChannel {
  const uses = new Uses(pkg);
  for (const variable of pkg.declarations.variables) {
    const make = variable.name === name ? makeOf(variable.value, pkg.constant) : undefined;
    if (make)
      uses.makes.push({
        place: { file: variable.file, line: variable.line },
        capacity: make.capacity,
        model: undefined,
        call: undefined,
      });
  }
  for (const model of pkg.mentioning(name))
    for (const node of model.nodes)
      if (node.kind === 'name' && node.name === name && !model.variableOf(node))
        uses.add(model, node);
  return uses.channel(text, 'package', name, pkg.isClosed(name));
}

/** Collects what a package does with a field or variable. */
class Uses {
  readonly sites: ChannelSite[] = [];
  readonly makes: MadeChannel[] = [];
  private escapes = false;

  constructor(private readonly pkg: GoPackage) {}

  addMake(model: FunctionModel, value: Expression | undefined): void {
    const make = makeOf(value, this.pkg.constant);
    if (make) this.makes.push(made(model, make.call, make.capacity));
    else if (value) this.escapes = true;
  }

  add(model: FunctionModel, expression: Expression): void {
    let at = expression;
    for (let up = model.parentOf(at); up?.kind === 'index' && up.operand === at;) {
      at = up;
      up = model.parentOf(at);
    }
    const role = roleOf(model, at);
    switch (role.what) {
      case 'send':
      case 'recv':
      case 'close':
        this.sites.push(siteHere(role.what, model, role.node));
        return;
      case 'ranged':
        this.sites.push(siteHere('recv', model, role.node));
        return;
      case 'set':
        return this.addMake(model, role.value);
      case 'looked at':
        return;
      case 'argument':
        return this.follow(model, role.call, role.index);
      case 'alias':
        return this.alias(model, role.name, at);
      default:
        this.escapes = true;
    }
  }

  /** `ch := s.events`, and then what is done with `ch`. */
  private alias(model: FunctionModel, name: Name, value: Expression): void {
    const variable = model.variableOf(name);
    if (variable?.value !== value) this.escapes = true;
    else this.take(traceVariable(model, variable, [], this.pkg, 1, true));
  }

  private follow(model: FunctionModel, call: CallSite['call'], position: number): void {
    const callee = this.pkg.calleeOf(model, call);
    const name = callee?.syntax.parameters[position]?.name;
    const variable = callee && variableNamed(callee, name, position);
    if (!callee) this.escapes = true;
    else if (variable) this.take(traceVariable(callee, variable, [], this.pkg, 0));
  }

  private take(trace: Trace): void {
    this.sites.push(...trace.sites.map(site => ({ ...site, at: site.node })));
    this.escapes ||= trace.escapes;
  }

  channel(
    expression: string,
    scope: 'field' | 'package',
    field: string,
    closed: boolean,
  ): FollowedChannel {
    return {
      expression,
      scope,
      home: undefined,
      field,
      makes: this.makes,
      sites: this.sites,
      complete: closed && !this.escapes,
    };
  }
}

function variableNamed(
  model: FunctionModel,
  name: string | undefined,
  position: number,
): Variable | undefined {
  for (const node of model.nodes) {
    const variable =
      node.kind === 'name' && node.name === name ? model.variableOf(node) : undefined;
    if (variable?.position === position) return variable;
  }
  return undefined;
}
