/**
 * Symbols as Go prints them in stacks: what they say about package, type and function.
 *
 * Facts: the linker escapes import paths (cmd/internal/objabi PathToPrefix), type arguments are printed as `[...]`,
 * closures are named after the function they stand in, and their numbers move with edits and Go versions.
 */

export interface GoSymbol {
  /** `%xx` decoded; empty for a name without a package (a C function). `main` for every main package. */
  readonly importPath: string;
  /** Type of a method, without star and type arguments. */
  readonly receiver: string | undefined;
  readonly pointerReceiver: boolean;
  /** Function or method, without the suffixes of closures in it: `handleTask`. */
  readonly name: string;
  /** The symbol is a closure, a `go`/`defer` wrapper or a loop body inside `name`. */
  readonly closure: boolean;
  /** Last element of the import path. */
  readonly packageName: string;
}

/** Parts a compiler appends for closures: `func1`, `2`, `gowrap1`, `deferwrap1`, each with loop bodies `-range1`. */
const closurePart = /^(?:func\d+|\d+|gowrap\d+|deferwrap\d+|)(?:-range\d+)*$/;

/**
 * Takes a printed symbol apart, e.g. `example.com/m/my%2epkg.(*T[...]).Run.func1`. Never throws: a name of another
 * form becomes `{importPath: '', name: <the text>}`.
 */
export function parseSymbol(func: string): GoSymbol {
  const bare = withoutTypeArguments(func);
  const dot = packageEnd(bare);
  if (dot < 0) return symbolOf('', undefined, false, bare, false);
  const importPath = decodeEscapes(bare.slice(0, dot));
  const rest = bare.slice(dot + 1);
  const method = /^\((\*?)([^()]+)\)\.(.*)$/s.exec(rest);
  if (method) {
    const [, star = '', receiver = '', tail = ''] = method;
    const { name, closure } = functionOf(tail.split('.'));
    return symbolOf(importPath, receiver, star !== '', name, closure);
  }
  return plainSymbol(importPath, rest.split('.'));
}

/** The name that identity uses: escapes decoded, without type arguments and closure suffixes. */
export function normaliseSymbol(func: string): string {
  const known = normalised.get(func);
  if (known !== undefined) return known;
  const name = withoutClosure(func);
  if (normalised.size === maxRemembered) normalised.clear();
  normalised.set(func, name);
  return name;
}

/** A dump names a function in thousands of stacks: taking it apart once is enough. */
const normalised = new Map<string, string>();
const maxRemembered = 10_000;

function withoutClosure(func: string): string {
  const { importPath, receiver, pointerReceiver, name } = parseSymbol(func);
  if (!importPath) return name;
  const type = receiver === undefined ? '' : pointerReceiver ? `(*${receiver}).` : `${receiver}.`;
  return `${importPath}.${type}${name}`;
}

/** Packages whose frames are never the blocking place: a goroutine waits *through* them. */
const waitingPackages = new Set(['runtime', 'sync', 'time', 'context', 'iter', 'internal']);

/** True for frames of the runtime and of the packages that every wait passes through. */
export function isRuntimeOrSync(func: string): boolean {
  const bare = withoutTypeArguments(func);
  const dot = packageEnd(bare);
  if (dot < 0) return false;
  const importPath = bare.slice(0, dot);
  const slash = importPath.indexOf('/');
  const first = slash < 0 ? importPath : importPath.slice(0, slash);
  // `time/tzdata` and `context/x` do not exist; `internal/poll`, `runtime/pprof` and `sync/atomic` do.
  return waitingPackages.has(first);
}

function plainSymbol(importPath: string, parts: readonly string[]): GoSymbol {
  const [first = '', second] = parts;
  if (first === 'map' && second === 'init')
    return symbolOf(importPath, undefined, false, 'map.init', false);
  if (first === 'init' && second !== undefined && /^\d+$/.test(second))
    return symbolOf(importPath, undefined, false, 'init', parts.length > 2);
  if (second === undefined || closurePart.test(second)) {
    const { name, closure } = functionOf(parts);
    return symbolOf(importPath, undefined, false, name, closure);
  }
  const { name, closure } = functionOf(parts.slice(1));
  return symbolOf(importPath, first, false, name, closure);
}

function functionOf(parts: readonly string[]): { name: string; closure: boolean } {
  const [first = ''] = parts;
  const loopBody = /-range\d+/.test(first);
  const name = first.replace(/-fm$/, '').replace(/(?:-range\d+)+$/, '');
  return { name, closure: loopBody || parts.length > 1 };
}

function symbolOf(
  importPath: string,
  receiver: string | undefined,
  pointerReceiver: boolean,
  name: string,
  closure: boolean,
): GoSymbol {
  const packageName = importPath.slice(importPath.lastIndexOf('/') + 1);
  return { importPath, receiver, pointerReceiver, name, closure, packageName };
}

/** Index of the dot between import path and function, -1 when there is none. */
function packageEnd(bare: string): number {
  const paren = bare.indexOf('(');
  const path = paren < 0 ? bare : bare.slice(0, paren);
  return path.indexOf('.', path.lastIndexOf('/') + 1);
}

/** Bracket pairs are matched one by one: `(*Box[...]).Conv[...]`, `Feed[go.shape.struct { A int }]`. */
function withoutTypeArguments(func: string): string {
  if (!func.includes('[')) return func;
  let depth = 0;
  let bare = '';
  for (const char of func) {
    if (char === '[') depth++;
    else if (char === ']' && depth > 0) depth--;
    else if (depth === 0) bare += char;
  }
  return bare;
}

/** Go 1.27 escapes closure names twice (`%252e`): decode until nothing changes. */
function decodeEscapes(path: string): string {
  let text = path;
  for (let round = 0; round < 3 && text.includes('%'); round++) {
    const next = decodeOnce(text);
    if (next === text) break;
    text = next;
  }
  return text;
}

function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/g, '%25'));
  } catch {
    return text.replace(/%([0-7][0-9a-f])/g, (_, hex: string) =>
      String.fromCharCode(parseInt(hex, 16)),
    );
  }
}
