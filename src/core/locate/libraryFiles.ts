/** Frames of code that is not the user's: Go's own, a module cache's, a vendored one. */
import type { Frame } from '../goroutine';
import { escapeModule, packageOf, versionedFile } from './imports';
import { mappedFiles, stdPath } from './origin';
import { baseName, isPlain, segments } from './paths';
import type { SourcePort } from './port';

/** Local files that the frame can mean, the surest first; whether they exist and may be opened is not asked here. */
export function libraryFiles(frame: Frame, port: SourcePort): string[] {
  const file = frame.file ?? '';
  const parts = segments(packageOf(frame).importPath);
  if (!isPlain(parts) || file === '') return [];
  return [
    ...(isAbsolute(file) ? [file] : []),
    ...cachedFiles(file, parts, port),
    ...vendoredFiles(file, parts, port),
    ...standardFiles(file, parts, port),
    ...mappedFiles(file, port),
  ];
}

function isAbsolute(file: string): boolean {
  return /^(\/(?!\/)|[A-Za-z]:[/\\])/.test(file);
}

/** `<module>@<version>` of the path, below this machine's module cache. */
function cachedFiles(file: string, importParts: readonly string[], port: SourcePort): string[] {
  const versioned = versionedFile(file);
  if (!versioned || port.moduleCache === undefined) return [];
  const rel = versioned.rel;
  // The symbol knows the module's path for sure; of a cache outside `pkg/mod` the file's path cannot tell its begin.
  const tail = importParts.slice(importParts.length - rel.length).join('/') === rel.join('/');
  const module = tail
    ? importParts.slice(0, importParts.length - rel.length)
    : segments(versioned.modulePath);
  const folders = segments(escapeModule(module.join('/')));
  const last = folders.pop();
  if (last === undefined || !isPlain([...folders, ...rel])) return [];
  return [
    port.join(port.moduleCache, ...folders, last + versioned.version, ...rel, baseName(file)),
  ];
}

function vendoredFiles(file: string, importParts: readonly string[], port: SourcePort): string[] {
  const dirs = new Set([...port.modules.map(module => module.dir), ...port.roots]);
  return [...dirs].map(dir => port.join(dir, 'vendor', ...importParts, baseName(file)));
}

/** By the file's own path below `src`, then by the import path: linknamed functions stand in another package's file. */
function standardFiles(file: string, importParts: readonly string[], port: SourcePort): string[] {
  if (port.goroot === undefined || importParts[0]?.includes('.') !== false) return [];
  const goroot = port.goroot;
  const below = stdPath(file);
  const candidates = [below, [...importParts, baseName(file)]].filter(p => p !== undefined);
  return candidates.filter(isPlain).map(p => port.join(goroot, 'src', ...p));
}
