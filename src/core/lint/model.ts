/** A function with what its text implies: order, nesting, and which variable a name means. */
import { childrenOf } from './children';
import { resolveNames, type Variable } from './scopes';
import type {
  Call,
  Clause,
  FunctionSyntax,
  Literal,
  Name,
  Start,
  Statement,
  Syntax,
} from './syntax';

export interface FunctionModel {
  readonly syntax: FunctionSyntax;
  /** Every part, in the order of the text. */
  readonly nodes: readonly Syntax[];
  /** Position in `nodes`. */
  orderOf(node: Syntax): number;
  /** Undefined for the outermost block. */
  parentOf(node: Syntax): Syntax | undefined;
  /** The local variable that a name means; undefined: of the package, a builtin, or an imported package. */
  variableOf(name: Name): Variable | undefined;
}

export type { Variable } from './scopes';

/** A function of more parts than this is made by a program: nothing is said about it, since some questions cost its square. */
export const maxNodes = 40_000;

const models = new WeakMap<FunctionSyntax, FunctionModel>();

/** The model of a function; made once for each. */
export function modelOf(syntax: FunctionSyntax): FunctionModel {
  const known = models.get(syntax);
  if (known) return known;
  const model = buildModel(syntax);
  models.set(syntax, model);
  return model;
}

function buildModel(syntax: FunctionSyntax): FunctionModel {
  const nodes: Syntax[] = [];
  const orders = new Map<Syntax, number>();
  const parents = new Map<Syntax, Syntax>();
  const visit = (node: Syntax): void => {
    orders.set(node, nodes.length);
    nodes.push(node);
    for (const child of childrenOf(node)) {
      parents.set(child, node);
      visit(child);
    }
  };
  visit(syntax.body);
  const names = resolveNames(syntax);
  return {
    syntax,
    nodes,
    orderOf: node => orders.get(node) ?? -1,
    parentOf: node => parents.get(node),
    variableOf: name => names.get(name),
  };
}

/** What is around a node, innermost first. */
export function* ancestorsOf(model: FunctionModel, node: Syntax): Generator<Syntax> {
  for (let up = model.parentOf(node); up; up = model.parentOf(up)) yield up;
}

/** The function literal that runs a node; undefined: the named function itself. */
export function runnerOf(model: FunctionModel, node: Syntax): Literal | undefined {
  for (const up of ancestorsOf(model, node)) if (up.kind === 'func') return up;
  return undefined;
}

/** The loop around a node inside the literal or function that runs it; `stop` ends the search. */
export function loopAround(
  model: FunctionModel,
  node: Syntax,
): Extract<Syntax, { readonly kind: 'for' | 'range' }> | undefined {
  let inner: Syntax = node;
  for (const up of ancestorsOf(model, node)) {
    if (up.kind === 'func') return undefined;
    // What a range loop ranges over, and how a loop begins, is evaluated once.
    if (up.kind === 'range' && inner !== up.over) return up;
    if (up.kind === 'for' && inner !== up.initial) return up;
    inner = up;
  }
  return undefined;
}

/** Methods that run the literal they are given in a goroutine of its own: `wg.Go`, `group.Go`. */
const spawnMethods = new Set(['Go', 'TryGo', 'AfterFunc']);

/**
 * The statement or call that starts a literal as a goroutine: `go func…`, `group.Go(func…)`. Undefined when the literal is
 * called in place, deferred, or handed to something else.
 */
export function startOfLiteral(model: FunctionModel, literal: Literal): Start | Call | undefined {
  const call = model.parentOf(literal);
  if (call?.kind !== 'call') return undefined;
  const above = model.parentOf(call);
  if (call.callee === literal) return above?.kind === 'go' ? above : undefined;
  const { callee } = call;
  return callee.kind === 'selector' && spawnMethods.has(callee.field) ? call : undefined;
}

