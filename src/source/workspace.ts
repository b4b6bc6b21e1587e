/** A walk over the workspace folders: which Go files and modules are there. */
import fs from 'node:fs';
import path from 'node:path';

export interface WorkspaceFiles {
  /** Base name → own `.go` files, sorted. */
  readonly goFilesByName: ReadonlyMap<string, readonly string[]>;
  /** Folders that hold a go.mod, sorted. */
  readonly moduleDirs: readonly string[];
  /** go.work files inside the folders, sorted. */
  readonly workFiles: readonly string[];
  /** The walk ended at its limit: there is more. */
  readonly truncated: boolean;
}

/** Folder names that hold no code of the user's own: dependencies, version control, what the go command ignores. */
const passedOver = /^(vendor|node_modules|[._].*)$/;

/**
 * Walks `roots`, at most `limit` directory entries. Links to folders are not followed: they may lead anywhere, and in
 * circles.
 */
export function walkWorkspace(roots: readonly string[], limit = 300_000): WorkspaceFiles {
  const goFiles: string[] = [];
  const moduleDirs: string[] = [];
  const workFiles: string[] = [];
  const seen = new Set<string>();
  const queue = [...roots];
  let left = limit;
  for (let dir = queue.pop(); dir !== undefined && left > 0; dir = queue.pop()) {
    if (seen.has(dir)) continue;
    seen.add(dir);
    for (const entry of entriesOf(dir)) {
      left--;
      const full = path.join(dir, entry.name);
      if (entry.isDirectory()) {
        if (!passedOver.test(entry.name)) queue.push(full);
      } else if (entry.name.endsWith('.go')) goFiles.push(full);
      else if (entry.name === 'go.mod') moduleDirs.push(dir);
      else if (entry.name === 'go.work') workFiles.push(full);
    }
  }
  return {
    goFilesByName: byName(goFiles.sort()),
    moduleDirs: moduleDirs.sort(),
    workFiles: workFiles.sort(),
    truncated: left <= 0,
  };
}

function byName(files: readonly string[]): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const file of files) {
    const name = path.basename(file);
    const list = map.get(name);
    if (list) list.push(file);
    else map.set(name, [file]);
  }
  return map;
}

function entriesOf(dir: string): fs.Dirent[] {
  try {
    return fs.readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
}
