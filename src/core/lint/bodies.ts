/**
 * GL015: the body of a response is not closed. The connection is neither free for the next request nor closed, and keeps two
 * goroutines of net/http. Those have no frame of the user's code: the cause is looked for in all of it.
 *
 *     resp, err := http.Get(url)
 *     if err != nil {
 *         return err
 *     }
 *     return json.NewDecoder(resp.Body).Decode(&v)   // resp.Body.Close is missing
 */
import type { Cluster } from '../goroutine';
import { dirName } from '../locate/paths';
import { normaliseSymbol } from '../symbol';
import type { RuleHit } from './facts';
import { textOf } from './flow';
import type { FunctionModel, Variable } from './model';
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
    const lost = variable ? isNeverClosed(model, variable) : name?.name === '_';
    if (!lost) return [];
    const found = hit('GL015', { model, node, certain: false });
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

/** The body is read at most: nothing closes it, and nobody else gets to see the response. */
function isNeverClosed(model: FunctionModel, variable: Variable): boolean {
  return variable.names.every(name => {
    const parent = model.parentOf(name);
    if (parent === variable.declaration) return true;
    if (parent?.kind === 'binary') return true;
    if (parent?.kind !== 'selector') return false;
    return parent.field === 'Body' ? isReadOnly(model, parent) : !isCallee(model, parent);
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
