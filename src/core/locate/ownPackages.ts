/** A frame of the user's code → the local folders its package can be. */
import type { Frame } from '../goroutine';
import { ownModulesOf, packageOf, versionedFile } from './imports';
import { isOwnFile, mappedFiles } from './origin';
import { below, dirName, isPlain, segments } from './paths';
import type { SourceModule, SourcePort } from './port';
import { mainFolder } from './mainPackage';

export interface PackageDir {
  readonly dir: string;
  /** The one that go.work or the opened folder names: wins among several whose line fits. */
  readonly named: boolean;
}

/** A build folder seen in the dump and the local module it was built from. */
export interface BuildFolder {
  readonly printed: readonly string[];
  readonly module: SourceModule;
}

export interface OwnPackages {
  /** Folders the package of an own frame can be; several only when there are several checkouts. Empty: not known. */
  dirsOf(frame: Frame): readonly PackageDir[];
}

/**
 * Learns from all frames of a dump where its modules were built: one program is built in one place, so that the frames
 * with an import path tell where those of `main`, which have none, come from.
 */
export function openPackages(frames: readonly Frame[], port: SourcePort): OwnPackages {
  const builds = buildFolders(frames, port);
  const mains = frames.filter(frame => packageOf(frame).isMain);
  const memo = new Map<string, readonly PackageDir[]>();
  return {
    dirsOf(frame) {
      const { importPath } = packageOf(frame);
      const key = `${importPath}\0${dirName(frame.file ?? '')}\0${versionedFile(frame.file ?? '')?.version ?? ''}`;
      let dirs = memo.get(key);
      if (!dirs) memo.set(key, (dirs = findDirs(frame, port, builds, mains)));
      return dirs;
    },
  };
}

function findDirs(
  frame: Frame,
  port: SourcePort,
  builds: readonly BuildFolder[],
  mains: readonly Frame[],
): readonly PackageDir[] {
  const { importPath, isMain } = packageOf(frame);
  const byImport = ownModulesOf(frame, port).map(module => ({
    dir: port.join(module.dir, ...segments(importPath.slice(module.path.length))),
    named: module.named,
  }));
  if (byImport.length > 0) return byImport;
  const file = frame.file ?? '';
  const byPath = [
    () => sameFolder(file, port),
    () => (isMain ? trimmedFolders(file, port) : []),
    () => mappedFolders(file, port),
    () => builtFolders(file, builds, port),
    () => (isMain ? mainFolder(frame, mains, port) : []),
  ];
  for (const find of byPath) {
    const dirs = find();
    if (dirs.length > 0) return dirs;
  }
  return [];
}

/** The printed folder exists here and is own code: built on this machine. */
function sameFolder(file: string, port: SourcePort): PackageDir[] {
  const dir = dirName(file);
  return isOwnFile(file, port) && port.goFiles(dir).length > 0 ? [{ dir, named: true }] : [];
}

/** -trimpath prints `<module>[@version]/<rel>/<file>`; the longest module path counts. */
function trimmedFolders(file: string, port: SourcePort): PackageDir[] {
  const versioned = versionedFile(file);
  const printed = versioned
    ? [versioned.modulePath, ...versioned.rel, ''].join('/')
    : `${dirName(file)}/`;
  const holding = port.modules.filter(m => m.own && printed.startsWith(m.path + '/'));
  const longest = Math.max(0, ...holding.map(m => m.path.length));
  return holding
    .filter(m => m.path.length === longest)
    .map(m => ({
      dir: port.join(m.dir, ...segments(printed.slice(longest))),
      named: m.named,
    }))
    .filter(({ dir }) => port.goFiles(dir).length > 0);
}

function mappedFolders(file: string, port: SourcePort): PackageDir[] {
  return mappedFiles(file, port)
    .map(mapped => ({ dir: dirName(mapped), named: true }))
    .filter(({ dir }) => port.goFiles(dir).length > 0)
    .slice(0, 1);
}

/** The printed folder lies in a build folder that other frames have given away. */
function builtFolders(
  file: string,
  builds: readonly BuildFolder[],
  port: SourcePort,
): PackageDir[] {
  const dirs = new Map<string, PackageDir>();
  let longest = 0;
  for (const { printed, module } of builds) {
    const rest =
      below(dirName(file), '/' + printed.join('/')) ?? below(dirName(file), printed.join('/'));
    if (!rest || !isPlain(rest) || printed.length < longest) continue;
    const dir = port.join(module.dir, ...rest);
    if (port.goFiles(dir).length === 0) continue;
    if (printed.length > longest) dirs.clear();
    longest = printed.length;
    dirs.set(dir, { dir, named: module.named });
  }
  return [...dirs.values()];
}

/** Where the modules of the dump's own frames were built: the printed folder without the folders of the package. */
function buildFolders(frames: readonly Frame[], port: SourcePort): BuildFolder[] {
  const found = new Map<string, BuildFolder>();
  for (const frame of frames) {
    if (frame.file === undefined || versionedFile(frame.file)) continue;
    const dir = segments(dirName(frame.file));
    for (const module of ownModulesOf(frame, port)) {
      const rel = segments(packageOf(frame).importPath.slice(module.path.length));
      if (dir.length <= rel.length || !endsWith(dir, rel)) continue;
      const printed = dir.slice(0, dir.length - rel.length);
      found.set(`${printed.join('/')}\0${module.dir}`, { printed, module });
    }
  }
  return [...found.values()];
}

function endsWith(parts: readonly string[], tail: readonly string[]): boolean {
  return tail.every((part, i) => part === parts[parts.length - tail.length + i]);
}
