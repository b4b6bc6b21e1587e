/** Where a chain of names begins: behind aliases, and behind the parameters of the functions that were called. */
import { chainOf, element, type Chain } from './expressions';
import { runnerOf, type FunctionModel, type Variable } from './model';
import type { CallSite, GoPackage } from './package';
import type { Expression, Name, Syntax } from './syntax';

/** Answers which call has led into a function, when the stack of the goroutine tells. */
export type CallerOf = (model: FunctionModel) => CallSite | undefined;

/**
 * The call of the same goroutine that led to a place: none for what stands in a function literal, and none where a `go`
 * statement has started the function.
 */
export function callOutside(
  model: FunctionModel,
  node: Syntax,
  callerOf: CallerOf,
): CallSite | undefined {
  const site = runnerOf(model, node) ? undefined : callerOf(model);
  return site && site.model.parentOf(site.call)?.kind === 'go' ? undefined : site;
}

/** A chain, and the function in which its root is declared. */
export interface Home extends Chain {
  readonly model: FunctionModel;
  readonly variable: Variable | undefined;
}

/** A parameter is looked up at the caller, at most this many calls up. */
const maxCallers = 3;

/** Where a chain begins: the last of {@link homesOf}. */
export function homeOf(
  chain: Chain,
  model: FunctionModel,
  pkg: GoPackage,
  callerOf: CallerOf,
): Home {
  const homes = homesOf(chain, model, pkg, callerOf);
  return homes.at(-1) ?? { ...chain, model, variable: undefined };
}

/** The chain as it is, and under each name that it had before: behind aliases, and in the functions that passed it on. */
export function homesOf(
  chain: Chain,
  model: FunctionModel,
  pkg: GoPackage,
  callerOf: CallerOf,
): readonly Home[] {
  const homes: Home[] = [{ ...chain, model, variable: model.variableOf(chain.root) }];
  for (let round = 0; round < maxCallers; round++) {
    const last = homes.at(-1);
    const before = last && homeBefore(last, pkg, callerOf);
    if (!before) break;
    homes.push(before);
  }
  return homes;
}

function homeBefore(
  { model, variable, fields }: Home,
  pkg: GoPackage,
  callerOf: CallerOf,
): Home | undefined {
  if (!variable) return undefined;
  const site =
    variable.position === undefined ? undefined : (callerOf(model) ?? onlyCall(model, pkg));
  const source =
    variable.position === undefined
      ? aliasOf(variable)
      : site && argumentAt(site, variable.position);
  const up = source && chainOf(source);
  if (!up) return undefined;
  const at = site?.model ?? model;
  return {
    root: up.root,
    fields: [...up.fields, ...fields],
    model: at,
    variable: at.variableOf(up.root),
  };
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

/** The argument of a parameter; position -1 is the receiver. */
export function argumentAt({ call }: CallSite, position: number): Expression | undefined {
  if (position >= 0) return call.args[position];
  return call.callee.kind === 'selector' ? call.callee.operand : undefined;
}

/** A chain as an expression again. */
export function expressionOf(root: Name, fields: readonly string[]): Expression {
  const { line } = root;
  return fields.reduce<Expression>(
    (operand, field) =>
      field === element
        ? { kind: 'index', operand, index: undefined, line }
        : { kind: 'selector', operand, field, line },
    root,
  );
}
