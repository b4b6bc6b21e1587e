/** The syntax of the package around a file, as the rules ask for it. */
import path from 'node:path';
import type { SyntaxPort } from '../core/lint/port';
import type { FactsCache } from './factsCache';
import type { FileSyntax } from './fileSyntax';

/** Files of one package looked at for one question; a folder of generated code may hold thousands. */
const maxFiles = 5_000;

const isTest = (file: string): boolean => file.endsWith('_test.go');

/** One view of the code for as long as the port is used: each folder is looked at once. Open another for the next analysis. */
export function openSyntaxPort(
  cache: FactsCache,
  goFiles: (dir: string) => readonly string[],
): SyntaxPort {
  const packages = new Map<string, readonly FileSyntax[]>();
  const packageOf = (file: string): readonly FileSyntax[] => {
    const known = packages.get(file);
    if (known) return known;
    const files = openPackage(file);
    packages.set(file, files);
    return files;
  };
  const openPackage = (file: string): readonly FileSyntax[] => {
    const own = cache.syntax(file);
    if (!own) return [];
    const inTest = isTest(file);
    return goFiles(path.dirname(file))
      .filter(other => inTest || !isTest(other))
      .slice(0, maxFiles)
      .flatMap(other => {
        const syntax = cache.syntax(other);
        return syntax && syntax.packageName === own.packageName ? [syntax] : [];
      });
  };
  return {
    functionAt: (file, line) => cache.syntax(file)?.functionAt(line),
    functionsMentioning: (file, identifier, receiver) =>
      packageOf(file).flatMap(syntax => syntax.functionsMentioning(identifier, receiver)),
    declarationsMentioning(file, identifier) {
      const all = packageOf(file)
        .filter(syntax => syntax.mentions(identifier))
        .map(syntax => syntax.declarations());
      return {
        variables: all.flatMap(d => d.variables),
        constants: all.flatMap(d => d.constants),
        structs: all.flatMap(d => d.structs),
      };
    },
  };
}
