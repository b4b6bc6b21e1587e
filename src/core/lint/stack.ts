/** The frames of a goroutine as calls in the source: who called the function that waits, and with what. */
import type { Cluster, Frame } from '../goroutine';
import type { Location } from '../locate/locate';
import { isLiteral } from '../locate/functionMatch';
import { dirName } from '../locate/paths';
import { normaliseSymbol, parseSymbol } from '../symbol';
import { modelOf, type FunctionModel } from './model';
import type { CallSite, GoPackage } from './package';
import type { SyntaxPort } from './port';
import type { Call, Syntax } from './syntax';

/** Calls looked up in one stack; a deeper one says no more. */
const maxFrames = 8;

/**
 * Answers the call that led into a function of the stack: of the next outer frame, or of the `go` statement for the
 * goroutine's outermost function. Frames of other packages end the search.
 */
export function callsOfStack(
  cluster: Cluster,
  location: Location,
  pkg: GoPackage,
  port: SyntaxPort,
): (model: FunctionModel) => CallSite | undefined {
  const { frames } = cluster;
  const from = location.anchorFrame ?? frames.length;
  return model => {
    const index = frames.findIndex(
      (frame, i) => i >= from && i < from + maxFrames && isFunction(frame, model),
    );
    const frame = frames[index];
    if (!frame || isLiteral(frame.func)) return undefined;
    const outer = frames[index + 1];
    return outer ? callIn(outer, frame, pkg) : startOf(frame, location, pkg, port);
  };
}

function isFunction(frame: Frame, { syntax }: FunctionModel): boolean {
  const { name, receiver } = parseSymbol(frame.func);
  return name === syntax.name && receiver === syntax.receiver;
}

/** The call of `inner` at the line of `outer`; the only one in it when the line has moved. */
function callIn(outer: Frame, inner: Frame, pkg: GoPackage): CallSite | undefined {
  const symbol = parseSymbol(outer.func);
  const callee = parseSymbol(inner.func);
  if (symbol.importPath !== callee.importPath) return undefined;
  const models = pkg
    .mentioning(callee.name)
    .filter(m => m.syntax.name === symbol.name && m.syntax.receiver === symbol.receiver);
  const sites = models.flatMap(model =>
    model.nodes.flatMap(node => (calls(node, callee.name) ? [{ model, call: node }] : [])),
  );
  return (
    sites.find(site => site.call.line === outer.line) ?? (sites.length === 1 ? sites[0] : undefined)
  );
}

/** The `go` statement that started the outermost function, when it stands in the same package. */
function startOf(
  frame: Frame,
  location: Location,
  pkg: GoPackage,
  port: SyntaxPort,
): CallSite | undefined {
  const place = location.related.find(related => related.role === 'createdBy');
  const syntax = place && port.functionAt(place.file, place.line);
  if (!syntax || dirName(place.file) !== dirName(pkg.file)) return undefined;
  const model = modelOf(syntax);
  const { name } = parseSymbol(frame.func);
  for (const node of model.nodes)
    if (node.kind === 'go' && node.line === place.line && calls(node.call, name))
      return { model, call: node.call };
  return undefined;
}

function calls(node: Syntax, name: string): node is Call {
  if (node.kind !== 'call') return false;
  const { callee } = node;
  return callee.kind === 'name'
    ? callee.name === name
    : callee.kind === 'selector' && callee.field === name;
}

/** Package part of a symbol, as `normaliseSymbol` writes it, with its dot: `example.com/shop/orders.`. */
export function packagePrefix(func: string): string {
  const { importPath } = parseSymbol(func);
  return importPath && normaliseSymbol(func).startsWith(`${importPath}.`) ? `${importPath}.` : '';
}
