/**
 * GL015: the body of a response is not closed. The connection is neither free for the next request nor closed, and keeps two
 * goroutines of net/http. Those have no frame of the user's code: the cause is looked for in all of it.
 *
 *     resp, err := http.Get(url)
 *     if err != nil {
 *         return err
 *     }
 *     return json.NewDecoder(resp.Body).Decode(&v)   // resp.Body.Close is missing
 *
 * Or it is closed too late: a return in front of the close leaves it open.
 */
import type { Cluster } from '../goroutine';
import { baseName, dirName } from '../locate/paths';
import { normaliseSymbol } from '../symbol';
import type { RuleHit } from './facts';
import { returnsOf, textOf } from './flow';
import { dominates, isBetween } from './locks';
import { isInside, literalUse, runnerOf, type FunctionModel, type Variable } from './model';
import { hit, nameOf } from './rule';
import type { Call, Define, Expression, Syntax } from './syntax';

/** Goroutines of a connection that waits for its response to be read or closed. */
export function keepsConnection({ frames }: Cluster): boolean {
  const [inner] = frames;
  return (
    inner !== undefined &&
    /^net\/http\.\(\*persistConn\)\.(readLoop|writeLoop)$/.test(normaliseSymbol(inner.func))
  );
}

/** Own code: the files that name a word, and the functions of the package around a file that name one. */
export interface OwnCode {
  filesMentioning(text: string): readonly string[] | undefined;
  functionsMentioning(file: string, identifier: string): readonly FunctionModel[];
}

/** Calls that answer a response. */
const requests = ['Do', 'Get', 'Post', 'PostForm', 'Head'];
/** Places named; who has read three looks at the others alike. */
const maxHits = 3;

/** Requests in production code whose body nothing closes, by file and line. */
export function unclosedBodies(code: OwnCode): readonly RuleHit[] {
  const files = (code.filesMentioning('net/http') ?? []).filter(f => !f.endsWith('_test.go'));
  const folders = new Map(files.map(file => [dirName(file), file]));
  const models = new Set(
    [...folders.values()].flatMap(file =>
      requests.flatMap(name => code.functionsMentioning(file, name)),
    ),
  );
  const hits = [...models].filter(m => files.includes(m.syntax.file)).flatMap(unclosedIn);
  return hits
    .sort((a, b) => compare(a.cause.file, b.cause.file) || a.cause.line - b.cause.line)
    .slice(0, maxHits);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function unclosedIn(model: FunctionModel): RuleHit[] {
  return model.nodes.flatMap(node => {
    if (node.kind !== 'define' || node.names.length !== 2 || !isRequest(node)) return [];
    const [name] = node.names;
    const variable = name && model.variableOf(name);
    const found = variable
      ? (neverClosed(model, node, variable) ?? closedLate(model, node, variable))
      : name?.name === '_' && hit('GL015', { model, node, certain: false });
    if (!found) return [];
    const causeFunction = `${model.syntax.packageName}.${nameOf(model)}`;
    return [{ ...found, at: 'creation' as const, causeFunction }];
  });
}

/** `http.Get(url)`, `client.Do(request)`. Other methods of these names answer other things. */
function isRequest({ values }: Define): boolean {
  const [call] = values;
  if (call?.kind !== 'call' || call.callee.kind !== 'selector') return false;
  const { operand, field } = call.callee;
  if (textOf(operand) === 'http') return field !== 'Do' && requests.includes(field);
  return field === 'Do' && call.args.length === 1 && /client/i.test(textOf(operand));
}

function neverClosed(model: FunctionModel, node: Define, variable: Variable): RuleHit | undefined {
  const isOpen = closesOf(model, variable).length === 0 && staysHere(model, variable);
  return isOpen ? hit('GL015', { model, node, certain: false }) : undefined;
}

/** A return between the request and the close of its body; not the one that the request's error leads to. */
function closedLate(model: FunctionModel, node: Define, variable: Variable): RuleHit | undefined {
  const closes = closesOf(model, variable);
  const runner = runnerOf(model, node);
  if (closes.some(close => runnerOf(model, close) !== runner) || !staysHere(model, variable))
    return undefined;
  const check = errorCheckOf(model, node);
  const end = returnsOf(model, node).find(
    one =>
      dominates(model, node, one) &&
      !(check && isInside(model, one, check)) &&
      !closes.some(close => isBetween(model, node, close, one) || isInside(model, close, one)),
  );
  const args = [`${baseName(model.syntax.file)}:${node.line}`];
  return end && hit('GL015', { model, node: end, certain: false, variant: 'late', args });
}

/** The first `if` behind the request that asks for its error: there is no response to close. */
function errorCheckOf(model: FunctionModel, request: Define): Syntax | undefined {
  const [, name] = request.names;
  const error = name && model.variableOf(name);
  return model.nodes.find(
    node =>
      node.kind === 'if' &&
      model.orderOf(node) > model.orderOf(request) &&
      error?.names.some(one => isInside(model, one, node.condition)) === true,
  );
}

/** Calls of `resp.Body.Close`; for a deferred literal that holds one, the literal. */
function closesOf(model: FunctionModel, variable: Variable): Syntax[] {
  return variable.names.flatMap(name => {
    const body = model.parentOf(name);
    const close = body && model.parentOf(body);
    const isClose = close?.kind === 'selector' && close.field === 'Close';
    if (!isClose || body?.kind !== 'selector' || body.field !== 'Body') return [];
    const runner = runnerOf(model, close);
    return [runner && literalUse(model, runner) === 'deferred' ? runner : close];
  });
}

/** The body is read and closed at most: nobody else gets to see the response. */
function staysHere(model: FunctionModel, variable: Variable): boolean {
  return variable.names.every(name => {
    const parent = model.parentOf(name);
    if (parent === variable.declaration) return true;
    if (parent?.kind === 'binary') return true;
    if (parent?.kind !== 'selector') return false;
    if (parent.field !== 'Body') return !isCallee(model, parent);
    const above = model.parentOf(parent);
    return isReadOnly(model, parent) || (above?.kind === 'selector' && above.field === 'Close');
  });
}

const readers =
  /^(io\.(Copy|CopyN|CopyBuffer|ReadAll|ReadFull)|ioutil\.ReadAll|\w+\.NewDecoder|bufio\.New(Reader|Scanner))$/;

function isReadOnly(model: FunctionModel, body: Expression): boolean {
  const call = model.parentOf(body);
  return call?.kind === 'call' && call.args.includes(body) && readers.test(textOf(call.callee));
}

/** `resp.Write(w)` and other methods may do anything. */
function isCallee(model: FunctionModel, selector: Syntax): boolean {
  const call: Call | Syntax | undefined = model.parentOf(selector);
  return call?.kind === 'call' && call.callee === selector;
}
