/**
 * One Go function as plain data: statements and expressions, each with its line. `source/` makes it from a parsed file,
 * the rules read it. It holds what the rules need and no more; without types, as the text gives none.
 */
import type { LineNumber } from '../goroutine';

/** Types are kept as their text, on one line: `chan<- Result`, `*sync.WaitGroup`. */
export type TypeText = string;

export interface Parameter {
  readonly name: string | undefined;
  readonly type: TypeText;
}

/** A named function or method. */
export interface FunctionSyntax {
  readonly file: string;
  readonly packageName: string;
  readonly name: string;
  /** Type name without pointer and type arguments. */
  readonly receiver: string | undefined;
  readonly pointerReceiver: boolean;
  readonly receiverName: string | undefined;
  readonly parameters: readonly Parameter[];
  readonly results: readonly Parameter[];
  readonly body: Block;
  readonly line: LineNumber;
  readonly endLine: LineNumber;
  /** Lines that a comment excuses (`//nolint:goroutineleak`, `//leak:ignore reason`). */
  readonly excuses: readonly Excuse[];
  /** Its text has errors: the body is empty, and nothing may be concluded from what is not in it. */
  readonly broken?: true;
}

export interface Excuse {
  /** The line that is excused: the comment's own, or the next one when the comment stands alone. */
  readonly line: LineNumber;
  /** As written, without the slashes: `leak:ignore reason`. */
  readonly comment: string;
  readonly reason: string;
}

interface At {
  readonly line: LineNumber;
}

export interface Name extends At {
  readonly kind: 'name';
  readonly name: string;
}
export interface Selector extends At {
  readonly kind: 'selector';
  readonly operand: Expression;
  readonly field: string;
}
export interface Index extends At {
  readonly kind: 'index';
  readonly operand: Expression;
  readonly index: Expression | undefined;
}
export interface Call extends At {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly args: readonly Expression[];
}
export interface Literal extends At {
  readonly kind: 'func';
  readonly parameters: readonly Parameter[];
  readonly results: readonly Parameter[];
  readonly body: Block;
  readonly endLine: LineNumber;
}
/** `<-ch` has the operator `<-`. */
export interface Unary extends At {
  readonly kind: 'unary';
  readonly operator: string;
  readonly operand: Expression;
}
export interface Binary extends At {
  readonly kind: 'binary';
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}
/** A number or a string, as written. */
export interface Constant extends At {
  readonly kind: 'constant';
  readonly text: string;
}
export interface Composite extends At {
  readonly kind: 'composite';
  readonly type: TypeText;
  /** `key` where it is a plain name; other keys are values without a key. */
  readonly elements: readonly { readonly key: string | undefined; readonly value: Expression }[];
}
/** A type where an expression can stand: the first argument of `make` and `new`. */
export interface TypeExpression extends At {
  readonly kind: 'type';
  readonly text: TypeText;
}
/** Anything else: assertions, slices, conversions. Its parts are kept. */
export interface OtherExpression extends At {
  readonly kind: 'other';
  readonly parts: readonly Expression[];
}

export type Expression =
  | Name
  | Selector
  | Index
  | Call
  | Literal
  | Unary
  | Binary
  | Constant
  | Composite
  | TypeExpression
  | OtherExpression;

export interface Block extends At {
  readonly kind: 'block';
  readonly statements: readonly Statement[];
  readonly endLine: LineNumber;
}
export interface ExpressionStatement extends At {
  readonly kind: 'expression';
  readonly value: Expression;
}
/** The line is that of the operator, as Go prints it. */
export interface Send extends At {
  readonly kind: 'send';
  readonly channel: Expression;
  readonly value: Expression;
}
/** `a, b := x, y`; `var a, b T = x, y` (`type` set); `const`. */
export interface Define extends At {
  readonly kind: 'define';
  readonly names: readonly Name[];
  readonly values: readonly Expression[];
  readonly type: TypeText | undefined;
  readonly constant: boolean;
  /** `:=` may assign to a name of the same scope. */
  readonly short: boolean;
}
export interface Assign extends At {
  readonly kind: 'assign';
  readonly operator: string;
  readonly targets: readonly Expression[];
  readonly values: readonly Expression[];
}
export interface Start extends At {
  readonly kind: 'go' | 'defer';
  readonly call: Expression;
}
export interface Return extends At {
  readonly kind: 'return';
  readonly values: readonly Expression[];
}
export interface Branch extends At {
  readonly kind: 'branch';
  readonly word: 'break' | 'continue' | 'goto' | 'fallthrough';
  readonly label: string | undefined;
}
export interface If extends At {
  readonly kind: 'if';
  readonly initial: Statement | undefined;
  readonly condition: Expression;
  readonly then: Block;
  readonly otherwise: Statement | undefined;
}
export interface For extends At {
  readonly kind: 'for';
  readonly initial: Statement | undefined;
  readonly condition: Expression | undefined;
  readonly post: Statement | undefined;
  readonly body: Block;
}
export interface Range extends At {
  readonly kind: 'range';
  readonly names: readonly Expression[];
  /** `:=`: the names are new in each round. */
  readonly defines: boolean;
  readonly over: Expression;
  readonly body: Block;
}
/** Of values and of types. */
export interface Switch extends At {
  readonly kind: 'switch';
  readonly initial: Statement | undefined;
  /** `x :=` of a type switch. */
  readonly alias: Name | undefined;
  readonly value: Expression | undefined;
  readonly clauses: readonly Clause[];
}
export interface Select extends At {
  readonly kind: 'select';
  readonly clauses: readonly Clause[];
}
/** A case of a `switch` or `select`. */
export interface Clause extends At {
  readonly kind: 'clause';
  readonly isDefault: boolean;
  readonly values: readonly Expression[];
  /** Send or receive of a select's case. */
  readonly communication: Statement | undefined;
  readonly statements: readonly Statement[];
}
export interface Labeled extends At {
  readonly kind: 'labeled';
  readonly label: string;
  readonly statement: Statement | undefined;
}

export type Statement =
  | Block
  | ExpressionStatement
  | Send
  | Define
  | Assign
  | Start
  | Return
  | Branch
  | If
  | For
  | Range
  | Switch
  | Select
  | Labeled;

export type Syntax = Expression | Statement | Clause;

/** Declarations of a package that are no functions. */
export interface PackageDeclarations {
  readonly variables: readonly PackageVariable[];
  readonly constants: readonly PackageConstant[];
  readonly structs: readonly StructSyntax[];
}
export interface PackageVariable {
  readonly file: string;
  readonly line: LineNumber;
  readonly name: string;
  readonly type: TypeText | undefined;
  readonly value: Expression | undefined;
}
export interface PackageConstant {
  readonly name: string;
  readonly value: Expression | undefined;
}
export interface StructSyntax {
  readonly name: string;
  readonly file: string;
  readonly fields: readonly {
    /** Undefined: embedded. */
    readonly name: string | undefined;
    readonly type: TypeText;
    readonly line: LineNumber;
  }[];
}
