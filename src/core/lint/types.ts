/** The type of an expression, where declarations of the package spell it out. Text in, text out: nothing is computed. */
import { modelOf, type FunctionModel, type Variable } from './model';
import type { SyntaxPort } from './port';
import type {
  Call,
  Expression,
  PackageDeclarations,
  PackageVariable,
  Selector,
  StructSyntax,
  TypeText,
} from './syntax';

/** What types are read from. */
export interface TypeSource {
  /** Functions whose text holds the identifier. */
  mentioning(identifier: string): readonly FunctionModel[];
  /** Methods of a type whose text holds the identifier. */
  methodsMentioning(identifier: string, type: string): readonly FunctionModel[];
  structNamed(name: string): StructSyntax | undefined;
  variableNamed(name: string): PackageVariable | undefined;
}

/** Steps taken for one question: chains of calls and fields are short. */
const maxSteps = 12;

/** Undefined: not spelled out in this package. Pointers are kept: `*Store`. */
export function typeOf(
  expression: Expression,
  model: FunctionModel,
  source: TypeSource,
  steps = maxSteps,
): TypeText | undefined {
  if (steps === 0) return undefined;
  const next = (inner: Expression): TypeText | undefined => typeOf(inner, model, source, steps - 1);
  switch (expression.kind) {
    case 'name': {
      const variable = model.variableOf(expression);
      if (variable) return typeOfVariable(variable, model, source, steps - 1);
      const declared = source.variableNamed(expression.name);
      return declared?.type ?? (declared?.value && next(declared.value));
    }
    case 'selector':
      return fieldType(typeName(next(expression.operand)), expression.field, source);
    case 'index':
      return elementType(next(expression.operand));
    case 'unary':
      return ofUnary(expression.operator, next(expression.operand));
    case 'composite':
      return expression.type || undefined;
    case 'call':
      return resultsOf(expression, model, source, steps - 1)[0];
    case 'other': {
      // A type assertion is its operand and a type.
      const last = expression.parts.at(-1);
      return expression.parts.length === 2 && last?.kind === 'type' ? last.text : undefined;
    }
    default:
      return undefined;
  }
}

function typeOfVariable(
  variable: Variable,
  model: FunctionModel,
  source: TypeSource,
  steps: number,
): TypeText | undefined {
  if (variable.type !== undefined) return variable.type;
  if (variable.value) return typeOf(variable.value, model, source, steps);
  const { declaration } = variable;
  const [name] = variable.names;
  if (declaration?.kind === 'range') {
    const over = typeOf(declaration.over, model, source, steps);
    const isValue = declaration.names[1] === name || /^(<-)?chan\b/.test(over ?? '');
    return isValue ? elementType(over) : undefined;
  }
  if (declaration?.kind !== 'define' || declaration.values.length !== 1) return undefined;
  const [value] = declaration.values;
  const position = declaration.names.findIndex(n => n === name);
  if (value?.kind === 'call') return resultsOf(value, model, source, steps)[position];
  return value && position === 0 ? typeOf(value, model, source, steps) : undefined;
}

/** Types of a call's results. */
function resultsOf(
  call: Call,
  model: FunctionModel,
  source: TypeSource,
  steps: number,
): readonly TypeText[] {
  const { callee } = call;
  if (callee.kind === 'name' && callee.name === 'new') {
    const [type] = call.args;
    const text = type?.kind === 'type' ? type.text : type?.kind === 'name' ? type.name : '';
    return text ? [`*${text}`] : [];
  }
  if (callee.kind === 'name' && callee.name === 'make') {
    const [type] = call.args;
    return type?.kind === 'type' ? [type.text] : [];
  }
  const called = calledFunction(call, model, source, steps);
  return called?.syntax.results.map(result => result.type) ?? [];
}

/** The declared function that a call runs: by its name, or by the type that its receiver is declared with. */
export function calledFunction(
  { callee }: Call,
  model: FunctionModel,
  source: TypeSource,
  steps = maxSteps,
): FunctionModel | undefined {
  if (callee.kind === 'name') {
    if (model.variableOf(callee)) return undefined;
    const found = source
      .mentioning(callee.name)
      .filter(m => m.syntax.name === callee.name && m.syntax.receiver === undefined)
      .filter(m => !m.syntax.broken);
    return found.length === 1 ? found[0] : undefined;
  }
  if (callee.kind !== 'selector' || steps === 0) return undefined;
  const type = typeName(typeOf(callee.operand, model, source, steps - 1));
  if (type !== undefined) return methodOf(type, callee.field, source);
  const methods = source
    .mentioning(callee.field)
    .filter(m => m.syntax.name === callee.field && m.syntax.receiver !== undefined);
  // Without a type an exported name may be anyone's method: `wg.Wait`, `conn.Close`.
  return methods.length === 1 && !/^\p{Lu}/u.test(callee.field) ? methods[0] : undefined;
}

