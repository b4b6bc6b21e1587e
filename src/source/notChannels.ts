/**
 * Names that surely hold no channel, by the declarations of one file. A loop over a channel looks like any other loop;
 * the types that stand beside it tell most of them apart without type checking.
 */
import type { Node } from 'web-tree-sitter';
import type { Operation } from '../core/locate/port';

export interface DeclaredNames {
  /** Declared with a type that is no channel. */
  readonly plain: Set<string>;
  /** Declared, somewhere in the file, as what may be one. */
  readonly open: Set<string>;
}

export function noNames(): DeclaredNames {
  return { plain: new Set(), open: new Set() };
}

const basicTypes = new Set(
  'bool byte float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr'.split(
    ' ',
  ),
);
const plainTypes = /^(slice|array|implicit_length_array|map|pointer|function|struct)_type$/;
const plainValues = /^(composite|func|int|float|rune|\w+_string)_literal$/;

/** Notes the names of a parameter, field or variable with a type, or of a short variable declaration. */
export function noteDeclaration(node: Node, names: DeclaredNames): void {
  if (node.type === 'short_var_declaration') return noteDefinition(node, names);
  const type = node.childForFieldName('type');
  const plain = node.type === 'variadic_parameter_declaration' || (type && isPlainType(type));
  for (const name of node.childrenForFieldName('name'))
    if (name) (plain ? names.plain : names.open).add(name.text);
}

function isPlainType(type: Node): boolean {
  return plainTypes.test(type.type) || basicTypes.has(type.text);
}

function noteDefinition(node: Node, names: DeclaredNames): void {
  const left = node.childForFieldName('left')?.namedChildren ?? [];
  const right = node.childForFieldName('right')?.namedChildren ?? [];
  left.forEach((name, i) => {
    const value = left.length === right.length ? right[i] : undefined;
    const plain = value && isPlainValue(value);
    if (name) (plain ? names.plain : names.open).add(name.text);
  });
}

function isPlainValue(value: Node): boolean {
  return plainValues.test(value.type) || /^make\(\s*(map\b|\[)/.test(value.text.slice(0, 40));
}

/** Marks a loop over a name that no declaration of the file lets be a channel. */
export function withDeclaredNames(operation: Operation, names: DeclaredNames): Operation {
  if (operation.kind !== 'range' || operation.cannotBlock) return operation;
  const name = /(?:^|\.)([\p{L}_][\p{L}\p{N}_]*)$/u.exec(operation.channel ?? '')?.[1];
  const plain = name !== undefined && names.plain.has(name) && !names.open.has(name);
  return plain ? { ...operation, cannotBlock: true } : operation;
}
