/** Helpers of the tests that read real Go code: grammar files, temporary workspaces, real Go programs. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openGoSource, type GoSource, type GoSourceOptions } from '../../src/source/goSource';
import { root } from '../support/repository';

/** A folder with both wasm files, as `dist/` is one. */
export function wasmFolder(): string {
  const dir = path.join(root, 'out', 'test', 'wasm');
  fs.mkdirSync(dir, { recursive: true });
  for (const [name, file] of [
    ['web-tree-sitter', 'web-tree-sitter.wasm'],
    ['tree-sitter-go', 'tree-sitter-go.wasm'],
  ] as const) {
    const to = path.join(dir, file);
    const from = path.join(root, 'node_modules', name, file);
    if (!fs.existsSync(to) || fs.statSync(to).size !== fs.statSync(from).size)
      copyAtomically(from, to);
  }
  return dir;
}

/** Test files run side by side: none may read a half-written copy. */
function copyAtomically(from: string, to: string): void {
  const part = `${to}.${process.pid}`;
  fs.copyFileSync(from, part);
  fs.renameSync(part, to);
}

export function openSource(options: Omit<GoSourceOptions, 'wasmDir'>): Promise<GoSource> {
  return openGoSource({ wasmDir: wasmFolder(), ...options });
}

const temporary: string[] = [];
process.once('exit', () => {
  for (const dir of temporary) fs.rmSync(dir, { recursive: true, force: true });
});

/** A new temporary folder, its path without symbolic links; gone when the test process ends. */
export function temporaryFolder(): string {
  const dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'goroutine-lens-source-')));
  temporary.push(dir);
  return dir;
}

/** Writes files into a folder: relative path → text. */
export function writeFiles(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    fs.writeFileSync(path.join(dir, name), text);
  }
}

/** Runs the go command in `dir` without network; its output, or an error with what it said. */
export function go(dir: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const run = spawnSync('go', [...args], {
    cwd: dir,
    encoding: 'utf8',
    env: {
      ...process.env,
      GOFLAGS: '-buildvcs=false',
      GOTOOLCHAIN: 'local',
      GOPROXY: 'off',
      ...env,
    },
  });
  if (run.status !== 0)
    throw new Error(`go ${args.join(' ')}: ${run.error?.message ?? run.stderr}`);
  return run.stdout;
}

/**
 * What a real program prints: built and run here, or, on a machine without Go, as recorded from such a run.
 * `UPDATE_GOLDEN=1` records; the folder it was built in is written as `/build`.
 */
export function realOutput(name: string, dir: string, make: () => string): string {
  if (spawnSync('go', ['version']).error) return recorded(name);
  const output = make();
  if (process.env['UPDATE_GOLDEN'] === '1')
    fs.writeFileSync(recordedFile(name), output.replaceAll(dir, '/build'));
  return output;
}

/** The recorded output, from another folder of another machine. */
export function recorded(name: string): string {
  return fs.readFileSync(recordedFile(name), 'utf8');
}

function recordedFile(name: string): string {
  return path.join(root, 'test', 'fixtures', 'source', 'recorded', `${name}.txt`);
}

/** debug=2 and debug=1 of one program, in one text. */
export const separator = '=====\n';