/** A method of a type, or of a type that it embeds. */
function methodOf(
  type: string,
  name: string,
  source: TypeSource,
  depth = 3,
): FunctionModel | undefined {
  const own = source
    .mentioning(name)
    .filter(m => m.syntax.name === name && m.syntax.receiver === type);
  if (own.length > 0 || depth === 0) return own.length === 1 ? own[0] : undefined;
  for (const embedded of embeddedTypes(type, source)) {
    const method = methodOf(embedded, name, source, depth - 1);
    if (method) return method;
  }
  return undefined;
}

/** The type of a field, also of an embedded struct's. */
function fieldType(
  type: string | undefined,
  field: string,
  source: TypeSource,
  depth = 3,
): TypeText | undefined {
  const struct = type === undefined ? undefined : source.structNamed(type);
  if (!struct || type === undefined) return undefined;
  const own = struct.fields.find(f => (f.name ?? lastName(f.type)) === field);
  if (own || depth === 0) return own?.type;
  for (const embedded of embeddedTypes(type, source)) {
    const found = fieldType(embedded, field, source, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The struct that declares a field which is reached through `type`. */
export function ownerOfField(
  type: string | undefined,
  field: string,
  source: TypeSource,
  depth = 3,
): string | undefined {
  const struct = type === undefined ? undefined : source.structNamed(type);
  if (!struct || type === undefined) return undefined;
  if (struct.fields.some(f => (f.name ?? lastName(f.type)) === field)) return type;
  if (depth === 0) return undefined;
  for (const embedded of embeddedTypes(type, source)) {
    const owner = ownerOfField(embedded, field, source, depth - 1);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

/**
 * Whether `operand.field` is the field of the struct `owner`. Undefined when the operand's type is not spelled out and several
 * structs declare the name.
 */
export function isFieldOf(
  owner: string,
  { operand, field }: Selector,
  model: FunctionModel,
  source: TypeSource & { structsWith(field: string): readonly StructSyntax[] },
): boolean | undefined {
  const type = typeOf(operand, model, source);
  const found = ownerOfField(typeName(type), field, source);
  if (found !== undefined) return found === owner;
  // A type of another package, or a struct without such a field: a method of that name, for instance.
  const name = typeName(type);
  if (name === undefined ? type?.includes('.') : source.structNamed(name)) return false;
  return source.structsWith(field).length === 1 ? true : undefined;
}

function embeddedTypes(type: string, source: TypeSource): string[] {
  const fields = source.structNamed(type)?.fields ?? [];
  return fields.flatMap(f => (f.name === undefined ? (typeName(f.type) ?? []) : []));
}

/** `*sync.Mutex` → `Mutex`: the name under which an embedded type is a field. */
function lastName(type: TypeText): string {
  return type.replace(/^\*/, '').replace(/\[.*$/, '').split('.').at(-1) ?? '';
}

/** Type name that a text means, without pointer and type arguments; undefined for other types and other packages' types. */
export function typeName(text: string | undefined): string | undefined {
  return /^\*?\s*([\p{L}_][\p{L}\p{N}_]*)(\[.*\])?$/u.exec(text ?? '')?.[1];
}

function elementType(type: TypeText | undefined): TypeText | undefined {
  if (type === undefined) return undefined;
  const list = /^\*?\[[^\]]*\](.+)$/.exec(type) ?? /^map\[[^\]]*\](.+)$/.exec(type);
  return list?.[1] ?? /^(?:<- ?)?chan(?:<-)? (.+)$/.exec(type)?.[1];
}

function ofUnary(operator: string, type: TypeText | undefined): TypeText | undefined {
  if (operator === '&') return type && `*${type}`;
  if (operator === '*') return type?.replace(/^\*/, '');
  return operator === '<-' ? elementType(type) : undefined;
}

/** Reads declarations through the port, each identifier once. */
export function openTypeSource(
  file: string,
  port: SyntaxPort,
): TypeSource & {
  declarations(identifier: string): PackageDeclarations;
} {
  const functions = new Map<string, readonly FunctionModel[]>();
  const declared = new Map<string, PackageDeclarations>();
  const declarations = (identifier: string): PackageDeclarations => {
    let found = declared.get(identifier);
    if (!found) declared.set(identifier, (found = port.declarationsMentioning(file, identifier)));
    return found;
  };
  return {
    declarations,
    mentioning(identifier) {
      let found = functions.get(identifier);
      if (!found) {
        found = port.functionsMentioning(file, identifier).map(modelOf);
        functions.set(identifier, found);
      }
      return found;
    },
    methodsMentioning: (identifier, type) =>
      port.functionsMentioning(file, identifier, type).map(modelOf),
    structNamed: name => declarations(name).structs.find(s => s.name === name),
    variableNamed: name => declarations(name).variables.find(v => v.name === name),
  };
}
