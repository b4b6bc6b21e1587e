/** Follows a variable (and a field of it) through the function that declares it, and one call deep into its package. */
import {
  element,
  fieldValue,
  longestChain,
  makeOf,
  roleOf,
  type Make,
  type Role,
} from './expressions';
import { either, nothingHidden, siteHere, type ChannelSite, type Hidden } from './channel';
import { runnerOf, runsLater, startAround, type FunctionModel, type Variable } from './model';
import type { GoPackage } from './package';
import type { Call, Expression, Literal, Name, Start, TypeText } from './syntax';
import { typeName } from './types';

export interface Trace {
  readonly sites: readonly ChannelSite[];
  readonly makes: readonly { readonly model: FunctionModel; readonly make: Make }[];
  /** It is passed on, returned or stored where it cannot be followed, or set to something that is no make. */
  readonly hidden: Hidden;
}

/** How many calls deep a channel is followed: `go p.run(ch)`, and the helper that it calls. */
const maxDepth = 2;

/**
 * Everything that is done with `variable.fields…` in the function, its literals, and the functions it is passed to.
 * `isAlias`: the variable is another name for something, and what it is defined with is known.
 */
export function traceVariable(
  model: FunctionModel,
  variable: Variable,
  fields: readonly string[],
  pkg: GoPackage,
  depth = maxDepth,
  isAlias = false,
): Trace {
  const tracer = new Tracer(model, pkg, depth);
  tracer.variable(variable, fields, isAlias);
  return tracer;
}

class Tracer implements Trace {
  readonly sites: ChannelSite[] = [];
  readonly makes: { model: FunctionModel; make: Make }[] = [];
  hidden = nothingHidden;
  private readonly seen = new Set<Variable>();
  /** The literal or function of the first variable; aliases live inside it. */
  private declaredIn: Literal | undefined;

  constructor(
    private readonly model: FunctionModel,
    private readonly pkg: GoPackage,
    private readonly depth: number,
  ) {}

