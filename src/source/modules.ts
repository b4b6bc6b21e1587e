/** Go modules whose source is at hand: those in the workspace, around it, and those that go.work and replace name. */
import fs from 'node:fs';
import path from 'node:path';
import type { SourceModule } from '../core/locate/port';
import { parseModFile, type ModFile } from './modFile';
import type { WorkspaceFiles } from './workspace';

/**
 * Every own module: a go.mod in or above a workspace folder, the `use` folders of a go.work in or above one, and local
 * replacements of these. Longest path first, then by folder. Go files that cannot be read count as absent.
 */
export function findModules(roots: readonly string[], files: WorkspaceFiles): SourceModule[] {
  const modules = new Map<string, SourceModule>();
  const add = (modulePath: string | undefined, dir: string, named: boolean): void => {
    if (!modulePath) return;
    const key = `${modulePath}\0${dir}`;
    const before = modules.get(key);
    modules.set(key, { path: modulePath, dir, own: true, named: named || before?.named === true });
  };
  const above = roots.map(root => nearestAbove(root, 'go.mod')).filter(dir => dir !== undefined);
  for (const dir of new Set([...files.moduleDirs, ...above])) {
    const mod = readModFile(path.join(dir, 'go.mod'));
    add(mod?.module, dir, roots.includes(dir) || above.includes(dir));
    for (const replaced of mod?.localReplaces ?? [])
      addIfModule(replaced.path, path.resolve(dir, replaced.dir), false, add);
  }
  for (const workFile of new Set([...files.workFiles, ...workFilesAbove(roots)]))
    addWorkModules(workFile, add);
  return [...modules.values()].sort(
    (a, b) =>
      b.path.length - a.path.length || compareText(a.path, b.path) || compareText(a.dir, b.dir),
  );
}

type Add = (modulePath: string | undefined, dir: string, named: boolean) => void;

function addWorkModules(workFile: string, add: Add): void {
  const work = readModFile(workFile);
  const base = path.dirname(workFile);
  for (const use of work?.uses ?? []) {
    const dir = path.resolve(base, use);
    const mod = readModFile(path.join(dir, 'go.mod'));
    add(mod?.module, dir, true);
    for (const replaced of mod?.localReplaces ?? [])
      addIfModule(replaced.path, path.resolve(dir, replaced.dir), false, add);
  }
  for (const replaced of work?.localReplaces ?? [])
    addIfModule(replaced.path, path.resolve(base, replaced.dir), true, add);
}

/** A replaced module keeps the import path of what it replaces, whatever its own go.mod says. */
function addIfModule(modulePath: string, dir: string, named: boolean, add: Add): void {
  if (readModFile(path.join(dir, 'go.mod'))) add(modulePath, dir, named);
}

function workFilesAbove(roots: readonly string[]): string[] {
  return roots
    .map(root => nearestAbove(root, 'go.work'))
    .filter(dir => dir !== undefined)
    .map(dir => path.join(dir, 'go.work'));
}

/** The nearest folder at or above `dir` that holds `name`: where the go command looks too. */
function nearestAbove(dir: string, name: string): string | undefined {
  for (let at = dir; ; at = path.dirname(at)) {
    if (fs.existsSync(path.join(at, name))) return at;
    if (path.dirname(at) === at) return undefined;
  }
}

function readModFile(file: string): ModFile | undefined {
  try {
    return parseModFile(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
