/** Syntax nodes of a function → the plain data that the rules read. */
import type { Node } from 'web-tree-sitter';
import type {
  Block,
  Clause,
  Define,
  Expression,
  Literal,
  Name,
  Parameter,
  Statement,
} from '../core/lint/syntax';
import { expressionOf, expressionsOf, lineOf, nameOf, textOf } from './goExpression';

/** Statements of a block, in order. */
export function blockOf(node: Node | null, first: number): Block {
  if (!node) return { kind: 'block', statements: [], line: first, endLine: first };
  return {
    kind: 'block',
    statements: statementsIn(node, first),
    line: lineOf(node, first),
    endLine: node.endPosition.row + first,
  };
}

/** A function literal. */
export function literalOf(node: Node, first: number): Literal {
  return {
    kind: 'func',
    parameters: parametersOf(node.childForFieldName('parameters')),
    results: parametersOf(node.childForFieldName('result')),
    body: blockOf(node.childForFieldName('body'), first),
    line: lineOf(node, first),
    endLine: node.endPosition.row + first,
  };
}

/** Parameters or results; a result without parentheses is one without a name. */
export function parametersOf(list: Node | null): Parameter[] {
  if (!list) return [];
  if (list.type !== 'parameter_list') return [{ name: undefined, type: textOf(list) }];
  return list.namedChildren.flatMap((node): Parameter[] => {
    const type = node?.childForFieldName('type');
    if (!node || !type) return [];
    const text = node.type.startsWith('variadic') ? `[]${textOf(type)}` : textOf(type);
    const names = node.childrenForFieldName('name').flatMap(name => (name ? [name.text] : []));
    return names.length > 0
      ? names.map(name => ({ name, type: text }))
      : [{ name: undefined, type: text }];
  });
}

function statementsIn(node: Node, first: number): Statement[] {
  return node.namedChildren.flatMap(child => {
    if (!child || child.type === 'comment') return [];
    if (child.type === 'statement_list') return statementsIn(child, first);
    return statementOf(child, first);
  });
}

/** A statement that may be several: a `var` block. What cannot be read is left out. */
function statementOf(node: Node, first: number): Statement[] {
  const line = lineOf(node, first);
  switch (node.type) {
    case 'var_declaration':
    case 'const_declaration':
      return definesOf(node, first);
    case 'block':
      return [blockOf(node, first)];
    case 'if_statement':
    case 'for_statement':
    case 'select_statement':
    case 'expression_switch_statement':
    case 'type_switch_statement':
      return [controlOf(node, first)];
    case 'labeled_statement': {
      const inner = node.namedChildren.filter(c => c && c.type !== 'comment')[1];
      const label = node.childForFieldName('label')?.text ?? '';
      return [
        {
          kind: 'labeled',
          label,
          statement: inner ? statementOf(inner, first)[0] : undefined,
          line,
        },
      ];
    }
    default: {
      const simple = simpleOf(node, first);
      return simple ? [simple] : [];
    }
  }
}

function simpleOf(node: Node, first: number): Statement | undefined {
  const line = lineOf(node, first);
  switch (node.type) {
    case 'expression_statement':
      return { kind: 'expression', value: childOf(node, first), line };
    case 'send_statement': {
      const operator = node.children.find(child => child?.type === '<-');
      return {
        kind: 'send',
        channel: fieldOf(node, 'channel', first),
        value: fieldOf(node, 'value', first),
        line: operator ? lineOf(operator, first) : line,
      };
    }
    case 'short_var_declaration':
      return {
        kind: 'define',
        names: namesOf(node.childForFieldName('left'), first),
        values: expressionsOf(node.childForFieldName('right'), first),
        type: undefined,
        constant: false,
        short: true,
        line,
      };
    case 'assignment_statement':
    case 'receive_statement':
      return assignmentOf(node, first);
    case 'inc_statement':
    case 'dec_statement':
      return { kind: 'assign', operator: '+=', targets: [childOf(node, first)], values: [], line };
    case 'go_statement':
      return { kind: 'go', call: childOf(node, first), line };
    case 'defer_statement':
      return { kind: 'defer', call: childOf(node, first), line };
    case 'return_statement':
      return { kind: 'return', values: expressionsOf(node.namedChild(0), first), line };
    default:
      return branchOf(node, line);
  }
}

function branchOf(node: Node, line: number): Statement | undefined {
  const word = /^(break|continue|goto|fallthrough)_statement$/.exec(node.type)?.[1];
  if (word === undefined) return undefined;
  return {
    kind: 'branch',
    word: word as 'break' | 'continue' | 'goto' | 'fallthrough',
    label: node.namedChild(0)?.text,
    line,
  };
}

