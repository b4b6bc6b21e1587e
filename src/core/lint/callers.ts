/** Whether a function of the package ever runs, as far as the package tells. */
import type { FunctionModel } from './model';
import type { GoPackage } from './package';

/** Calls followed towards `main`; beyond that a function counts as called. */
const maxDepth = 3;

/**
 * Nothing calls it: no code of the package, and none outside can (an unexported name, or a name of package main). Methods
 * that an interface may call, and functions handed about as values, count as called; so do those that are seen `running`,
 * because the goroutine comes from them.
 */
export function isNeverCalled(
  model: FunctionModel,
  pkg: GoPackage,
  running: readonly (FunctionModel | undefined)[],
  depth = maxDepth,
): boolean {
  const { syntax } = model;
  const { name, packageName } = syntax;
  if (running.includes(model)) return false;
  if (name === 'main' || name === 'init' || depth === 0) return false;
  if (packageName !== 'main' && /^\p{Lu}/u.test(name)) return false;
  const calls = pkg.callsOf(syntax);
  return calls?.every(({ model }) => isNeverCalled(model, pkg, running, depth - 1)) ?? false;
}
