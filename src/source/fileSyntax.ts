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
  /** The comment directly above a function. */
  const docOf = (f: FunctionFacts): string => {
    let from = f.startLine - 1;
    const lineAt = (line: number): string => text.slice(starts[line - 1] ?? 0, starts[line]);
    while (from > 0 && lineAt(from).startsWith('//')) from--;
    return text.slice(starts[from] ?? 0, starts[f.startLine - 1]);
  };
  const parse = (f: FunctionFacts): FunctionSyntax | undefined => {
    if (!parsed.has(f)) {
      const at = { file, packageName, line: f.startLine };
      const found = safely(() => syntax.function(textOf(f), at));
      const excuses = excusesIn(docOf(f), f.startLine).map(e => ({ ...e, line: f.startLine }));
      parsed.set(f, found && { ...found, excuses: [...found.excuses, ...excuses] });
    }
    return parsed.get(f);
  };
  const broken = (f: FunctionFacts): FunctionSyntax => ({
    ...emptyFunction({ file, packageName, line: f.startLine }, f.name),
    broken: true,
  });
  const declaresMethod = (type: string): boolean =>
    text.includes(`${type}) `) || text.includes(`${type}[`);
  let declared: PackageDeclarations | undefined;
  return {
    packageName,
    mentions: identifier => text.includes(identifier),
    functionAt(line) {
      const around = functionsOf().find(f => f.startLine <= line && line <= f.endLine);
      return around && parse(around);
    },
    functionsMentioning(identifier, receiver) {
      if (!text.includes(identifier) || (receiver !== undefined && !declaresMethod(receiver)))
        return [];
      const found = functionsOf()
        .filter(f => receiver === undefined || f.receiver === receiver)
        .filter(f => holdsWord(textOf(f), identifier));
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

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function holdsWord(text: string, word: string): boolean {
  const isPart = (char: string | undefined): boolean =>
    char !== undefined && /[\p{L}\p{N}_]/u.test(char);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!isPart(text[at - 1]) && !isPart(text[at + word.length])) return true;
  return false;
}

/** The grammar runs in WebAssembly, on text of any kind: what fails there is not known here. */
function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
