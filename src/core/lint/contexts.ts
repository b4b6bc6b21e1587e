/** Where a context comes from, as far as one function tells. */
import { textOf } from './flow';
import type { FunctionModel } from './model';
import type { Expression } from './syntax';

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