  /** `type`: of the place it goes to, where that is spelled out; a `<-chan` cannot be sent on. */
  private escape(type?: TypeText): void {
    const receivesOnly = type !== undefined && /^\(?<- ?chan\b/.test(type);
    this.hidden = either(this.hidden, { receivers: true, senders: !receivesOnly });
  }

  variable(variable: Variable, fields: readonly string[], isAlias = false): void {
    if (this.seen.has(variable)) return;
    this.seen.add(variable);
    this.declaredIn ??= variable.owner;
    for (const name of variable.names) {
      if (isAlias && name === variable.names[0]) continue;
      const chain = longestChain(this.model, name, fields.length);
      const differs = chain.fields.findIndex((field, i) => field !== fields[i]);
      if (differs < 0) this.use(chain.expression, fields.slice(chain.fields.length));
      else this.method(name, differs, fields.slice(differs));
    }
  }

  /** `task.Start()` while `task.ResultChan` is followed; another field is of no interest. */
  private method(name: Name, depth: number, rest: readonly string[]): void {
    const holder = longestChain(this.model, name, depth).expression;
    const role = roleOf(this.model, holder);
    if (role.what === 'method') this.into(role.call, -1, rest);
    else this.methodValue(holder);
  }

  /** `run(task.Start)`: whoever gets the method may call it at any time. */
  private methodValue(holder: Expression): void {
    const selector = this.model.parentOf(holder);
    if (selector?.kind !== 'selector' || selector.operand !== holder) return;
    if (this.pkg.structsWith(selector.field).length === 0) this.escape();
  }

  /** The value itself (`rest` empty) or something that holds it. */
  private use(expression: Expression, rest: readonly string[]): void {
    const role = roleOf(this.model, expression);
    if (rest.length > 0) return this.useHolder(role, expression, rest);
    switch (role.what) {
      case 'send':
      case 'recv':
      case 'close':
        this.sites.push(siteHere(role.what, this.model, role.node, this.declaredIn));
        return;
      case 'ranged':
        this.sites.push(siteHere('recv', this.model, role.node, this.declaredIn));
        return;
      case 'set':
        return this.set(role.value);
      case 'alias':
        return this.alias(role.name, expression, []);
      case 'argument':
        return this.into(role.call, role.index, []);
      case 'looked at':
        return;
      case 'returned':
        return this.escape(resultType(this.model, expression, role.position));
      default:
        this.escape();
    }
  }

  private useHolder(role: Role, expression: Expression, rest: readonly string[]): void {
    switch (role.what) {
      case 'alias':
        return this.alias(role.name, expression, rest);
      case 'set': {
        const [field] = rest;
        if (role.value === undefined || isZero(role.value)) return;
        const value = rest.length === 1 ? this.fieldOf(role.value, field ?? '') : undefined;
        if (value) return this.set(value);
        if (!isComposite(role.value)) this.escape();
        return;
      }
      case 'argument':
        return this.into(role.call, role.index, rest);
      case 'method':
        return this.into(role.call, -1, rest);
      case 'ranged': {
        const [, item] = role.node.names;
        const variable = item?.kind === 'name' ? this.model.variableOf(item) : undefined;
        if (rest[0] === element && variable) return this.variable(variable, rest.slice(1), true);
        if (rest[0] !== element || item) this.escape();
        return;
      }
      case 'looked at':
      case 'field':
        return;
      default:
        this.escape();
    }
  }

  private fieldOf(value: Expression, field: string): Expression | undefined {
    const fieldsOf = (type: TypeText): (string | undefined)[] =>
      (this.pkg.structNamed(typeName(type) ?? '')?.fields ?? []).map(({ name }) => name);
    return fieldValue(value, field, fieldsOf);
  }

  private alias(name: Name, expression: Expression, rest: readonly string[]): void {
    const variable = this.model.variableOf(name);
    if (variable?.value === expression) this.variable(variable, rest, true);
    else this.escape();
  }

  private set(value: Expression | undefined): void {
    const make = makeOf(value, this.pkg.constant);
    if (make) this.makes.push({ model: this.model, make });
    else if (value !== undefined && !isNil(value)) this.escape();
  }

  /** Into the function that a call runs; position -1 is the receiver. */
  private into(call: Call, position: number, rest: readonly string[]): void {
    if (call.callee.kind === 'func') return this.intoLiteral(call.callee, position, rest);
    const callee = this.depth > 0 ? this.pkg.calleeOf(this.model, call) : undefined;
    if (!callee) {
      this.escape();
      return;
    }
    const parameter = parameterAt(callee, position);
    if (parameter) this.adopt(callee, parameter, rest, call);
  }

  /** `go func(c chan int) {…}(ch)`: the parameter is a variable of this function. */
  private intoLiteral(literal: Literal, position: number, rest: readonly string[]): void {
    const name = literal.parameters[position]?.name;
    for (const node of this.model.nodes) {
      const variable = node.kind === 'name' ? this.model.variableOf(node) : undefined;
      if (variable?.owner === literal && variable.role === 'parameter' && variable.name === name)
        return this.variable(variable, rest);
    }
  }

  private adopt(
    model: FunctionModel,
    parameter: Variable,
    rest: readonly string[],
    call: Call,
  ): void {
    const inner = traceVariable(model, parameter, rest, this.pkg, this.depth - 1);
    const own = startOfCall(this.model, call);
    for (const site of inner.sites)
      this.sites.push({
        ...site,
        at: call,
        start: site.start ?? own,
        startModel: site.start ? site.startModel : this.model,
        later: site.later || runsLater(this.model, call, this.declaredIn),
      });
    this.makes.push(...inner.makes);
    this.hidden = either(this.hidden, inner.hidden);
  }
}

/** The `go` statement whose call this is, or the start around it. */
function startOfCall(model: FunctionModel, call: Call): Start | Call | undefined {
  const parent = model.parentOf(call);
  return parent?.kind === 'go' ? parent : startAround(model, call);
}

/** Type of a result of the function or literal that returns the value. */
export function resultType(
  model: FunctionModel,
  value: Expression,
  position: number,
): TypeText | undefined {
  return (runnerOf(model, value) ?? model.syntax).results[position]?.type;
}

/** A parameter that the function uses; one that it does not use harms nobody. */
export function parameterAt(model: FunctionModel, position: number): Variable | undefined {
  for (const node of model.nodes) {
    const variable = node.kind === 'name' ? model.variableOf(node) : undefined;
    if (variable?.position === position) return variable;
  }
  return undefined;
}

function isNil(value: Expression): boolean {
  return value.kind === 'constant' && value.text === 'nil';
}

function isComposite(value: Expression): boolean {
  return value.kind === 'composite' || (value.kind === 'unary' && isComposite(value.operand));
}

/** `new(T)`, `nil`: a holder without a channel. */
function isZero(value: Expression): boolean {
  return (
    isNil(value) ||
    (value.kind === 'call' && value.callee.kind === 'name' && value.callee.name === 'new')
  );
}