/** `x = y`, and the receive of a select's case, which may define its names. */
function assignmentOf(node: Node, first: number): Statement {
  const line = lineOf(node, first);
  const left = node.childForFieldName('left');
  const values = expressionsOf(node.childForFieldName('right'), first);
  if (!left) return { kind: 'expression', value: values[0] ?? nothing(line), line };
  if (node.children.some(child => child?.type === ':='))
    return {
      kind: 'define',
      names: namesOf(left, first),
      values,
      type: undefined,
      constant: false,
      short: true,
      line,
    };
  const operator = node.childForFieldName('operator')?.text ?? '=';
  return { kind: 'assign', operator, targets: expressionsOf(left, first), values, line };
}

function definesOf(node: Node, first: number): Define[] {
  return node.namedChildren.flatMap(child => {
    if (!child) return [];
    if (child.type === 'var_spec_list') return definesOf(child, first);
    if (!/^(var|const)_spec$/.test(child.type)) return [];
    const type = child.childForFieldName('type');
    return [
      {
        kind: 'define' as const,
        names: child
          .childrenForFieldName('name')
          .flatMap(name => (name ? [nameOf(name, first)] : [])),
        values: expressionsOf(child.childForFieldName('value'), first),
        type: type ? textOf(type) : undefined,
        constant: child.type === 'const_spec',
        short: false,
        line: lineOf(child, first),
      },
    ];
  });
}

function controlOf(node: Node, first: number): Statement {
  const line = lineOf(node, first);
  if (node.type === 'for_statement') return loopOf(node, first);
  if (node.type === 'select_statement')
    return { kind: 'select', clauses: clausesOf(node, first), line };
  const initial = optional(node.childForFieldName('initializer'), first);
  if (node.type === 'if_statement')
    return {
      kind: 'if',
      initial,
      condition: fieldOf(node, 'condition', first),
      then: blockOf(node.childForFieldName('consequence'), first),
      otherwise: optional(node.childForFieldName('alternative'), first),
      line,
    };
  const alias = node.childForFieldName('alias');
  const value = node.childForFieldName('value');
  return {
    kind: 'switch',
    initial,
    alias: alias ? namesOf(alias, first)[0] : undefined,
    value: value ? expressionOf(value, first) : undefined,
    clauses: clausesOf(node, first),
    line,
  };
}

function loopOf(node: Node, first: number): Statement {
  const line = lineOf(node, first);
  const body = blockOf(node.childForFieldName('body'), first);
  const head = node.namedChildren.find(child => child && !/^(comment|block)$/.test(child.type));
  if (head?.type === 'range_clause')
    return {
      kind: 'range',
      names: expressionsOf(head.childForFieldName('left'), first),
      defines: head.children.some(child => child?.type === ':='),
      over: fieldOf(head, 'right', first),
      body,
      line,
    };
  const isClause = head?.type === 'for_clause';
  const condition = isClause ? head.childForFieldName('condition') : head;
  return {
    kind: 'for',
    initial: isClause ? optional(head.childForFieldName('initializer'), first) : undefined,
    condition: condition ? expressionOf(condition, first) : undefined,
    post: isClause ? optional(head.childForFieldName('update'), first) : undefined,
    body,
    line,
  };
}

function clausesOf(node: Node, first: number): Clause[] {
  return node.namedChildren.flatMap(child => {
    if (!child || !/^(expression|type|communication|default)_case$/.test(child.type)) return [];
    const body = child.namedChildren.find(c => c?.type === 'statement_list');
    return [
      {
        kind: 'clause' as const,
        isDefault: child.type === 'default_case',
        values: expressionsOf(child.childForFieldName('value'), first),
        communication: optional(child.childForFieldName('communication'), first),
        statements: body ? statementsIn(body, first) : [],
        line: lineOf(child, first),
      },
    ];
  });
}

function optional(node: Node | null, first: number): Statement | undefined {
  return node ? statementOf(node, first)[0] : undefined;
}

function fieldOf(node: Node, field: string, first: number): Expression {
  const child = node.childForFieldName(field);
  return child ? expressionOf(child, first) : nothing(lineOf(node, first));
}

function childOf(node: Node, first: number): Expression {
  const child = node.namedChild(0);
  return child ? expressionOf(child, first) : nothing(lineOf(node, first));
}

function nothing(line: number): Expression {
  return { kind: 'other', parts: [], line };
}

function namesOf(list: Node | null, first: number): Name[] {
  if (!list) return [];
  if (list.type === 'identifier') return [nameOf(list, first)];
  return list.namedChildren.flatMap(child => (child ? [nameOf(child, first)] : []));
}
