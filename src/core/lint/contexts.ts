/** Where a context comes from, and who cancels it, as far as the package tells. */
import { chainOf } from './expressions';
import { textOf } from './flow';
import { homesOf, type CallerOf, type Home } from './home';
import type { FunctionModel, Variable } from './model';
import { fieldUses, usesOfObject, type MethodCall, type ObjectUses } from './objects';
import type { GoPackage } from './package';
import type { Call, Expression, Syntax } from './syntax';

/** `background`: context.Background or TODO, with values at most: its Done never comes. */
export function contextOrigin(
  context: Expression,
  model: FunctionModel,
  rounds = 5,
): 'background' | 'derived' | 'unknown' {
  if (context.kind === 'call') {
    const callee = textOf(context.callee);
    if (/^context\.(Background|TODO)$/.test(callee)) return 'background';
    const [parent] = context.args;
    if (/^context\.(WithValue|WithoutCancel)$/.test(callee) && parent && rounds > 0)
      return callee.endsWith('WithoutCancel')
        ? 'background'
        : contextOrigin(parent, model, rounds - 1);
    return callee.startsWith('context.With') ? 'derived' : 'unknown';
  }
  const variable = context.kind === 'name' ? model.variableOf(context) : undefined;
  if (!variable || rounds === 0 || !isSetOnce(variable.names, model)) return 'unknown';
  return variable.value ? contextOrigin(variable.value, model, rounds - 1) : 'unknown';
}

/** `ctx = …` elsewhere makes it another context. */
function isSetOnce(names: readonly Expression[], model: FunctionModel): boolean {
  return names.slice(1).every(name => {
    const parent = model.parentOf(name);
    if (parent?.kind === 'assign') return !parent.targets.includes(name);
    return !(parent?.kind === 'define' && parent.names.some(n => n === name));
  });
}

/** What is known of the cancel function of a context. */
export interface Cancel {
  /** The call of `context.WithCancel`. */
  readonly model: FunctionModel;
  readonly node: Syntax;
  readonly calls: readonly MethodCall[];
  /** It is handed to code that was not looked at. */
  readonly hidden: boolean;
}

/** The `context.WithCancel` that a context comes from, and every call of its cancel; undefined: from elsewhere. */
export function cancelOf(
  context: Expression,
  model: FunctionModel,
  pkg: GoPackage,
  callerOf: CallerOf,
): Cancel | undefined {
  const chain = chainOf(context);
  if (!chain) return undefined;
  const origin = homesOf(chain, model, pkg, callerOf)
    .map(home => originAt(home, pkg))
    .find(found => found !== undefined);
  if (!origin) return undefined;
  const { cancel } = origin;
  const at = { model: origin.model, node: origin.node };
  if (cancel === undefined || (cancel.kind === 'name' && cancel.name === '_'))
    return { ...at, calls: [], hidden: false };
  const uses = usesOfCancel(cancel, origin.model, pkg, callerOf);
  return uses && { ...at, calls: uses.calls.filter(c => c.method === ''), hidden: uses.hidden };
}

interface Origin {
  readonly model: FunctionModel;
  readonly node: Syntax;
  readonly cancel: Expression | undefined;
}

function originAt({ model, variable, fields }: Home, pkg: GoPackage): Origin | undefined {
  const [field, ...more] = fields;
  if (field === undefined) return variable && definedBy(model, variable);
  return more.length === 0 ? storedIn(field, pkg) : undefined;
}

/** `ctx, cancel := context.WithCancel(parent)`, or an assignment. */
function definedBy(model: FunctionModel, variable: Variable): Origin | undefined {
  for (const node of model.nodes) {
    if (node.kind !== 'define' && node.kind !== 'assign') continue;
    const targets = node.kind === 'define' ? node.names : node.targets;
    const [context, cancel] = targets;
    const [value] = node.values;
    const isOurs = context?.kind === 'name' && model.variableOf(context) === variable;
    if (isOurs && value?.kind === 'call' && isWithCancel(value)) return { model, node, cancel };
  }
  return undefined;
}

function isWithCancel({ callee }: Call): boolean {
  return /^context\.WithCancel(Cause)?$/.test(textOf(callee));
}

/** `T{ctx: ctx}`, `t.ctx = ctx`: the one place that fills the field. */
function storedIn(field: string, pkg: GoPackage): Origin | undefined {
  const origins = pkg.mentioning(field).flatMap(model =>
    model.nodes.flatMap(node => {
      const value = valueFor(node, field);
      const variable = value?.kind === 'name' ? model.variableOf(value) : undefined;
      return variable ? [definedBy(model, variable)] : value ? [undefined] : [];
    }),
  );
  return origins.length === 1 ? origins[0] : undefined;
}

function valueFor(node: Syntax, field: string): Expression | undefined {
  if (node.kind === 'composite') return node.elements.find(e => e.key === field)?.value;
  if (node.kind !== 'assign') return undefined;
  const at = node.targets.findIndex(t => t.kind === 'selector' && t.field === field);
  return at < 0 ? undefined : node.values[at];
}

/** Calls of a cancel function: of the variable, or of the field that it is stored in. */
function usesOfCancel(
  cancel: Expression,
  model: FunctionModel,
  pkg: GoPackage,
  callerOf: CallerOf,
): ObjectUses | undefined {
  const variable = cancel.kind === 'name' ? model.variableOf(cancel) : undefined;
  const [stored, ...others] = (variable?.names.slice(1) ?? []).map(name =>
    fieldFilled(model, name),
  );
  if (stored !== undefined && others.length === 0)
    return fieldUses(stored.field, stored.owner, pkg);
  return usesOfObject(cancel, model, pkg, callerOf);
}

/** The field that a composite literal or an assignment stores a value in. */
function fieldFilled(
  model: FunctionModel,
  value: Expression,
): { readonly field: string; readonly owner: string | undefined } | undefined {
  const parent = model.parentOf(value);
  if (parent?.kind === 'composite') {
    const field = parent.elements.find(e => e.value === value)?.key;
    return field === undefined ? undefined : { field, owner: parent.type };
  }
  if (parent?.kind !== 'assign') return undefined;
  const target = parent.targets[parent.values.indexOf(value)];
  return target?.kind === 'selector' ? { field: target.field, owner: undefined } : undefined;
}
