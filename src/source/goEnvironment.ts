/** Where Go's own source and the module cache lie on this machine, found without running anything. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface GoEnvironment {
  /** Existing folder with `src/runtime`, or undefined. */
  readonly goroot: string | undefined;
  /** Existing folder, or undefined. */
  readonly moduleCache: string | undefined;
}

/**
 * Reads `GOROOT`, `GOMODCACHE` and `GOPATH` from the process environment and from the file that `go env -w` writes; else
 * follows the `go` on PATH and looks where installers put it. `go env` itself is not run: a workspace's settings can
 * make the go command execute programs (`-toolexec`), and reading source needs none of that.
 */
export function findGoEnvironment(env: NodeJS.ProcessEnv = process.env): GoEnvironment {
  const written = readGoEnvFile(env);
  const value = (name: string): string | undefined => env[name] || written.get(name);
  return {
    goroot: [value('GOROOT'), ...gorootsOnPath(env), ...usualRoots].find(isGoroot),
    moduleCache: moduleCaches(value).find(isFolder),
  };
}

const usualRoots = [
  '/usr/local/go',
  '/usr/lib/go',
  '/opt/homebrew/opt/go/libexec',
  'C:\\Program Files\\Go',
];

function moduleCaches(value: (name: string) => string | undefined): string[] {
  const fromPath = (value('GOPATH') ?? path.join(os.homedir(), 'go'))
    .split(path.delimiter)
    .filter(Boolean)
    .map(dir => path.join(dir, 'pkg', 'mod'));
  const explicit = value('GOMODCACHE');
  return explicit ? [explicit, ...fromPath] : fromPath;
}

/** The `go` on PATH is `GOROOT/bin/go`, or a link to it. */
function gorootsOnPath(env: NodeJS.ProcessEnv): string[] {
  const names = process.platform === 'win32' ? ['go.exe'] : ['go'];
  return (env['PATH'] ?? '')
    .split(path.delimiter)
    .filter(dir => path.isAbsolute(dir))
    .flatMap(dir => names.map(name => path.join(dir, name)))
    .map(realPath)
    .filter(file => file !== undefined)
    .map(file => path.dirname(path.dirname(file)));
}

function readGoEnvFile(env: NodeJS.ProcessEnv): ReadonlyMap<string, string> {
  const file = env['GOENV'] || path.join(userConfigFolder(env), 'go', 'env');
  const values = new Map<string, string>();
  try {
    for (const line of fs.readFileSync(file, 'utf8').split(/\r?\n/)) {
      const match = /^(\w+)=(.*)$/.exec(line);
      if (match?.[1] && match[2]) values.set(match[1], match[2]);
    }
  } catch {
    // Most machines have none.
  }
  return values;
}

/** What Go's os.UserConfigDir answers. */
function userConfigFolder(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return env['AppData'] ?? os.homedir();
  if (process.platform === 'darwin')
    return path.join(os.homedir(), 'Library', 'Application Support');
  return env['XDG_CONFIG_HOME'] || path.join(os.homedir(), '.config');
}

function isGoroot(dir: string | undefined): dir is string {
  return dir !== undefined && isFolder(path.join(dir, 'src', 'runtime'));
}

function isFolder(dir: string): boolean {
  try {
    return path.isAbsolute(dir) && fs.statSync(dir).isDirectory();
  } catch {
    return false;
  }
}

function realPath(file: string): string | undefined {
  try {
    return fs.realpathSync(file);
  } catch {
    return undefined;
  }
}
