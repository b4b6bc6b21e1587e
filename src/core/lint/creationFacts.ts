/** What stands around the `go` statement that started a goroutine. */
import type { Place } from '../goroutine';
import type { CreationFacts } from './facts';
import { loopBoundOf } from './loops';
import { ancestorsOf, loopAround, modelOf, type FunctionModel } from './model';
import type { GoPackage } from './package';
import type { SyntaxPort } from './port';
import type { Parameter, Syntax } from './syntax';

/** Undefined when there is no `go` statement, nor the call of a spawn method, at the place. */
export function creationFacts(
  place: Place,
  port: SyntaxPort,
  pkg: GoPackage,
): CreationFacts | undefined {
  const syntax = port.functionAt(place.file, place.line);
  if (!syntax) return undefined;
  const model = modelOf(syntax);
  const start = model.nodes.find(node => node.line === place.line && isStart(node));
  if (!start) return undefined;
  const loop = loopAround(model, start);
  return {
    inLoop: loop !== undefined,
    inHandler: isInHandler(model, start),
    loopBound: loop && loopBoundOf(model, loop, pkg),
  };
}

function isStart(node: Syntax): boolean {
  if (node.kind === 'go') return true;
  return (
    node.kind === 'call' &&
    node.callee.kind === 'selector' &&
    /^(Go|TryGo|AfterFunc)$/.test(node.callee.field)
  );
}

/** The named function, or a literal around the statement, has the parameters of a request handler. */
function isInHandler(model: FunctionModel, node: Syntax): boolean {
  const lists = [model.syntax.parameters];
  for (const up of ancestorsOf(model, node)) if (up.kind === 'func') lists.push(up.parameters);
  return lists.some(isHandler);
}

/** net/http; gRPC unary `(ctx, *Request)` and stream `(…_Server)`; the contexts of common web frameworks. */
const requestTypes =
  /^(http\.ResponseWriter|\*http\.Request|\*gin\.Context|echo\.Context|\*?fiber\.Ctx|\*fasthttp\.RequestCtx|\w+\.\w+_\w*Server|\*?\w*\.?\w*Request)$/;

function isHandler(parameters: readonly Parameter[]): boolean {
  return parameters.some(({ type }) => requestTypes.test(type));
}
