/** Which declaration a name means, by Go's block scopes. */
import { childrenOf } from './children';
import type {
  Define,
  Expression,
  FunctionSyntax,
  Literal,
  Name,
  Parameter,
  Statement,
  Syntax,
  TypeText,
} from './syntax';

export interface Variable {
  readonly name: string;
  readonly role: 'parameter' | 'receiver' | 'local';
  readonly type: TypeText | undefined;
  /** The one value it is defined with; undefined: none, or one of several results of a call. */
  readonly value: Expression | undefined;
  /** Where a local variable is declared. */
  readonly declaration: Syntax | undefined;
  /** The literal whose parameter or local it is; undefined: the named function. */
  readonly owner: Literal | undefined;
  /** Position among the named function's parameters; -1 for its receiver. */
  readonly position: number | undefined;
  /** Every name that means it, declarations included. */
  readonly names: Name[];
}

/** Innermost first. */
interface Scope {
  readonly variables: Map<string, Variable>;
  readonly up: Scope | undefined;
  readonly owner: Literal | undefined;
}

/** Resolves every name of a function. */
export function resolveNames(syntax: FunctionSyntax): ReadonlyMap<Name, Variable> {
  const resolver = new Resolver();
  const scope = resolver.open(undefined, undefined);
  const { receiver, receiverName: name } = syntax;
  if (receiver !== undefined) resolver.declareParameter({ name, type: receiver }, scope, -1);
  syntax.parameters.forEach((p, position) => resolver.declareParameter(p, scope, position));
  for (const result of syntax.results) resolver.declareParameter(result, scope, undefined);
  // `ctx, cancel := context.WithCancel(ctx)` assigns to the parameter: both are of the function's block.
  resolver.statements(syntax.body.statements, scope);
  return resolver.meanings;
}

class Resolver {
  readonly meanings = new Map<Name, Variable>();

  open(up: Scope | undefined, owner: Literal | undefined): Scope {
    return { variables: new Map(), up, owner: owner ?? up?.owner };
  }

  declareParameter({ name, type }: Parameter, scope: Scope, position: number | undefined): void {
    if (name === undefined || name === '_') return;
    scope.variables.set(name, {
      name,
      role: position === -1 ? 'receiver' : 'parameter',
      type,
      value: undefined,
      declaration: undefined,
      owner: scope.owner,
      position,
      names: [],
    });
  }

  statements(list: readonly Statement[], scope: Scope): void {
    for (const statement of list) this.visit(statement, scope);
  }

  visit(node: Syntax, scope: Scope): void {
    switch (node.kind) {
      case 'name':
        return this.use(node, scope);
      case 'define':
        return this.define(node, scope);
      case 'func':
        return this.literal(node, scope);
      case 'range':
        return this.range(node, scope);
      case 'block':
      case 'if':
      case 'for':
      case 'select':
      case 'clause':
        return this.inside(node, this.open(scope, undefined));
      case 'switch':
        return this.switch(node, this.open(scope, undefined));
      default:
        return this.inside(node, scope);
    }
  }

  private inside(node: Syntax, scope: Scope): void {
    for (const child of childrenOf(node)) this.visit(child, scope);
  }

  private use(name: Name, scope: Scope): void {
    for (let at: Scope | undefined = scope; at; at = at.up) {
      const variable = at.variables.get(name.name);
      if (!variable) continue;
      this.meanings.set(name, variable);
      variable.names.push(name);
      return;
    }
  }

  private define(node: Define, scope: Scope): void {
    for (const value of node.values) this.visit(value, scope);
    const paired = node.names.length === node.values.length;
    node.names.forEach((name, i) => {
      if (node.short && scope.variables.has(name.name)) return this.use(name, scope);
      this.declare(name, scope, node, node.type, paired ? node.values[i] : undefined);
    });
  }

  private declare(
    name: Name,
    scope: Scope,
    declaration: Syntax,
    type: TypeText | undefined,
    value: Expression | undefined,
  ): void {
    if (name.name === '_') return;
    const variable: Variable = {
      name: name.name,
      role: 'local',
      type,
      value,
      declaration,
      owner: scope.owner,
      position: undefined,
      names: [name],
    };
    scope.variables.set(name.name, variable);
    this.meanings.set(name, variable);
  }

  private literal(node: Literal, scope: Scope): void {
    const inner = this.open(scope, node);
    for (const parameter of node.parameters) this.declareParameter(parameter, inner, undefined);
    for (const result of node.results) this.declareParameter(result, inner, undefined);
    this.statements(node.body.statements, inner);
  }

  private range(node: Extract<Syntax, { readonly kind: 'range' }>, scope: Scope): void {
    this.visit(node.over, scope);
    const inner = this.open(scope, undefined);
    for (const name of node.names)
      if (node.defines && name.kind === 'name')
        this.declare(name, inner, node, undefined, undefined);
      else this.visit(name, inner);
    this.visit(node.body, inner);
  }

  private switch(node: Extract<Syntax, { readonly kind: 'switch' }>, scope: Scope): void {
    if (node.initial) this.visit(node.initial, scope);
    if (node.value) this.visit(node.value, scope);
    if (node.alias) this.declare(node.alias, scope, node, undefined, undefined);
    for (const clause of node.clauses) this.visit(clause, scope);
  }
}
