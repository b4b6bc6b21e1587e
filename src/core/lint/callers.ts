/** Whether a function of the package ever runs, as far as the package tells. */
import type { FunctionModel } from './model';
import type { GoPackage } from './package';

/** Calls followed towards `main`; beyond that a function counts as called. */
const maxDepth = 3;

/** Methods that libraries call through their interfaces, without naming them here. */
const interfaceMethods =
  /^(Close|Read|Write|Flush|String|Error|Unwrap|ServeHTTP|RoundTrip|Len|Less|Swap|Push|Pop|Lock|Unlock|Handle|Run)$/;

/**
 * Nothing calls it: no code of the package, and none outside can (an unexported name, or a name of package main) or does (a
 * program's package, whose name no other package mentions). Methods that an interface may call, and functions handed about as
 * values, count as called; so do those that are seen `running`, because the goroutine comes from them.
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
  if (packageName !== 'main' && !isOfPackage(model, pkg)) return false;
  const calls = pkg.callsOf(syntax);
  return calls?.every(({ model }) => isNeverCalled(model, pkg, running, depth - 1)) ?? false;
}

/** No other package can call it by its name; a library could, where it satisfies one of that library's interfaces. */
function isOfPackage({ syntax: { name, receiver } }: FunctionModel, pkg: GoPackage): boolean {
  if (!/^\p{Lu}/u.test(name)) return true;
  const isAsked = receiver !== undefined && interfaceMethods.test(name);
  return !isAsked && pkg.isClosed(name);
}
