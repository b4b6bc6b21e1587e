/** A symbol → the named functions of a file that it can stand for. */
import { parseSymbol } from '../symbol';
import type { FileFacts, FunctionFacts, SourcePort } from './port';

/** Closures of package-level variables belong to `init` since Go 1.22, to `glob.` before. */
const initNames = /^(init|glob|map)\b/;

/**
 * Functions of the file that a symbol means: same name, same receiver type. The symbol of a closure or loop body that was
 * inlined names its callers first, as in `main.main.mk.func12` for a literal of `mk` (Go ≤ 1.26) and
 * `main.main.gowrap1.each-range1` for a loop of `each`: the innermost name counts. Empty when it is not there.
 */
export function functionsOf(func: string, { functions }: FileFacts): FunctionFacts[] {
  const { own, owner, closure } = namesIn(func);
  const methods = functions.filter(f => f.name === own && f.receiver === owner);
  if (owner !== undefined && (methods.length > 0 || !closure)) return methods;
  const wanted = initNames.test(own) ? 'init' : own;
  return functions.filter(f => f.name === wanted && f.receiver === undefined);
}

/** Files of a folder that may hold a function which {@link functionsOf} finds. */
export function filesNaming(func: string, dir: string, port: SourcePort): readonly string[] {
  const { own } = namesIn(func);
  const files = port.goFiles(dir);
  return initNames.test(own) ? files : files.filter(file => port.mentions?.(file, own) ?? true);
}

/** The innermost name of a symbol, and the type that it is a method of. */
function namesIn(func: string): { own: string; owner: string | undefined; closure: boolean } {
  const { name, receiver, closure } = parseSymbol(func);
  if (!closure) return { own: name, owner: receiver, closure };
  const parts = partsOf(func).filter(part => !compilerPart.test(part));
  return { own: parts.at(-1) ?? '', owner: parts.at(-2), closure };
}

/** What the compiler puts into the symbols of closures and wrappers. */
const compilerPart = /^((func|gowrap|deferwrap)?\d+)?$/;

/** The symbol is a function literal's: not the body of its function, nor a wrapper, nor the body of a range loop. */
export function isLiteral(func: string): boolean {
  const name = func.replace(/-(range\d+|fm)/g, '');
  return parseSymbol(func).closure && /(\.func\d+|\.\d+)(\.\d+)*$/.test(name);
}

/** What stands between the dots of a symbol behind its import path: `(*T[...])` is T. The compiler's own parts are no names. */
function partsOf(func: string): string[] {
  const local = func.slice(func.lastIndexOf('/', bracketOf(func)) + 1);
  const plain = local.replace(/\[\.\.\.\]|-(range\d+|fm)/g, '');
  return plain
    .split('.')
    .slice(1)
    .map(part => part.replace(/^\(\*?|\)$/g, ''));
}

/** Where type arguments begin, which hold import paths of their own. */
function bracketOf(func: string): number {
  const bracket = func.indexOf('[');
  return bracket < 0 ? func.length : bracket;
}

/** True when the line lies in one of the functions. */
export function inAny(functions: readonly FunctionFacts[], line: number): boolean {
  return functions.some(f => f.startLine <= line && line <= f.endLine);
}
