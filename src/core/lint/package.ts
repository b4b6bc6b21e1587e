/** The package around a function: who declares, who calls, who mentions. */
import { childrenOf } from './children';
import { numberOf } from './expressions';
import type { FunctionModel } from './model';
import type { SyntaxPort } from './port';
import type {
  Call,
  Expression,
  FunctionSyntax,
  PackageDeclarations,
  StructSyntax,
  Syntax,
  TypeText,
} from './syntax';
import { calledFunction, openTypeSource, typeOf, type TypeSource } from './types';

export interface GoPackage extends TypeSource {
  /** Any file of it. */
  readonly file: string;
  /** The function that a call runs, where the package declares it and nothing else can be meant. */
  calleeOf(model: FunctionModel, call: Call): FunctionModel | undefined;
  /** Every call of a function, in this package; undefined when it is also handed about as a value. */
  callsOf(function_: FunctionSyntax): readonly CallSite[] | undefined;
  /** The type of an expression where declarations spell it out. */
  typeOf(expression: Expression, model: FunctionModel): TypeText | undefined;
  /** Value of a package-level constant. */
  readonly constant: (name: string) => number | undefined;
  structsWith(field: string): readonly StructSyntax[];
  /** No code outside the package can use this identifier as a field or variable. */
  isClosed(identifier: string): boolean;
}

export interface CallSite {
  readonly model: FunctionModel;
  readonly call: Call;
}

/** Opens the package of `file`. `mentioningFiles`: own files that hold an identifier, where the workspace can tell. */
export function openPackage(
  file: string,
  port: SyntaxPort,
  mentioningFiles: (identifier: string) => readonly string[] | undefined,
): GoPackage {
  const source = openTypeSource(file, port);
  const constant = (name: string, depth = 0): number | undefined => {
    const value = source.declarations(name).constants.find(c => c.name === name)?.value;
    return value && depth < 5 ? numberOf(value, inner => constant(inner, depth + 1)) : undefined;
  };
  return {
    ...source,
    file,
    calleeOf: (model, call) => calledFunction(call, model, source),
    callsOf: function_ =>
      isInVariables(function_.name, source.declarations(function_.name))
        ? undefined
        : callsOf(function_, source),
    typeOf: (expression, model) => typeOf(expression, model, source),
    constant: name => constant(name),
    structsWith: field =>
      source.declarations(field).structs.filter(s => s.fields.some(f => f.name === field)),
    isClosed: identifier =>
      isClosed(identifier, file, mentioningFiles) && isWhole(identifier, source),
  };
}

function callsOf(
  { name, receiver }: FunctionSyntax,
  source: TypeSource,
): readonly CallSite[] | undefined {
  if (!isWhole(name, source)) return undefined;
  const sites: CallSite[] = [];
  for (const model of source.mentioning(name)) {
    for (const node of model.nodes) {
      const isName =
        receiver === undefined
          ? node.kind === 'name' && node.name === name && !model.variableOf(node)
          : node.kind === 'selector' && node.field === name;
      if (!isName) continue;
      const parent = model.parentOf(node);
      if (parent?.kind !== 'call' || parent.callee !== node) return undefined;
      if (receiver !== undefined && isOfAnother(model, parent, receiver, source)) continue;
      sites.push({ model, call: parent });
    }
  }
  return sites;
}

/** Package-level variables run what they call, and keep what they name: `var handlers = map[string]func(){"a": a}`. */
function isInVariables(name: string, { variables }: PackageDeclarations): boolean {
  const names = (node: Syntax): boolean =>
    (node.kind === 'name' && node.name === name) ||
    (node.kind === 'selector' && node.field === name) ||
    childrenOf(node).some(names);
  return variables.some(({ value }) => value !== undefined && names(value));
}

/** The call runs a namesake of another type. */
function isOfAnother(
  model: FunctionModel,
  call: Call,
  receiver: string,
  source: TypeSource,
): boolean {
  const called = calledFunction(call, model, source);
  return called !== undefined && called.syntax.receiver !== receiver;
}

/** Every function that holds the name could be read. */
function isWhole(identifier: string, source: TypeSource): boolean {
  return source.mentioning(identifier).every(({ syntax }) => !syntax.broken);
}

/** Unexported; or of a program, not of a library that anyone may import, and mentioned in this folder alone. */
function isClosed(
  identifier: string,
  file: string,
  mentioningFiles: (identifier: string) => readonly string[] | undefined,
): boolean {
  if (!/^\p{Lu}/u.test(identifier)) return true;
  if (!isOfProgram(file, mentioningFiles)) return false;
  const files = mentioningFiles(identifier);
  const folder = folderOf(file);
  return files?.every(other => folderOf(other) === folder) ?? false;
}

/** Nobody outside the workspace can import it (`internal`), or the workspace holds a program: that is all there is to see. */
function isOfProgram(
  file: string,
  mentioningFiles: (identifier: string) => readonly string[] | undefined,
): boolean {
  if (/[/\\]internal[/\\]/.test(file)) return true;
  const programs = mentioningFiles('package main');
  return programs?.some(other => !other.endsWith('_test.go')) ?? false;
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')));
}
