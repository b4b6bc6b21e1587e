/** A symbol → the named functions of a file that it can stand for. */
import { parseSymbol } from '../symbol';
import type { FileFacts, FunctionFacts } from './port';

/** Closures of package-level variables belong to `init` since Go 1.22, to `glob.` before. */
const initNames = /^(init|glob|map)\b/;

/**
 * Functions of the file that a symbol means: same name, same receiver type. The symbol of a closure that was inlined
 * (Go ≤ 1.26) names its caller first, as in `main.main.mk.func12` for a literal of `mk`: when the first name is not in the
 * file, the names inside count. Empty when none is there.
 */
export function functionsOf(func: string, facts: FileFacts): FunctionFacts[] {
  const { name, receiver, closure } = parseSymbol(func);
  const wanted = initNames.test(name) && receiver === undefined ? 'init' : name;
  const direct = facts.functions.filter(f => f.name === wanted && f.receiver === receiver);
  if (direct.length > 0 || !closure) return direct;
  const names = innerNames(func);
  return facts.functions.filter(f => names.has(f.name));
}

/** The symbol is a function literal's: not the body of its function, nor a wrapper, nor the body of a range loop. */
export function isLiteral(func: string): boolean {
  const name = func.replace(/-(range\d+|fm)/g, '');
  return parseSymbol(func).closure && /(\.func\d+|\.\d+)(\.\d+)*$/.test(name);
}

/** Identifiers of a closure's symbol behind the import path, the compiler's own (`func1`, `gowrap2`, `3`) left out. */
function innerNames(func: string): ReadonlySet<string> {
  const local = func.slice(func.lastIndexOf('/') + 1).replace(/-(range\d+|fm)/g, '');
  const parts = local.split('.').slice(1);
  return new Set(parts.filter(p => !/^((func|gowrap|deferwrap)?\d+|\W.*)$/.test(p)));
}

/** True when the line lies in one of the functions. */
export function inAny(functions: readonly FunctionFacts[], line: number): boolean {
  return functions.some(f => f.startLine <= line && line <= f.endLine);
}
