/** Syntax nodes of expressions → plain data. `first` is the line of the file at which the parsed text begins. */
import type { Node } from 'web-tree-sitter';
import type { Composite, Expression, Name } from '../core/lint/syntax';
import { literalOf } from './goTree';

export const lineOf = (node: Node, first: number): number => node.startPosition.row + first;
export const textOf = (node: Node): string =>
  node.endIndex - node.startIndex > 1_000 ? '…' : node.text.replace(/\s+/g, ' ').slice(0, 200);

export function nameOf(node: Node, first: number): Name {
  return { kind: 'name', name: node.text, line: lineOf(node, first) };
}

/** The expressions of a list, or the one that stands alone. */
export function expressionsOf(list: Node | null, first: number): Expression[] {
  if (!list) return [];
  if (!/^(expression_list|argument_list)$/.test(list.type)) return [expressionOf(list, first)];
  return partsOf(list, first);
}

/** An expression; parentheses are left out, what the rules have no use for is `other` with its parts. */
export function expressionOf(node: Node, first: number): Expression {
  const line = lineOf(node, first);
  const field = (name: string): Expression => {
    const child = node.childForFieldName(name);
    return child ? expressionOf(child, first) : { kind: 'other', parts: [], line };
  };
  switch (node.type) {
    case 'identifier':
      return nameOf(node, first);
    case 'parenthesized_expression': {
      const inner = node.namedChild(0);
      return inner ? expressionOf(inner, first) : { kind: 'other', parts: [], line };
    }
    case 'selector_expression': {
      const name = node.childForFieldName('field');
      return {
        kind: 'selector',
        operand: field('operand'),
        field: name?.text ?? '',
        line: name ? lineOf(name, first) : line,
      };
    }
    case 'index_expression':
      return { kind: 'index', operand: field('operand'), index: field('index'), line };
    case 'call_expression': {
      const callee = field('function');
      const args = expressionsOf(node.childForFieldName('arguments'), first);
      return { kind: 'call', callee, args, line: callee.kind === 'func' ? line : callee.line };
    }
    case 'func_literal':
      return literalOf(node, first);
    case 'unary_expression':
      return {
        kind: 'unary',
        operator: node.child(0)?.text ?? '',
        operand: field('operand'),
        line,
      };
    case 'binary_expression': {
      const operator = node.childForFieldName('operator')?.text ?? '';
      return { kind: 'binary', operator, left: field('left'), right: field('right'), line };
    }
    case 'composite_literal':
      return compositeOf(node, first);
    default:
      return otherOf(node, first);
  }
}

function otherOf(node: Node, first: number): Expression {
  const line = lineOf(node, first);
  if (/literal$|^(nil|true|false|iota)$/.test(node.type))
    return { kind: 'constant', text: textOf(node), line };
  if (/_type$|^(type_identifier|type_instantiation_expression)$/.test(node.type))
    return { kind: 'type', text: textOf(node), line };
  return { kind: 'other', parts: partsOf(node, first), line };
}

function partsOf(node: Node, first: number): Expression[] {
  return node.namedChildren.flatMap(child =>
    child && child.type !== 'comment' ? [expressionOf(child, first)] : [],
  );
}

function compositeOf(node: Node, first: number): Composite {
  const type = node.childForFieldName('type');
  return {
    kind: 'composite',
    type: type ? textOf(type) : '',
    elements: elementsOf(node.childForFieldName('body'), first),
    line: lineOf(node, first),
  };
}

function elementsOf(body: Node | null, first: number): Composite['elements'] {
  return (body?.namedChildren ?? []).flatMap(child => {
    if (!child || child.type === 'comment') return [];
    if (child.type !== 'keyed_element') return [{ key: undefined, value: elementOf(child, first) }];
    const key = child.childForFieldName('key');
    const value = child.childForFieldName('value');
    const name = key?.namedChild(0);
    return value
      ? [
          {
            key: name?.type === 'identifier' ? name.text : undefined,
            value: elementOf(value, first),
          },
        ]
      : [];
  });
}

/** An element may be a composite without a type: `{1, 2}`. */
function elementOf(node: Node, first: number): Expression {
  const inner = node.type === 'literal_element' ? node.namedChild(0) : node;
  if (!inner) return { kind: 'other', parts: [], line: lineOf(node, first) };
  if (inner.type !== 'literal_value') return expressionOf(inner, first);
  return {
    kind: 'composite',
    type: '',
    elements: elementsOf(inner, first),
    line: lineOf(inner, first),
  };
}
