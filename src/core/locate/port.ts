/**
 * What core asks of the user's Go code. `source/` implements it over files and tree-sitter, tests in memory.
 * Paths are absolute and in the machine's own form; nothing here throws.
 */
import type { LineNumber } from '../goroutine';
import type { IgnoredFunction, SyntaxPort } from '../lint/port';

/** A Go module whose source is at hand. */
export interface SourceModule {
  /** `module` line of its go.mod, e.g. `example.com/shop/v2`. */
  readonly path: string;
  /** Folder that holds the go.mod. */
  readonly dir: string;
  /** `own`: inside a workspace folder, or used by its go.work or `replace`. Vendored and cached modules are not listed. */
  readonly own: boolean;
  /** A `go.work` of the workspace names it, or it is the opened folder itself: wins over a second checkout. */
  readonly named: boolean;
}

/** What a statement can block in. `select` has two or more cases, or one and a default; one-case selects are `send`/`recv`. */
export type OperationKind = 'send' | 'recv' | 'select' | 'select-none' | 'range' | 'call' | 'go';

export interface Operation {
  readonly kind: OperationKind;
  /** First line of the statement. */
  readonly startLine: LineNumber;
  /** Line of the operator, as Go would print it. */
  readonly line: LineNumber;
  /** Text of the called expression (`p.mu.Lock`, `handleTask`, `func literal` → undefined) for `call` and `go`. */
  readonly callee: string | undefined;
  /** Channel expression of a channel operation (`task.ResultChan`), else undefined. */
  readonly channel: string | undefined;
  /** Name of the called function or method alone (`Lock`, `handleTask`); undefined for a literal. */
  readonly calleeName: string | undefined;
  /** Last line of the statement or call, function literals among its arguments included; undefined: `line`. */
  readonly endLine?: LineNumber;
  /** A goroutine never waits here: `select` with a default, `range` over what is surely no channel. */
  readonly cannotBlock?: true;
  /** Call of a `defer` statement: it runs, and is printed, at a `return` or at the closing brace. */
  readonly deferred?: true;
  /** Inside a function literal of the named function. */
  readonly inClosure?: true;
  /** Cases of a `select`, in order; a default is a case without channel. */
  readonly cases?: readonly SelectCase[];
}

export interface SelectCase {
  readonly kind: 'send' | 'recv' | 'default';
  readonly channel: string | undefined;
}

/** One named function or method with all that is inside it, closures included. */
export interface FunctionFacts {
  /** `handleTask`; closures belong to the named function around them. Package-level `var` initialisers: `init`. */
  readonly name: string;
  /** Type name without pointer and type arguments (`Processor`), for methods. */
  readonly receiver: string | undefined;
  readonly pointerReceiver: boolean;
  /** Variable that holds the receiver (`p`); undefined when it has none. */
  readonly receiverName?: string;
  readonly startLine: LineNumber;
  readonly endLine: LineNumber;
  /** In order of lines. */
  readonly operations: readonly Operation[];
  /** Lines at which deferred calls can run: `return` statements and closing braces, literals' included. */
  readonly exits?: readonly LineNumber[];
}

export interface FileFacts {
  readonly packageName: string;
  readonly functions: readonly FunctionFacts[];
  readonly lineCount: number;
}

export interface SourcePort {
  readonly modules: readonly SourceModule[];
  /** Workspace folders (or `--source DIR`): what lies inside, outside `vendor/`, is the user's own code. */
  readonly roots: readonly string[];
  /** GOROOT and module cache folders that exist on this machine. */
  readonly goroot: string | undefined;
  readonly moduleCache: string | undefined;
  /** Explicit mappings, longest `from` first: a printed path prefix → a local folder. */
  readonly pathMappings: readonly { readonly from: string; readonly to: string }[];
  fileExists(file: string): boolean;
  /** Own files (not vendor, not caches) with this base name, at most 50, sorted. */
  filesNamed(baseName: string): readonly string[];
  /** `.go` files of one folder, sorted; empty when there is none. */
  goFiles(dir: string): readonly string[];
  /** Whether the text of a Go file holds a word: asked before a file is parsed. Without it every file may. */
  mentions?(file: string, word: string): boolean;
  /** Parsed facts of a Go file, `undefined` when it cannot be read. Open editors win over the disk. */
  facts(file: string): FileFacts | undefined;
  /**
   * Own files that hold this identifier, sorted; undefined when the workspace is too large to say so for sure. Without
   * this method nothing is concluded from code outside the package at hand.
   */
  filesMentioning?(identifier: string): readonly string[] | undefined;
  /** Statements, for the rules; without it nothing is said about why a goroutine waits. */
  readonly syntaxPort?: SyntaxPort;
  /** What the project's own tests let goleak ignore, by file and line. */
  ignoredFunctions?(): readonly IgnoredFunction[];
  /**
   * True when `file` is a regular file that, symbolic links resolved, lies inside `roots`, a module of `modules`, GOROOT,
   * the module cache or a mapping's target.
   */
  mayOpen(file: string): boolean;
  join(dir: string, ...parts: string[]): string;
}
