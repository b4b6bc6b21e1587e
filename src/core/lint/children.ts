/** The parts of a piece of syntax, in the order of the text. */
import type { Syntax } from './syntax';

/** Direct parts. A key of a composite literal is no part: it names a field. */
export function childrenOf(node: Syntax): readonly Syntax[] {
  switch (node.kind) {
    case 'name':
    case 'constant':
    case 'type':
    case 'branch':
      return [];
    case 'selector':
      return [node.operand];
    case 'index':
      return present(node.operand, node.index);
    case 'call':
      return [node.callee, ...node.args];
    case 'func':
      return [node.body];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'composite':
      return node.elements.map(element => element.value);
    case 'other':
      return node.parts;
    case 'block':
      return node.statements;
    case 'expression':
      return [node.value];
    case 'send':
      return [node.channel, node.value];
    case 'define':
      return [...node.values, ...node.names];
    case 'assign':
      return [...node.values, ...node.targets];
    case 'go':
    case 'defer':
      return [node.call];
    case 'return':
      return node.values;
    default:
      return partsOfControl(node);
  }
}

type Control = Extract<
  Syntax,
  { readonly kind: 'if' | 'for' | 'range' | 'switch' | 'select' | 'clause' | 'labeled' }
>;

function partsOfControl(node: Control): readonly Syntax[] {
  switch (node.kind) {
    case 'if':
      return present(node.initial, node.condition, node.then, node.otherwise);
    case 'for':
      return present(node.initial, node.condition, node.body, node.post);
    case 'range':
      return [node.over, ...node.names, node.body];
    case 'switch':
      return [...present(node.initial, node.alias, node.value), ...node.clauses];
    case 'select':
      return node.clauses;
    case 'clause':
      return [...node.values, ...present(node.communication), ...node.statements];
    case 'labeled':
      return present(node.statement);
  }
}

function present(...nodes: readonly (Syntax | undefined)[]): Syntax[] {
  return nodes.filter(node => node !== undefined);
}
