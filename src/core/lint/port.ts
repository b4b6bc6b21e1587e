/** What the rules ask of the user's code beyond the facts that locating needs. */
import type { LineNumber } from '../goroutine';
import type { FunctionSyntax, PackageDeclarations } from './syntax';

/** Syntax is made when it is asked for, of the functions asked for. Nothing here throws. */
export interface SyntaxPort {
  /** The named function around a line; undefined when there is none, or it cannot be read. */
  functionAt(file: string, line: LineNumber): FunctionSyntax | undefined;
  /**
   * Every function of the package of `file` whose text holds the identifier, by file and line. Files of tests count when
   * `file` is one: what only a test does is not there in production. With `receiver` methods of that type alone.
   */
  functionsMentioning(
    file: string,
    identifier: string,
    receiver?: string,
  ): readonly FunctionSyntax[];
  /** Variables, constants and structs of those files of the package of `file` whose text holds the identifier. */
  declarationsMentioning(file: string, identifier: string): PackageDeclarations;
}

/** A function that the project's own tests expect to see running: an argument of goleak's `Ignore…` options. */
export interface IgnoredFunction {
  /** As written in the test: `example.com/m/pkg.(*T).run`. */
  readonly func: string;
  /** `IgnoreAnyFunction`: anywhere in the stack; else the frame on top. */
  readonly anywhere: boolean;
  readonly file: string;
  readonly line: LineNumber;
}
