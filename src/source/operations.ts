/** Syntax nodes → the operations a goroutine can wait in, with the lines that Go prints for them. */
import type { Node } from 'web-tree-sitter';
import type { Operation, OperationKind, SelectCase } from '../core/locate/port';

/** An operation and where it begins in the text: decides which function it belongs to. */
export interface FoundOperation {
  readonly index: number;
  readonly operation: Operation;
}

/** Predeclared functions: none of them waits, and none can be started under another name. */
const builtins = new Set(
  'append cap clear close complex copy delete imag len make max min new panic print println real recover'.split(
    ' ',
  ),
);

const lineOf = (node: Node): number => node.startPosition.row + 1;
const endLineOf = (node: Node): number => node.endPosition.row + 1;
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 200);

/**
 * Operation of a send statement. Go prints the line of the operator (seen on go1.26.8, as all lines named here).
 */
export function sendOperation(node: Node): FoundOperation {
  const channel = node.childForFieldName('channel');
  const operator = node.children.find(child => child?.type === '<-');
  return found(node, 'send', {
    line: operator ? lineOf(operator) : lineOf(node),
    channel: channel ? channelText(channel) : undefined,
  });
}

/** Operation of a receive expression. The statement around it may begin lines above. */
export function recvOperation(node: Node): FoundOperation {
  const operand = node.childForFieldName('operand');
  return found(node, 'recv', {
    startLine: statementLine(node),
    line: lineOf(node),
    channel: operand ? channelText(operand) : undefined,
  });
}

/** Longer expressions are no names of anything: chains of calls, each of which holds all that stand before it. */
const maxLength = 1_000;

/** A channel expression on one line and without the blanks that a line break in a selector leaves. */
function channelText(node: Node): string {
  if (node.endIndex - node.startIndex > maxLength) return '…';
  return oneLine(node.text).replace(/ ?\. ?/g, '.');
}

/** Statements are the children of blocks and clauses; nothing above a block belongs to the statement. */
function statementLine(node: Node): number {
  let line = lineOf(node);
  for (let parent = node.parent; parent; parent = parent.parent) {
    if (/^(block|statement_list|source_file|\w+_case|ERROR)$/.test(parent.type)) break;
    line = lineOf(parent);
  }
  return line;
}

/**
 * A `select`: with two cases or more it is printed at its first line; with one case and no default the compiler makes the
 * plain operation of it, printed at the operator. `skip` receives the ids of the nodes that are cases, not operations.
 */
export function selectOperation(node: Node, skip: Set<number>): FoundOperation | undefined {
  const clauses = node.namedChildren.filter(child => child !== null);
  const communications = clauses
    .filter(clause => clause.type === 'communication_case')
    .map(clause => communicationOf(clause));
  const hasDefault = clauses.some(clause => clause.type === 'default_case');
  if (communications.length === 0 && !hasDefault) return found(node, 'select-none', {});
  if (communications.length === 1 && !hasDefault) return undefined;
  for (const communication of communications) if (communication) skip.add(communication.id);
  const cases = communications.map(caseOf);
  return found(node, 'select', {
    cases: hasDefault ? [...cases, { kind: 'default', channel: undefined }] : cases,
    ...(hasDefault ? { cannotBlock: true as const } : {}),
  });
}

/** The send statement or receive expression of a case. */
function communicationOf(clause: Node): Node | undefined {
  let node = clause.childForFieldName('communication');
  if (node?.type === 'receive_statement') node = node.childForFieldName('right');
  while (node?.type === 'parenthesized_expression') node = node.namedChild(0);
  return node ?? undefined;
}

function caseOf(node: Node | undefined): SelectCase {
  const send = node?.type === 'send_statement';
  const channel = node?.childForFieldName(send ? 'channel' : 'operand');
  return {
    kind: send ? 'send' : 'recv',
    channel: channel ? channelText(channel) : undefined,
  };
}

/** `for … range`: printed at the `for`. Two variables, a literal or a call of `len` are no channel. */
export function rangeOperation(loop: Node, clause: Node): FoundOperation {
  const right = clause.childForFieldName('right');
  const variables = clause.childForFieldName('left')?.namedChildCount ?? 0;
  const text = right ? channelText(right) : '';
  const noChannel =
    variables > 1 ||
    /^(len|cap|append|make)\b(?!.*\bchan\b)/.test(text) ||
    /^(composite|int|interpreted|raw)\w*literal$/.test(right?.type ?? '');
  return found(loop, 'range', {
    channel: text || undefined,
    ...(noChannel ? { cannotBlock: true as const } : {}),
  });
}

/** A call, printed at the line of the called name; undefined for predeclared functions. */
export function callOperation(node: Node, deferred: boolean): FoundOperation | undefined {
  const callee = calleeOf(node);
  if (callee.name !== undefined && builtins.has(callee.name)) return undefined;
  return found(node, 'call', {
    line: callee.line,
    endLine: endLineOf(node),
    callee: callee.text,
    calleeName: callee.name,
    ...(deferred ? { deferred: true as const } : {}),
  });
}

/** A `go` statement: `created by` prints the line of the keyword. */
export function goOperation(node: Node): FoundOperation {
  const call = startedCall(node);
  const callee = call ? calleeOf(call) : undefined;
  return found(node, 'go', {
    endLine: endLineOf(node),
    callee: callee?.text,
    calleeName: callee?.name,
  });
}

/** The call of a `go` or `defer` statement: it does not run where it stands. */
export function startedCall(node: Node): Node | undefined {
  const call = node.namedChild(0);
  return call?.type === 'call_expression' ? call : undefined;
}

function calleeOf(call: Node): {
  line: number;
  text: string | undefined;
  name: string | undefined;
} {
  let node = call.childForFieldName('function');
  while (node?.type === 'parenthesized_expression') node = node.namedChild(0);
  if (node?.type === 'index_expression') node = node.childForFieldName('operand');
  if (node?.type === 'type_instantiation_expression') node = node.childForFieldName('type');
  if (!node || node.type === 'func_literal')
    return { line: lineOf(call), text: undefined, name: undefined };
  const field = node.childForFieldName('field') ?? node.childForFieldName('name');
  const name = field ?? (/identifier$/.test(node.type) ? node : undefined);
  return { line: lineOf(name ?? node), text: channelText(node), name: name?.text };
}

function found(node: Node, kind: OperationKind, more: Partial<Operation>): FoundOperation {
  const line = lineOf(node);
  return {
    index: node.startIndex,
    operation: {
      kind,
      startLine: line,
      line,
      callee: undefined,
      channel: undefined,
      calleeName: undefined,
      ...more,
    },
  };
}
