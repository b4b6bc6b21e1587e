/** Chains of names (`task.ResultChan`, `chs[i]`), what stands around them, and what makes a channel. */
import type { FunctionModel } from './model';
import type { Call, Expression, Name, Syntax, TypeText } from './syntax';

/** Element of an array, slice or map, as a step of a path. */
export const element = '[]';

/** A name and the fields behind it. */
export interface Chain {
  readonly root: Name;
  readonly fields: readonly string[];
}

/** The chain that an expression is; undefined for calls and everything computed. `&x` and `*x` are taken as `x`. */
export function chainOf(expression: Syntax): Chain | undefined {
  switch (expression.kind) {
    case 'name':
      return { root: expression, fields: [] };
    case 'selector':
      return longer(chainOf(expression.operand), expression.field);
    case 'index':
      return longer(chainOf(expression.operand), element);
    case 'unary':
      return /^[&*]$/.test(expression.operator) ? chainOf(expression.operand) : undefined;
    default:
      return undefined;
  }
}

function longer(chain: Chain | undefined, field: string): Chain | undefined {
  return chain && { root: chain.root, fields: [...chain.fields, field] };
}

/** The longest chain that begins with this name, as far as `limit` fields. */
export function longestChain(
  model: FunctionModel,
  name: Name,
  limit: number,
): { readonly expression: Expression; readonly fields: readonly string[] } {
  let expression: Expression = name;
  let fields: string[] = [];
  for (let up = model.parentOf(name); up; up = model.parentOf(up)) {
    if (up.kind === 'unary' && /^[&*]$/.test(up.operator)) expression = up;
    else if (up.kind === 'selector' && fields.length < limit) {
      expression = up;
      fields = [...fields, up.field];
    } else if (up.kind === 'index' && up.operand === expression && fields.length < limit) {
      expression = up;
      fields = [...fields, element];
    } else break;
  }
  return { expression, fields };
}

/** What is done with a value at one place. */
export type Role =
  | { readonly what: 'send' | 'recv' | 'close'; readonly node: Syntax }
  /** `len`, `cap`, a comparison, an assignment to `_`. */
  | { readonly what: 'looked at' }
  /** It gets a new value. */
  | { readonly what: 'set'; readonly value: Expression | undefined }
  /** `y := x`: another name for it. */
  | { readonly what: 'alias'; readonly name: Name }
  | { readonly what: 'argument'; readonly call: Call; readonly index: number }
  /** `x.method()`: the method sees all of it. */
  | { readonly what: 'method'; readonly call: Call; readonly name: string }
  | { readonly what: 'ranged'; readonly node: Extract<Syntax, { readonly kind: 'range' }> }
  | { readonly what: 'field' }
  /** The result at this position. */
  | { readonly what: 'returned'; readonly position: number }
  | { readonly what: 'escapes' };

/** What is done with an expression where it stands. */
export function roleOf(model: FunctionModel, expression: Expression): Role {
  const parent = model.parentOf(expression);
  switch (parent?.kind) {
    case 'send':
      return parent.channel === expression ? { what: 'send', node: parent } : { what: 'escapes' };
    case 'unary':
      return parent.operator === '<-' ? { what: 'recv', node: parent } : { what: 'escapes' };
    case 'range':
      return parent.over === expression ? { what: 'ranged', node: parent } : { what: 'escapes' };
    case 'binary':
      return /^[!=]=$/.test(parent.operator) ? { what: 'looked at' } : { what: 'escapes' };
    case 'define': {
      if (parent.names.some(name => name === expression))
        return setTo(parent.names, parent.values, expression);
      const name = pairedName(parent.names, parent.values, expression);
      return name ? { what: 'alias', name } : { what: 'escapes' };
    }
    case 'assign':
      return roleInAssignment(parent, expression);
    case 'selector': {
      const call = model.parentOf(parent);
      return call?.kind === 'call' && call.callee === parent
        ? { what: 'method', call, name: parent.field }
        : { what: 'field' };
    }
    case 'index':
      return parent.operand === expression ? { what: 'field' } : { what: 'looked at' };
    case 'call':
      return roleInCall(parent, expression);
    case 'return':
      return { what: 'returned', position: parent.values.indexOf(expression) };
    case 'expression':
      return { what: 'looked at' };
    default:
      return { what: 'escapes' };
  }
}

