/** What a package does with a channel that is a struct's field or a variable of the package. */
import {
  allHidden,
  either,
  nothingHidden,
  placeOf,
  siteHere,
  type ChannelSite,
  type FollowedChannel,
  type Hidden,
  type MadeChannel,
} from './channel';
import { makeOf, roleOf, type Role } from './expressions';
import { parameterAt, resultType, traceVariable, type Trace } from './follow';
import type { FunctionModel } from './model';
import type { GoPackage } from './package';
import type { Call, Composite, Expression, Name, TypeText } from './syntax';
import { isFieldOf, ownerOfField, typeName } from './types';

/**
 * Uses of a field, of whatever object. `holder` is the type of the value whose field it is, where that is spelled out; with
 * several structs that declare the name and no type nothing is said.
 */
export function usesOfField(
  text: string,
  field: string,
  holder: TypeText | undefined,
  pkg: GoPackage,
): FollowedChannel | undefined {
  const owners = pkg.structsWith(field);
  const [only] = owners;
  const owner =
    ownerOfField(typeName(holder), field, pkg) ?? (owners.length === 1 ? only?.name : undefined);
  if (owner === undefined) return undefined;
  const uses = new Uses(pkg);
  if (!pkg.isClosed(field)) uses.hide(allHidden);
  for (const model of pkg.mentioning(field))
    for (const node of model.nodes)
      if (node.kind === 'selector' && node.field === field) {
        const isOurs = isFieldOf(owner, node, model, pkg);
        if (isOurs) uses.add(model, node);
        else if (isOurs === undefined) uses.hide(allHidden);
      } else if (node.kind === 'composite') uses.addComposite(model, node, owner, field);
  // `Health{make(chan struct{})}` names no field: the struct's order does.
  for (const model of pkg.mentioning(owner))
    for (const node of model.nodes)
      if (node.kind === 'composite') uses.addUnkeyed(model, node, owner, field);
  return uses.channel(text, 'field', field);
}

/** Uses of a package-level variable. */
export function usesOfGlobal(text: string, name: string, pkg: GoPackage): FollowedChannel {
  const uses = new Uses(pkg);
  if (!pkg.isClosed(name)) uses.hide(allHidden);
  const variable = pkg.variableNamed(name);
  const make = variable && makeOf(variable.value, pkg.constant);
  if (variable && make) {
    const place = { file: variable.file, line: variable.line };
    uses.makes.push({ place, capacity: make.capacity, model: undefined, call: undefined });
  } else if (variable?.value) uses.hide(allHidden);
  for (const model of pkg.mentioning(name))
    for (const node of model.nodes)
      if (node.kind === 'name' && node.name === name && !model.variableOf(node))
        uses.add(model, node);
  return uses.channel(text, 'package', name);
}

class Uses {
  readonly sites: ChannelSite[] = [];
  readonly makes: MadeChannel[] = [];
  private hidden: Hidden = nothingHidden;

  constructor(private readonly pkg: GoPackage) {}

  hide(hidden: Hidden): void {
    this.hidden = either(this.hidden, hidden);
  }

  addComposite(model: FunctionModel, node: Composite, owner: string, field: string): void {
    const value = node.elements.find(e => e.key === field)?.value;
    if (value && typeName(node.type) === owner) this.addMake(model, value);
  }

  addUnkeyed(model: FunctionModel, node: Composite, owner: string, field: string): void {
    if (typeName(node.type) !== owner || node.elements.some(e => e.key !== undefined)) return;
    const fields = this.pkg.structNamed(owner)?.fields ?? [];
    const value = node.elements[fields.findIndex(f => f.name === field)]?.value;
    if (value) this.addMake(model, value);
  }

  add(model: FunctionModel, expression: Expression): void {
    let at = expression;
    for (let up = model.parentOf(at); up?.kind === 'index' && up.operand === at;) {
      at = up;
      up = model.parentOf(at);
    }
    this.addRole(model, at, roleOf(model, at));
  }

  private addRole(model: FunctionModel, at: Expression, role: Role): void {
    switch (role.what) {
      case 'send':
      case 'recv':
      case 'close':
        this.sites.push(siteHere(role.what, model, role.node));
        return;
      case 'ranged':
        return this.range(model, role.node);
      case 'set':
        return this.addMake(model, role.value);
      case 'looked at':
        return;
      case 'alias':
        return this.alias(model, role.name, at);
      case 'argument':
        return this.follow(model, role.call, role.index);
      case 'returned':
        return this.returned(resultType(model, at, role.position));
      default:
        this.hide(allHidden);
    }
  }

  /** A loop over the channel, or over a list of channels, each of which then has a name. */
  private range(model: FunctionModel, node: Extract<Role, { what: 'ranged' }>['node']): void {
    const [, item] = node.names;
    const variable = item?.kind === 'name' ? model.variableOf(item) : undefined;
    if (variable) this.take(traceVariable(model, variable, [], this.pkg, 1, true));
    else this.sites.push(siteHere('recv', model, node));
  }

  private addMake(model: FunctionModel, value: Expression | undefined): void {
    const make = makeOf(value, this.pkg.constant);
    if (make) this.makes.push(madeHere(model, make.call, make.capacity));
    else if (isAppend(value)) for (const item of value.args.slice(1)) this.addMake(model, item);
    else if (value && !isNil(value)) this.hide(allHidden);
  }

  private returned(type: TypeText | undefined): void {
    const receiveOnly = type !== undefined && /^\(?<- ?chan\b/.test(type);
    this.hide({ receivers: true, senders: !receiveOnly });
  }

  /** `ch := s.events`, and then what is done with `ch`. */
  private alias(model: FunctionModel, name: Name, value: Expression): void {
    const variable = model.variableOf(name);
    if (variable?.value !== value) this.hide(allHidden);
    else this.take(traceVariable(model, variable, [], this.pkg, 1, true));
  }

  private follow(model: FunctionModel, call: Call, position: number): void {
    const callee = this.pkg.calleeOf(model, call);
    const variable = callee && parameterAt(callee, position);
    if (!callee) this.hide(allHidden);
    else if (variable) this.take(traceVariable(callee, variable, [], this.pkg, 0));
  }

  private take(trace: Trace): void {
    this.sites.push(...trace.sites.map(site => ({ ...site, at: site.node })));
    this.hide(trace.hidden);
  }

  channel(expression: string, scope: 'field' | 'package', field: string): FollowedChannel {
    const { makes, sites, hidden } = this;
    return { expression, scope, home: undefined, field, makes, sites, hidden };
  }
}

function madeHere(model: FunctionModel, call: Call, capacity: number | undefined): MadeChannel {
  return { place: placeOf(model, call), capacity, model, call };
}

function isAppend(value: Expression | undefined): value is Call {
  return value?.kind === 'call' && value.callee.kind === 'name' && value.callee.name === 'append';
}

function isNil(value: Expression): boolean {
  return value.kind === 'constant' && value.text === 'nil';
}
