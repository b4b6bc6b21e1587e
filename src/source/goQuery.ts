/** What the facts of a Go file are made of, as one tree-sitter query. Captures come in the order of the text. */
export const goQuery = `
(package_clause) @package
(function_declaration) @function
(method_declaration) @function
(source_file (var_declaration) @variables)
(func_literal) @literal
(return_statement) @return
(send_statement) @send
(unary_expression operator: "<-") @recv
(select_statement) @select
(for_statement (range_clause) @range) @for
(call_expression) @call
(go_statement) @go
(defer_statement) @defer
(parameter_declaration) @declaration
(variadic_parameter_declaration) @declaration
(field_declaration) @declaration
(var_spec) @declaration
(short_var_declaration) @declaration
`;

export type CaptureName =
  | 'package'
  | 'function'
  | 'variables'
  | 'literal'
  | 'return'
  | 'send'
  | 'recv'
  | 'select'
  | 'range'
  | 'for'
  | 'call'
  | 'go'
  | 'defer'
  | 'declaration';
