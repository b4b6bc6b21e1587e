/** What the order of statements allows: which statement ends a list, what can be reached from where, who may leave. */
import { childrenOf } from './children';
import {
  ancestorsOf,
  isInside,
  listAround,
  loopAround,
  runnerOf,
  type FunctionModel,
} from './model';
import type { Clause, Select, Statement, Syntax } from './syntax';

/** Calls that do not return: the goroutine or the process ends. */
const finalCalls =
  /^(panic|(os\.Exit|runtime\.Goexit|log\.(Fatal|Panic)(f|ln)?)|\w+\.(Fatal|Fatalf|FailNow|Skip|Skipf|SkipNow))$/;

/** Nothing behind this statement in its list is reached from it. */
export function isTerminating(statement: Statement): boolean {
  switch (statement.kind) {
    case 'return':
      return true;
    case 'branch':
      return statement.word !== 'fallthrough';
    case 'expression':
      return statement.value.kind === 'call' && finalCalls.test(textOf(statement.value.callee));
    case 'block':
      return endsList(statement.statements);
    case 'if':
      return (
        statement.otherwise !== undefined &&
        endsList(statement.then.statements) &&
        isTerminating(statement.otherwise)
      );
    case 'labeled':
      return statement.statement !== undefined && isTerminating(statement.statement);
    case 'for':
      return statement.condition === undefined && !holdsBreak(statement.body);
    case 'switch':
    case 'select':
      return endsEveryClause(statement);
    default:
      return false;
  }
}

export function endsList(list: readonly Statement[]): boolean {
  return list.some(isTerminating);
}

function endsEveryClause(statement: Extract<Statement, { kind: 'switch' | 'select' }>): boolean {
  const total = statement.kind === 'select' || statement.clauses.some(clause => clause.isDefault);
  return (
    total &&
    statement.clauses.every(
      clause => endsList(clause.statements) && !clause.statements.some(holdsBreak),
    )
  );
}

/** A `break` (or `goto`) that may leave the statement that holds this node. */
function holdsBreak(node: Syntax): boolean {
  if (node.kind === 'branch') return node.word === 'break' || node.word === 'goto';
  if (node.kind === 'func') return false;
  const own =
    node.kind === 'for' ||
    node.kind === 'range' ||
    node.kind === 'switch' ||
    node.kind === 'select';
  return childrenOf(node).some(child => (own ? holdsLabelled(child) : holdsBreak(child)));
}

function holdsLabelled(node: Syntax): boolean {
  if (node.kind === 'branch')
    return node.word === 'goto' || (node.word === 'break' && node.label !== undefined);
  return node.kind !== 'func' && childrenOf(node).some(holdsLabelled);
}

/** A dotted name as written: `os.Exit`; empty for what is no name. */
export function textOf(node: Syntax): string {
  if (node.kind === 'name') return node.name;
  if (node.kind === 'selector') {
    const operand = textOf(node.operand);
    return operand && `${operand}.${node.field}`;
  }
  if (node.kind === 'index') {
    const operand = textOf(node.operand);
    return operand && `${operand}[]`;
  }
  if (node.kind === 'unary' && node.operator !== '<-') return textOf(node.operand);
  if (node.kind === 'call') {
    const callee = textOf(node.callee);
    return callee && `${callee}()`;
  }
  return '';
}

/**
 * Can `to` run after `from` without a loop's next round? Both in one runner, `from` before `to` in the text. Branches that
 * exclude each other, and statements between them that always leave, say no.
 */
export function mayFollow(model: FunctionModel, from: Syntax, to: Syntax): boolean {
  if (model.orderOf(from) >= model.orderOf(to) || isCutOff(model, from, to)) return false;
  let inner: Syntax = from;
  for (const up of [from, ...ancestorsOf(model, from)]) {
    if (up.kind === 'func') return false;
    const place = listAround(model, up);
    if (place) {
      const target = place.list.findIndex(s => isInside(model, to, s));
      const until = target < 0 ? place.list.length : target;
      if (place.list.slice(place.index + 1, until).some(isTerminating)) return false;
      if (target >= 0) return true;
    } else if (up !== from && isInside(model, to, up)) {
      return !exclude(up, inner, to, model);
    }
    inner = up;
  }
  return false;
}

/** In a block around `to` that does not hold `from`, a statement before it always leaves: `log.Fatal(err); return`. */
function isCutOff(model: FunctionModel, from: Syntax, to: Syntax): boolean {
  for (const up of [to, ...ancestorsOf(model, to)]) {
    const place = listAround(model, up);
    if (place && isInside(model, from, place.holder)) return false;
    if (place?.list.slice(0, place.index).some(isTerminating)) return true;
  }
  return false;
}

/** Two parts of one statement of which only one runs: `then` and `else`, two cases. */
function exclude(around: Syntax, from: Syntax, to: Syntax, model: FunctionModel): boolean {
  if (around.kind === 'if') return from === around.then;
  if (around.kind === 'switch' || around.kind === 'select')
    return from.kind === 'clause' && !isInside(model, to, from);
  return false;
}

/** `return` statements of the literal or function that runs `node`. */
export function returnsOf(model: FunctionModel, node: Syntax): Syntax[] {
  const runner = runnerOf(model, node);
  return model.nodes.filter(n => n.kind === 'return' && runnerOf(model, n) === runner);
}

/**
 * After this case of a select the channel is not come back to: the case returns, breaks out of the loop around it, or there
 * is no loop. A loop that makes a new channel in each round (`make` is inside) is none.
 */
export function leavesSelect(
  model: FunctionModel,
  select: Select,
  clause: Clause,
  make: Syntax | undefined,
): boolean {
  const loop = loopAround(model, select);
  if (!loop || (make && isInside(model, make, loop))) return true;
  const last = clause.statements.find(isTerminating);
  if (!last) return false;
  if (last.kind === 'return' || last.kind === 'expression') return true;
  // A plain break ends the select alone.
  if (last.kind === 'branch') return last.word === 'goto' || breaksLoop(model, last.label, loop);
  return false;
}

function breaksLoop(model: FunctionModel, label: string | undefined, loop: Syntax): boolean {
  const labeled = model.parentOf(loop);
  return label !== undefined && labeled?.kind === 'labeled' && labeled.label === label;
}

/** A `break` or `return` that ends this loop, in the runner of the loop. */
export function exitsOfLoop(model: FunctionModel, loop: Syntax): Syntax[] {
  const runner = runnerOf(model, loop);
  return model.nodes.filter(
    node =>
      isInside(model, node, loop) &&
      runnerOf(model, node) === runner &&
      endsLoop(model, node, loop),
  );
}

function endsLoop(model: FunctionModel, node: Syntax, loop: Syntax): boolean {
  if (node.kind === 'return') return true;
  if (node.kind !== 'branch' || node.word === 'fallthrough' || node.word === 'continue')
    return false;
  if (node.word === 'goto') return true;
  if (node.label !== undefined) return breaksLoop(model, node.label, loop);
  for (const up of ancestorsOf(model, node))
    if (up.kind === 'for' || up.kind === 'range' || up.kind === 'switch' || up.kind === 'select')
      return up === loop;
  return false;
}
