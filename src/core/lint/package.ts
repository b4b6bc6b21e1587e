/** The package around a function: who declares, who calls, who mentions. */
import { numberOf, typeOfVariable } from './expressions';
import { modelOf, type FunctionModel } from './model';
import type { SyntaxPort } from './port';
import type { Call, FunctionSyntax, PackageDeclarations, StructSyntax } from './syntax';

export interface GoPackage {
  /** Any file of it. */
  readonly file: string;
  readonly declarations: PackageDeclarations;
  /** Functions whose text holds the identifier. */
  mentioning(identifier: string): readonly FunctionModel[];
  /** The function that a call runs, where the package declares it and nothing else can be meant. */
  calleeOf(model: FunctionModel, call: Call): FunctionModel | undefined;
  /** Every call of a function, in this package; undefined when it is also handed about as a value. */
  callsOf(function_: FunctionSyntax): readonly CallSite[] | undefined;
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
  const mentions = new Map<string, readonly FunctionModel[]>();
  let declared: PackageDeclarations | undefined;
  const declarations = (): PackageDeclarations => (declared ??= port.declarations(file));
  const mentioning = (identifier: string): readonly FunctionModel[] => {
    let found = mentions.get(identifier);
    if (!found) {
      found = port.functionsMentioning(file, identifier).map(modelOf);
      mentions.set(identifier, found);
    }
    return found;
  };
  const constant = (name: string, depth = 0): number | undefined => {
    const value = declarations().constants.find(c => c.name === name)?.value;
    return value && depth < 5 ? numberOf(value, inner => constant(inner, depth + 1)) : undefined;
  };
  return {
    file,
    get declarations() {
      return declarations();
    },
    mentioning,
    calleeOf: (model, call) => calleeOf(model, call, mentioning),
    callsOf: function_ => callsOf(function_, mentioning),
    constant: name => constant(name),
    structsWith: field => declarations().structs.filter(s => s.fields.some(f => f.name === field)),
    isClosed: identifier => isClosed(identifier, file, mentioningFiles),
  };
}

type Mentioning = (identifier: string) => readonly FunctionModel[];

function calleeOf(
  model: FunctionModel,
  call: Call,
  mentioning: Mentioning,
): FunctionModel | undefined {
  const { callee } = call;
  if (callee.kind === 'name') {
    if (model.variableOf(callee)) return undefined;
    const found = mentioning(callee.name).filter(
      m => m.syntax.name === callee.name && m.syntax.receiver === undefined,
    );
    return found.length === 1 ? found[0] : undefined;
  }
  if (callee.kind !== 'selector') return undefined;
  const methods = mentioning(callee.field).filter(
    m => m.syntax.name === callee.field && m.syntax.receiver !== undefined,
  );
  const variable = callee.operand.kind === 'name' ? model.variableOf(callee.operand) : undefined;
  const type = variable && typeOfVariable(variable);
  const fitting = type ? methods.filter(m => m.syntax.receiver === type) : methods;
  // Without a type an exported name may be anyone's method: `wg.Wait`, `conn.Close`.
  if (!type && /^\p{Lu}/u.test(callee.field)) return undefined;
  return fitting.length === 1 ? fitting[0] : undefined;
}

function callsOf(
  { name, receiver }: FunctionSyntax,
  mentioning: Mentioning,
): readonly CallSite[] | undefined {
  const sites: CallSite[] = [];
  for (const model of mentioning(name)) {
    for (const node of model.nodes) {
      const isName =
        receiver === undefined
          ? node.kind === 'name' && node.name === name && !model.variableOf(node)
          : node.kind === 'selector' && node.field === name;
      if (!isName) continue;
      const parent = model.parentOf(node);
      if (parent?.kind !== 'call' || parent.callee !== node) return undefined;
      sites.push({ model, call: parent });
    }
  }
  return sites;
}

/** Unexported, or mentioned in this folder alone. */
function isClosed(
  identifier: string,
  file: string,
  mentioningFiles: (identifier: string) => readonly string[] | undefined,
): boolean {
  if (!/^\p{Lu}/u.test(identifier)) return true;
  const files = mentioningFiles(identifier);
  const folder = folderOf(file);
  return files?.every(other => folderOf(other) === folder) ?? false;
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')));
}
