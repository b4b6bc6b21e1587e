/** Go text → functions and declarations as plain data, with tree-sitter. */
import type { Node, Parser } from 'web-tree-sitter';
import type {
  Excuse,
  FunctionSyntax,
  PackageDeclarations,
  PackageVariable,
  StructSyntax,
} from '../core/lint/syntax';
import { expressionsOf, lineOf, textOf } from './goExpression';
import { blockOf, parametersOf } from './goTree';

/** Where a function's text was cut out of its file. */
export interface FunctionPosition {
  readonly file: string;
  readonly packageName: string;
  readonly line: number;
}

/**
 * The function (or package-level variables) whose text begins at `line` of `file`: tree-sitter reads a single declaration as
 * well as a file. Undefined when it does not parse without an error: half a function says nothing for sure.
 */
export function parseFunction(
  parser: Parser,
  text: string,
  at: FunctionPosition,
): FunctionSyntax | undefined {
  return withTree(parser, text, root => {
    if (root.hasError) return undefined;
    const node = root.namedChildren.find(child => declaration.test(child?.type ?? ''));
    if (!node) return undefined;
    return node.type === 'var_declaration'
      ? initialisation(node, text, at)
      : functionOf(node, text, at);
  });
}

const declaration = /^(function|method|var)_declaration$/;

/** Package-level variables as a function `init` that evaluates their values: literals in them are closures of it. */
function initialisation(node: Node, text: string, at: FunctionPosition): FunctionSyntax {
  const values = variablesOf(node, at.file, at.line).flatMap(({ value }) => value ?? []);
  const line = lineOf(node, at.line);
  const endLine = node.endPosition.row + at.line;
  const statements = values.map(value => ({
    kind: 'expression' as const,
    value,
    line: value.line,
  }));
  return {
    ...emptyFunction(at, 'init'),
    body: { kind: 'block', statements, line, endLine },
    line,
    endLine,
    excuses: excusesIn(text, at.line),
  };
}

/** A function of which only name and place are known. */
export function emptyFunction(
  { file, packageName, line }: FunctionPosition,
  name: string,
): FunctionSyntax {
  return {
    file,
    packageName,
    name,
    receiver: undefined,
    pointerReceiver: false,
    receiverName: undefined,
    parameters: [],
    results: [],
    body: { kind: 'block', statements: [], line, endLine: line },
    line,
    endLine: line,
    excuses: [],
  };
}

function functionOf(node: Node, text: string, at: FunctionPosition): FunctionSyntax {
  const receivers = parametersOf(node.childForFieldName('receiver'));
  const receiver = /^([*\s]*)([\p{L}_][\p{L}\p{N}_]*)/u.exec(receivers[0]?.type ?? '');
  return {
    file: at.file,
    packageName: at.packageName,
    name: node.childForFieldName('name')?.text ?? '',
    receiver: receiver?.[2],
    pointerReceiver: receiver?.[1]?.includes('*') ?? false,
    receiverName: receivers[0]?.name,
    parameters: parametersOf(node.childForFieldName('parameters')),
    results: parametersOf(node.childForFieldName('result')),
    body: blockOf(node.childForFieldName('body'), at.line),
    line: lineOf(node, at.line),
    endLine: node.endPosition.row + at.line,
    excuses: excusesIn(text, at.line),
  };
}

/** `//nolint:goroutineleak`, `//nolint:a,goroutineleak // reason`, `//leak:ignore reason`. `first`: the text's first line. */
export function excusesIn(text: string, first: number): Excuse[] {
  if (!text.includes('nolint') && !text.includes('leak:ignore')) return [];
  return text.split('\n').flatMap((line, i) => {
    const match = /\/\/ ?(nolint:[\w,-]*\bgoroutineleak\b|leak:ignore\b)[ \t]*(.{0,200})/.exec(
      line,
    );
    if (!match) return [];
    const alone = line.trimStart().startsWith('//');
    const reason = (match[2] ?? '').replace(/^\/\/\s*/, '').trim();
    return [{ line: first + i + (alone ? 1 : 0), comment: match[1] ?? '', reason }];
  });
}

/** Variables, constants and structs of one file's text. */
export function parseDeclarations(parser: Parser, text: string, file: string): PackageDeclarations {
  const found = { variables: [], constants: [], structs: [] };
  return withTree(parser, text, root => declarationsOf(root, file)) ?? found;
}

function declarationsOf(root: Node, file: string): PackageDeclarations {
  const variables: PackageVariable[] = [];
  const constants: { name: string; value: PackageVariable['value'] }[] = [];
  const structs: StructSyntax[] = [];
  for (const node of root.namedChildren) {
    if (!node) continue;
    if (node.type === 'var_declaration') variables.push(...variablesOf(node, file));
    if (node.type === 'const_declaration') constants.push(...variablesOf(node, file));
    if (node.type === 'type_declaration') structs.push(...structsOf(node, file));
  }
  return { variables, constants, structs };
}

function variablesOf(node: Node, file: string, first = 1): PackageVariable[] {
  return node.namedChildren.flatMap(spec => {
    if (spec?.type === 'var_spec_list') return variablesOf(spec, file, first);
    if (!spec || !/^(var|const)_spec$/.test(spec.type)) return [];
    const values = expressionsOf(spec.childForFieldName('value'), first);
    const type = spec.childForFieldName('type');
    return spec.childrenForFieldName('name').flatMap((name, i) =>
      name
        ? [
            {
              file,
              line: lineOf(name, first),
              name: name.text,
              type: type ? textOf(type) : undefined,
              value: values[i],
            },
          ]
        : [],
    );
  });
}

function structsOf(node: Node, file: string): StructSyntax[] {
  return node.namedChildren.flatMap(spec => {
    const type = spec?.childForFieldName('type');
    const name = spec?.childForFieldName('name')?.text;
    if (type?.type !== 'struct_type' || name === undefined) return [];
    const fields = type.namedChild(0)?.namedChildren ?? [];
    return [{ name, file, fields: fields.flatMap(field => (field ? fieldsOf(field) : [])) }];
  });
}

function fieldsOf(field: Node): StructSyntax['fields'] {
  const type = field.childForFieldName('type');
  if (!type) return [];
  const names = field.childrenForFieldName('name').flatMap(name => (name ? [name] : []));
  const text = textOf(type);
  if (names.length === 0) return [{ name: undefined, type: text, line: lineOf(field, 1) }];
  return names.map(name => ({ name: name.text, type: text, line: lineOf(name, 1) }));
}

/** A tree that the garbage collector meets frees a wrong pointer: it is deleted here, and no node leaves. */
function withTree<T>(parser: Parser, text: string, read: (root: Node) => T): T | undefined {
  const tree = parser.parse(text);
  if (!tree) {
    parser.reset();
    return undefined;
  }
  try {
    return read(tree.rootNode);
  } finally {
    tree.delete();
  }
}
