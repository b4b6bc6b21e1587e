/** The functions of one file as syntax: each is parsed when someone asks for it, and once. */
import type { FunctionSyntax, PackageDeclarations } from '../core/lint/syntax';
import type { FileFacts, FunctionFacts } from '../core/locate/port';
import { emptyFunction, excusesIn } from './functionSyntax';
import type { GoSyntax } from './syntax';

export interface FileSyntax {
  readonly packageName: string;
  mentions(identifier: string): boolean;
  functionAt(line: number): FunctionSyntax | undefined;
  /** Functions, or methods of one type, whose text holds the identifier as a whole word. */
  functionsMentioning(identifier: string, receiver?: string): readonly FunctionSyntax[];
  declarations(): PackageDeclarations;
}

const noDeclarations: PackageDeclarations = { variables: [], constants: [], structs: [] };

/** `facts` is asked for when the first function is: a file of the package that nobody mentions is never parsed. */
export function createFileSyntax(
  file: string,
  text: string,
  facts: () => FileFacts | undefined,
  syntax: GoSyntax,
): FileSyntax {
  let starts: readonly number[] = [];
  let functions: readonly FunctionFacts[] | undefined;
  const functionsOf = (): readonly FunctionFacts[] => {
    if (functions) return functions;
    starts = lineStarts(text);
    return (functions = facts()?.functions ?? []);
  };
  const packageName = packageOf(text);
  const parsed = new Map<FunctionFacts, FunctionSyntax | undefined>();
  const textOf = (f: FunctionFacts): string =>
    text.slice(starts[f.startLine - 1] ?? 0, starts[f.endLine] ?? text.length);
  const parse = (f: FunctionFacts): FunctionSyntax | undefined => {
    if (!parsed.has(f)) {
      const at = { file, packageName, line: f.startLine };
      const found = safely(() => syntax.function(textOf(f), at));
      const excuses = excusesIn(commentAbove(text, starts, f.startLine), f.startLine).map(e => ({
        ...e,
        line: f.startLine,
      }));
      parsed.set(f, found && { ...found, excuses: [...found.excuses, ...excuses] });
    }
    return parsed.get(f);
  };
  const broken = (f: FunctionFacts): FunctionSyntax => ({
    ...emptyFunction({ file, packageName, line: f.startLine }, f.name),
    broken: true,
  });
  let words: ReadonlySet<string> | undefined;
  const mentions = (word: string): boolean =>
    isWord.test(word) ? (words ??= wordsOf(text)).has(word) : text.includes(word);
  let index: ReadonlyMap<string, readonly FunctionFacts[]> | undefined;
  const indexOf = (): ReadonlyMap<string, readonly FunctionFacts[]> =>
    (index ??= functionsByWord(functionsOf(), textOf));
  let declared: PackageDeclarations | undefined;
  return {
    packageName,
    mentions,
    functionAt(line) {
      const around = functionsOf().find(f => f.startLine <= line && line <= f.endLine);
      return around && parse(around);
    },
    functionsMentioning(identifier, receiver) {
      if (!mentions(identifier) || (receiver !== undefined && !mentions(receiver))) return [];
      const found = (indexOf().get(identifier) ?? []).filter(
        f => receiver === undefined || f.receiver === receiver,
      );
      return found.map(f => parse(f) ?? broken(f));
    },
    declarations: () =>
      (declared ??= safely(() => syntax.declarations(text, file)) ?? noDeclarations),
  };
}

/** Name of the package clause: the first line that begins with the word, as gofmt writes it. */
function packageOf(text: string): string {
  return /^package[ \t]+([\p{L}_][\p{L}\p{N}_]*)/mu.exec(text)?.[1] ?? '';
}

/** The comment directly above a line. */
function commentAbove(text: string, starts: readonly number[], line: number): string {
  const lineAt = (at: number): string => text.slice(starts[at - 1] ?? 0, starts[at]);
  let from = line - 1;
  while (from > 0 && lineAt(from).startsWith('//')) from--;
  return text.slice(starts[from] ?? 0, starts[line - 1]);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

const isWord = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** The identifiers of a text. Nearly all code is ASCII, for which a simpler pattern does. */
function wordsOf(text: string): Set<string> {
  const simple = !/[\u0080-\uffff]/.test(text);
  return new Set(text.match(simple ? /[A-Za-z_]\w*/g : /[\p{L}_][\p{L}\p{N}_]*/gu));
}

/** Word → the functions whose text holds it, in their order. */
function functionsByWord(
  functions: readonly FunctionFacts[],
  textOf: (f: FunctionFacts) => string,
): Map<string, FunctionFacts[]> {
  const found = new Map<string, FunctionFacts[]>();
  for (const f of functions)
    for (const name of wordsOf(textOf(f))) {
      const known = found.get(name);
      if (known) known.push(f);
      else found.set(name, [f]);
    }
  return found;
}

/** The grammar runs in WebAssembly, on text of any kind: what fails there is not known here. */
function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
