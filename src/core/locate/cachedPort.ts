/** A port that answers each question once: thousands of clusters ask the same few files. */
import type { SourcePort } from './port';

/** One consistent view of the source for as long as the result is used; make a new one for the next analysis. */
export function cachedPort(port: SourcePort): SourcePort {
  const facts = once((file: string) => port.facts(file));
  const fileExists = once((file: string) => port.fileExists(file));
  const mayOpen = once((file: string) => port.mayOpen(file));
  const goFiles = once((dir: string) => port.goFiles(dir));
  const filesNamed = once((name: string) => port.filesNamed(name));
  const mentioning = once((name: string) => port.filesMentioning?.(name));
  return {
    modules: port.modules,
    roots: port.roots,
    goroot: port.goroot,
    moduleCache: port.moduleCache,
    pathMappings: port.pathMappings,
    facts,
    fileExists,
    mayOpen,
    goFiles,
    filesNamed,
    filesMentioning: mentioning,
    mentions: (file, word) => port.mentions?.(file, word) ?? true,
    ...(port.syntaxPort ? { syntaxPort: port.syntaxPort } : {}),
    ignoredFunctions: () => port.ignoredFunctions?.() ?? [],
    join: (dir, ...parts) => port.join(dir, ...parts),
  };
}

function once<T>(ask: (key: string) => T): (key: string) => T {
  const answers = new Map<string, T>();
  return key => {
    const known = answers.get(key);
    if (known !== undefined || answers.has(key)) return known as T;
    const answer = ask(key);
    answers.set(key, answer);
    return answer;
  };
}