/** What runs a literal: a goroutine, the function around it (in place, or when it ends), or nobody can tell. */
export function literalUse(
  model: FunctionModel,
  literal: Literal,
): 'goroutine' | 'deferred' | 'in place' | 'unknown' {
  if (startOfLiteral(model, literal)) return 'goroutine';
  const call = model.parentOf(literal);
  if (call?.kind !== 'call' || call.callee !== literal) return 'unknown';
  return model.parentOf(call)?.kind === 'defer' ? 'deferred' : 'in place';
}

/**
 * A literal around the node runs at a time that the code around it does not tell: a timer's or a context's, or whenever
 * somebody calls the value. Until then no goroutine shows it. `within`: the literal that declares what is looked at, and the
 * ones around it, run as a whole.
 */
export function runsLater(model: FunctionModel, node: Syntax, within?: Literal): boolean {
  for (const up of ancestorsOf(model, node)) {
    if (up === within) return false;
    if (up.kind !== 'func') continue;
    const start = startOfLiteral(model, up);
    if (start?.kind === 'call' && !startsAtOnce(model, start)) return true;
    if (!start && literalUse(model, up) === 'unknown') return true;
  }
  return false;
}

/** `wg.Go`, `group.Go`: by the type, where it is spelled out, or by the usual names. Other executors may keep a queue. */
function startsAtOnce(model: FunctionModel, { callee }: Call): boolean {
  if (callee.kind !== 'selector' || callee.field === 'AfterFunc') return false;
  const { operand } = callee;
  const name =
    operand.kind === 'selector' ? operand.field : operand.kind === 'name' && operand.name;
  const type = operand.kind === 'name' ? model.variableOf(operand)?.type : undefined;
  if (type !== undefined) return /WaitGroup|errgroup\.Group/.test(type);
  return /^(?:\w*(?:wg|group)|eg?|g)$/i.test(name || '');
}

/** The innermost start of a goroutine around a node, in this function. */
export function startAround(model: FunctionModel, node: Syntax): Start | Call | undefined {
  for (const up of ancestorsOf(model, node)) {
    const start = up.kind === 'func' ? startOfLiteral(model, up) : undefined;
    if (start) return start;
  }
  return undefined;
}

/** The statement list that directly holds a statement. */
export function listAround(
  model: FunctionModel,
  node: Syntax,
):
  | { readonly holder: Syntax; readonly list: readonly Statement[]; readonly index: number }
  | undefined {
  const holder = model.parentOf(node);
  const list =
    holder?.kind === 'block' || holder?.kind === 'clause' ? holder.statements : undefined;
  const index = list?.indexOf(node as Statement) ?? -1;
  return holder && list && index >= 0 ? { holder, list, index } : undefined;
}

/** The innermost statement around an expression, or the statement itself. */
export function statementAround(model: FunctionModel, node: Syntax): Syntax {
  if (listAround(model, node)) return node;
  for (const up of ancestorsOf(model, node)) if (listAround(model, up)) return up;
  return node;
}

/** The select whose case an operation is, and the case. */
export function selectCaseOf(
  model: FunctionModel,
  node: Syntax,
):
  | { readonly clause: Clause; readonly select: Extract<Syntax, { readonly kind: 'select' }> }
  | undefined {
  let inner: Syntax = node;
  for (const up of ancestorsOf(model, node)) {
    if (up.kind === 'clause') {
      const select = model.parentOf(up);
      return up.communication === inner && select?.kind === 'select'
        ? { clause: up, select }
        : undefined;
    }
    if (up.kind === 'func' || up.kind === 'block') return undefined;
    inner = up;
  }
  return undefined;
}

/** Does `inner` lie in `outer` (or is it the same)? */
export function isInside(model: FunctionModel, inner: Syntax, outer: Syntax): boolean {
  if (inner === outer) return true;
  for (const up of ancestorsOf(model, inner)) if (up === outer) return true;
  return false;
}
