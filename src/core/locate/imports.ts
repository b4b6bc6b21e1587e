/** Import paths and the module caches' way of writing them. */
import type { Frame } from '../goroutine';
import { parseSymbol } from '../symbol';
import { segments } from './paths';
import type { SourceModule, SourcePort } from './port';

/** A frame's package, as its symbol names it. */
export interface PackageOf {
  /** Import path; external test packages without their `_test`. */
  readonly importPath: string;
  /** `main.x`: the symbol does not say which program. */
  readonly isMain: boolean;
}

/** Package of a frame. A file `x_test.go` may belong to `<path>_test`, which lies in the same folder as `<path>`. */
export function packageOf(frame: Frame): PackageOf {
  const { importPath } = parseSymbol(frame.func);
  const external = importPath.endsWith('_test') && /_test\.go$/.test(frame.file ?? '');
  return {
    importPath: external ? importPath.slice(0, -'_test'.length) : importPath,
    isMain: importPath === 'main',
  };
}

/** What a file path says about the module version it was compiled from: `…/<module>@<version>/<rel…>/<base>`. */
export interface VersionedFile {
  /** Unescaped, as far as the path tells: what stands behind `/pkg/mod/`, or the whole path of a -trimpath build. */
  readonly modulePath: string;
  /** With `@`. */
  readonly version: string;
  /** Folders between the module and the file. */
  readonly rel: readonly string[];
}

/** Reads the `@version` out of a path of a module cache or of a -trimpath build; undefined when there is none. */
export function versionedFile(file: string): VersionedFile | undefined {
  const parts = segments(file);
  const at = parts.findIndex(part => /.@(v\d|\(devel\))/.test(part));
  const part = parts[at];
  if (part === undefined) return undefined;
  const split = part.lastIndexOf('@');
  const mod = parts.lastIndexOf('mod', at);
  const start = mod > 0 && parts[mod - 1] === 'pkg' ? mod + 1 : 0;
  const path = [...parts.slice(start, at), part.slice(0, split)].join('/');
  return {
    modulePath: start > 0 ? unescapeModule(path) : path,
    version: part.slice(split),
    rel: parts.slice(at + 1, -1),
  };
}

/** `github.com/!acme/x` → `github.com/Acme/x`: how a module cache keeps upper case on file systems without it. */
function unescapeModule(path: string): string {
  return path.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** `github.com/Acme/x` → `github.com/!acme/x`. */
export function escapeModule(path: string): string {
  return path.replace(/[A-Z]/g, letter => '!' + letter.toLowerCase());
}

/**
 * The own modules that hold a package: those with the longest matching path, on a `/` boundary; several when there are
 * several checkouts. A frame whose file names another module's version belongs to that module, even when an own module's
 * path is a prefix of its import path.
 */
export function ownModulesOf(frame: Frame, port: SourcePort): SourceModule[] {
  const { importPath, isMain } = packageOf(frame);
  if (isMain) return [];
  const holding = port.modules.filter(m => m.own && holds(m.path, importPath));
  const longest = Math.max(0, ...holding.map(m => m.path.length));
  const versioned = frame.file === undefined ? undefined : versionedFile(frame.file);
  const printed = versioned && withoutTail(importPath, versioned.rel);
  return holding.filter(
    m => m.path.length === longest && (printed === undefined || printed === m.path),
  );
}

export function holds(modulePath: string, importPath: string): boolean {
  return importPath === modulePath || importPath.startsWith(modulePath + '/');
}

/** An import path without the folders inside its module; undefined when it does not end in them. */
function withoutTail(importPath: string, rel: readonly string[]): string | undefined {
  const tail = rel.map(part => '/' + part).join('');
  return importPath.endsWith(tail)
    ? importPath.slice(0, importPath.length - tail.length)
    : undefined;
}