function roleInAssignment(
  parent: Extract<Syntax, { readonly kind: 'assign' }>,
  expression: Expression,
): Role {
  if (parent.targets.includes(expression)) return setTo(parent.targets, parent.values, expression);
  const blank = parent.targets.every(target => target.kind === 'name' && target.name === '_');
  return { what: blank ? 'looked at' : 'escapes' };
}

/** A declaration without values leaves it zero; one of several results of a call cannot be followed. */
function setTo(
  targets: readonly Expression[],
  values: readonly Expression[],
  target: Expression,
): Role {
  if (values.length === 0) return { what: 'set', value: undefined };
  return targets.length === values.length
    ? { what: 'set', value: values[targets.indexOf(target)] }
    : { what: 'escapes' };
}

function pairedName(
  names: readonly Name[],
  values: readonly Expression[],
  value: Expression,
): Name | undefined {
  return names.length === values.length ? names[values.indexOf(value)] : undefined;
}

function roleInCall(call: Call, expression: Expression): Role {
  const index = call.args.indexOf(expression);
  if (index < 0) return { what: 'escapes' };
  const builtin = call.callee.kind === 'name' ? call.callee.name : undefined;
  if (builtin === 'close') return { what: 'close', node: call };
  if (builtin === 'len' || builtin === 'cap') return { what: 'looked at' };
  // `list = append(list, x)`: the list stays what it is.
  if (builtin === 'append' && index === 0) return { what: 'looked at' };
  return { what: 'argument', call, index };
}

/** A `make(chan T)` or `make(chan T, n)`. */
export interface Make {
  readonly call: Call;
  /** Undefined: not a constant. */
  readonly capacity: number | undefined;
}

/** The making of a channel; undefined when the expression is something else. `constant` reads a named constant. */
export function makeOf(
  value: Expression | undefined,
  constant: (name: string) => number | undefined,
): Make | undefined {
  if (value?.kind !== 'call' || value.callee.kind !== 'name' || value.callee.name !== 'make')
    return undefined;
  const [type, size] = value.args;
  if (type?.kind !== 'type' || !/^\(?(<- ?)?chan\b/.test(type.text)) return undefined;
  return { call: value, capacity: size ? numberOf(size, constant) : 0 };
}

/** A whole number that the text gives: a literal, a constant, their sum or product. */
export function numberOf(
  value: Expression,
  constant: (name: string) => number | undefined,
): number | undefined {
  if (value.kind === 'constant')
    return /^\d[\d_]*$/.test(value.text) ? digits(value.text) : undefined;
  if (value.kind === 'name') return constant(value.name);
  if (value.kind !== 'binary') return undefined;
  const left = numberOf(value.left, constant);
  const right = numberOf(value.right, constant);
  if (left === undefined || right === undefined) return undefined;
  if (value.operator === '+') return left + right;
  if (value.operator === '*') return left * right;
  return value.operator === '-' ? left - right : undefined;
}

function digits(text: string): number {
  return Number(text.replace(/_/g, ''));
}

/**
 * The value that a composite (or the address of one) gives to a field. `fieldsOf` names the fields of a struct in order: a
 * composite without keys follows it.
 */
export function fieldValue(
  value: Expression | undefined,
  field: string,
  fieldsOf: (type: TypeText) => readonly (string | undefined)[],
): Expression | undefined {
  if (value?.kind === 'unary' && value.operator === '&')
    return fieldValue(value.operand, field, fieldsOf);
  if (value?.kind !== 'composite') return undefined;
  const keyed = value.elements.find(e => e.key === field);
  if (keyed || value.elements.some(e => e.key !== undefined)) return keyed?.value;
  return value.elements[fieldsOf(value.type).indexOf(field)]?.value;
}
