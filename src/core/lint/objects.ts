/** An object that is used through its methods (a WaitGroup, a Cond, a cancel function): every call that can be seen. */
import { chainOf, element, longestChain, roleOf } from './expressions';
import { parameterAt } from './follow';
import { expressionOf, homeOf, type CallerOf } from './home';
import type { FunctionModel, Variable } from './model';
import type { GoPackage } from './package';
import type { Call, Expression, Name } from './syntax';
import { isFieldOf, ownerOfField, typeName } from './types';

export interface MethodCall {
  readonly model: FunctionModel;
  readonly call: Call;
  /** Name of the method; empty for a function value that is called itself. */
  readonly method: string;
}

export interface ObjectUses {
  readonly calls: readonly MethodCall[];
  /** It is handed to code that was not looked at. */
  readonly hidden: boolean;
  /** The function that declares it, and its variable; undefined for a field or a variable of the package. */
  readonly home: { readonly model: FunctionModel; readonly variable: Variable } | undefined;
}

/** Uses of the object that an expression means; undefined when the expression is no chain of names. */
export function usesOfObject(
  expression: Expression,
  model: FunctionModel,
  pkg: GoPackage,
  callerOf: CallerOf,
): ObjectUses | undefined {
  const chain = chainOf(expression);
  if (!chain) return undefined;
  const home = homeOf(chain, model, pkg, callerOf);
  const fields = home.fields.filter(field => field !== element);
  const uses = new ObjectTrace(pkg);
  if (home.variable?.role === 'local' && home.fields.length === 0) {
    uses.variable(home.model, home.variable, 2);
    return { ...uses.found(), home: { model: home.model, variable: home.variable } };
  }
  const field = fields.at(-1);
  if (field === undefined) {
    if (home.variable) return undefined;
    return packageUses(home.root.name, pkg);
  }
  const holder = expressionOf(home.root, home.fields.slice(0, home.fields.lastIndexOf(field)));
  return fieldUses(field, pkg.typeOf(holder, home.model), pkg);
}

/** Calls of a field's methods, on any object of its type. */
export function fieldUses(
  field: string,
  holder: string | undefined,
  pkg: GoPackage,
): ObjectUses | undefined {
  const owners = pkg.structsWith(field);
  const owner =
    ownerOfField(typeName(holder), field, pkg) ??
    (owners.length === 1 ? owners[0]?.name : undefined);
  if (owner === undefined) return undefined;
  const uses = new ObjectTrace(pkg);
  uses.hideIf(!pkg.isClosed(field));
  for (const model of pkg.mentioning(field))
    for (const node of model.nodes)
      if (node.kind === 'selector' && node.field === field) {
        const isOurs = isFieldOf(owner, node, model, pkg);
        if (isOurs) uses.use(model, node, 1);
        uses.hideIf(isOurs === undefined);
      }
  return { ...uses.found(), home: undefined };
}

function packageUses(name: string, pkg: GoPackage): ObjectUses | undefined {
  if (!pkg.variableNamed(name)) return undefined;
  const uses = new ObjectTrace(pkg);
  uses.hideIf(!pkg.isClosed(name));
  for (const model of pkg.mentioning(name))
    for (const node of model.nodes)
      if (node.kind === 'name' && node.name === name && !model.variableOf(node))
        uses.use(model, node, 1);
  return { ...uses.found(), home: undefined };
}

class ObjectTrace {
  private readonly calls: MethodCall[] = [];
  private hidden = false;

  constructor(private readonly pkg: GoPackage) {}

  found(): Pick<ObjectUses, 'calls' | 'hidden'> {
    return { calls: this.calls, hidden: this.hidden };
  }

  hideIf(condition: boolean): void {
    this.hidden ||= condition;
  }

  variable(model: FunctionModel, variable: Variable, depth: number): void {
    for (const name of variable.names)
      this.use(model, longestChain(model, name, 0).expression, depth);
  }

  use(model: FunctionModel, expression: Expression, depth: number): void {
    const parent = model.parentOf(expression);
    if (parent?.kind === 'call' && parent.callee === expression) {
      this.calls.push({ model, call: parent, method: '' });
      return;
    }
    if (parent?.kind === 'selector') return this.member(model, parent);
    // A new value, also one of several results: `ctx, rs.cancel = context.WithCancel(ctx)`.
    if (parent?.kind === 'assign' && parent.targets.includes(expression)) return;
    if (parent?.kind === 'define' && parent.names.some(name => name === expression)) return;
    if (parent?.kind === 'unary') return this.use(model, parent, depth);
    const role = roleOf(model, expression);
    switch (role.what) {
      case 'argument':
        return this.into(model, role.call, role.index, depth);
      case 'alias':
        return this.alias(model, role.name, expression, depth);
      case 'looked at':
      case 'set':
      case 'field':
        return;
      default:
        this.hidden = true;
    }
  }

  private member(model: FunctionModel, selector: Extract<Expression, { kind: 'selector' }>): void {
    const call = model.parentOf(selector);
    if (call?.kind === 'call' && call.callee === selector)
      this.calls.push({ model, call, method: selector.field });
    // A method value, or a field of it: `cond.L` is harmless, `wg.Done` as a value is a call to come.
    else this.hideIf(!/^[A-Z]$/.test(selector.field));
  }

  private alias(model: FunctionModel, name: Name, value: Expression, depth: number): void {
    const variable = model.variableOf(name);
    if (variable?.value !== value || depth === 0) this.hidden = true;
    else for (const other of variable.names.slice(1)) this.use(model, other, depth - 1);
  }

  private into(model: FunctionModel, call: Call, index: number, depth: number): void {
    const callee = depth > 0 ? this.pkg.calleeOf(model, call) : undefined;
    const parameter = callee && parameterAt(callee, index);
    if (!callee) this.hidden = true;
    else if (parameter) this.variable(callee, parameter, depth - 1);
  }
}
